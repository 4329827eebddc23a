using System.Globalization;

namespace NewsApi.Benchmarks.Reading;

/// <summary>How much of the processors' time was taken so far, by Linux' own account, which goes by hundredths of a second.
/// </summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100;

    public static TimeSpan Of(int processId) => Time(Fields(processId)!, withEnded: false);

    /// <summary>Of all processes of a database server together, those that have ended as well.</summary>
    /// <param name="dataFolder">Its data.</param>
    public static TimeSpan OfDatabase(string dataFolder)
    {
        var first = File.ReadLines(Path.Combine(dataFolder, "postmaster.pid")).First();
        var postmaster = int.Parse(first, CultureInfo.InvariantCulture);
        var total = Time(Fields(postmaster)!, withEnded: true);
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(folder), out var id)
                && Fields(id) is { } fields
                && fields[1] == first.Trim()
            )
                total += Time(fields, withEnded: false);
        }
        return total;
    }

    /// <summary>What stands behind the name of a process: its state, its parent and so on; null where it has ended.</summary>
    private static string[]? Fields(int processId)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static TimeSpan Time(string[] fields, bool withEnded) =>
        TimeSpan.FromSeconds(
            fields.Skip(11).Take(withEnded ? 4 : 2).Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture))
                / TicksPerSecond
        );
}
