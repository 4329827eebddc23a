using System.Diagnostics;

namespace NewsApi.Benchmarks.Scale;

/// <summary>How long answers take, one after the other, from asking until the last byte.</summary>
internal sealed record Latency(TimeSpan Median, TimeSpan NinetyNinth)
{
    private const int WarmUp = 20;
    private const int Wanted = 200;
    private const int Fewest = 50;

    /// <summary>After so long, the fewest are enough.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>After so long, there is no doubt that it takes too long.</summary>
    private static readonly TimeSpan s_mostPatience = TimeSpan.FromMinutes(1);

    public static async Task<Latency> MeasureAsync(
        HttpClient client,
        IReadOnlyList<string> paths,
        CancellationToken cancellationToken
    )
    {
        await WarmUpAsync(client, paths, cancellationToken);
        var times = new List<TimeSpan>();
        var clock = Stopwatch.StartNew();
        while (times.Count < Wanted && clock.Elapsed < (times.Count < Fewest ? s_mostPatience : s_patience))
            times.Add(await TimeAsync(client, paths, times.Count, cancellationToken));
        times.Sort();
        return new(times[times.Count / 2], times[(int)Math.Ceiling(times.Count * 0.99) - 1]);
    }

    /// <summary>Asks without timing: until caches are filled and the runtime has compiled what is needed.</summary>
    public static async Task WarmUpAsync(
        HttpClient client,
        IReadOnlyList<string> paths,
        CancellationToken cancellationToken
    )
    {
        var clock = Stopwatch.StartNew();
        for (var turn = 0; turn < WarmUp && clock.Elapsed < s_patience; turn++)
            await TimeAsync(client, paths, turn, cancellationToken);
    }

    private static async Task<TimeSpan> TimeAsync(
        HttpClient client,
        IReadOnlyList<string> paths,
        int turn,
        CancellationToken cancellationToken
    )
    {
        var start = Stopwatch.GetTimestamp();
        await new Question(paths[turn % paths.Count]).AskAsync(client, cancellationToken);
        return Stopwatch.GetElapsedTime(start);
    }
}
