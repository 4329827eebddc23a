namespace NewsApi.Benchmarks.Reading;

/// <summary>The tables of the benchmark <c>reading</c>.</summary>
internal static class ReadingReport
{
    private const double Kilobyte = 1024;

    /// <param name="reference">What the ratio is to.</param>
    /// <param name="outcomes">In the order of cases.</param>
    public static MarkdownTable Rates(string reference, IReadOnlyList<Outcome> outcomes)
    {
        var table = new MarkdownTable([
            "case, connections: who answers",
            "requests/s",
            $"of {reference}",
            "p50",
            "p99",
            "CPU",
            "CPU of PostgreSQL",
            "allocated",
        ]);
        foreach (var outcome in outcomes)
        {
            var typical = outcome.Typical;
            table.Add([
                $"{outcome.Case}, {outcome.Connections}: {outcome.Name}",
                $"{typical.Rate:N0}",
                $"{outcome.Ratio:0.00}",
                Milliseconds(typical.Median),
                Milliseconds(typical.NinetyNinth),
                Text(typical.Processor, 1, "0 µs"),
                Text(typical.Database, 1, "0 µs"),
                Text(typical.Allocated, Kilobyte, "0.0 kB"),
            ]);
        }
        return table;
    }

    public static MarkdownTable Others(
        IReadOnlyList<Outcome> publishing,
        Herd? herd,
        ProcessMemory memory,
        int connections
    )
    {
        var table = new MarkdownTable("besides", "figure");
        if (publishing is [var with, ..])
            table.Add(
                $"cost of a story published each second to hot traffic, {connections} connections",
                $"{(1 - with.Ratio) * 100:0.0} %"
            );
        if (herd is not null)
        {
            table.Add($"{Herd.Connections} connections on one list: requests", $"{herd.Requests:N0}");
            table.Add("… of them refused or not answered", $"{herd.Failed:N0}");
            table.Add("… stories published into it meanwhile", $"{herd.Changes}");
            table.Add("… how often its statement ran", $"{herd.Statements:N0}");
            table.Add("… longest wait", Milliseconds(herd.Longest.TotalMicroseconds));
        }
        table.Add("memory of the service after all of it", Megabytes(memory.Resident));
        if (memory.Private is { } ofNoFile)
            table.Add("… of it not pages of program files", Megabytes(ofNoFile));
        table.Add("… peak", Megabytes(memory.Peak));
        return table;
    }

    private static string Milliseconds(double? microseconds) => Text(microseconds, 1000, "0.00 ms");

    private static string Megabytes(long bytes) => $"{bytes / Kilobyte / Kilobyte:0} MB";

    private static string Text(double? figure, double unit, string form)
    {
        if (figure is not { } value)
            return "";
        var parts = form.Split(' ');
        return $"{(value / unit).ToString(parts[0], provider: null)} {parts[1]}";
    }
}
