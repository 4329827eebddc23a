using System.CommandLine;

namespace NewsApi.Benchmarks.Reading;

/// <summary>How fast readers are answered, beside what the machine, the web server and the database can do at the most, and
/// beside a plain service over the same stories.</summary>
internal static class ReadingBenchmark
{
    private const string Name = "reading";

    public static Command Command()
    {
        var command = new Command(Name, "The service beside bare Kestrel, pgbench and a plain API, under load.");
        ReadingOptions.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(ReadingOptions.Of(parsed), cancellationToken));
        return command;
    }

    private static async Task RunAsync(ReadingOptions options, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
            throw new BenchmarkException("What processes take of the processors is read from /proc: run it on Linux.");
        using var workspace = new Workspace();
        var wrk = Wrk.Find(workspace.Location);
        await using var all = await Contestants.StartAsync(options, workspace, cancellationToken);
        var cases = new ReadingCases(all, wrk, options);
        var hot = await cases.HotAsync(cancellationToken);
        var cold = await cases.ColdAsync(Path.Combine(workspace.Location, "statements"), cancellationToken);
        var mixed = await cases.MixedAsync(cancellationToken);
        var publishing = await cases.PublishingAsync(cancellationToken);
        var herd = options.Wants(Herd.Name) ? await Herd.RunAsync(all, wrk, options.Seconds, cancellationToken) : null;
        var memory = ProcessMemory.Of(all.Service.Process.Id);

        Console.WriteLine(await Surroundings.DescribeAsync(Arguments(options), cancellationToken));
        Write("bare Kestrel", [.. hot, .. mixed]);
        Write("pgbench", cold);
        Console.WriteLine();
        Console.WriteLine(ReadingReport.Others(publishing, herd, memory, options.Connections[0]));
        Console.WriteLine();
        Console.WriteLine(
            $"{options.Stories:N0} invented stories; the load generator is wrk with one thread, on the same machine. Medians of "
                + $"{options.Rounds} rounds of {options.Seconds} s, contestants in turn; ratios are within a round. CPU and allocated "
                + "bytes are for one request. Mixed traffic: Zipf's law over all stories, 5 % lists, 1 % searches; a story is "
                + "published each second while the service has its turn; bare Kestrel sends the same, from a dictionary by address."
        );
    }

    private static void Write(string reference, IReadOnlyList<Outcome> outcomes)
    {
        if (outcomes.Count == 0)
            return;
        Console.WriteLine();
        Console.WriteLine(ReadingReport.Rates(reference, outcomes));
    }

    private static string Arguments(ReadingOptions options) =>
        $"{Name} --seconds {options.Seconds} --rounds {options.Rounds} --connections {string.Join(',', options.Connections)}"
        + (options.Case is null ? "" : $" --case '{options.Case}'");
}
