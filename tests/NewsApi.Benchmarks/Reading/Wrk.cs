using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace NewsApi.Benchmarks.Reading;

/// <summary>The public load generator, on one thread.</summary>
/// <param name="program">Path of it.</param>
/// <param name="folder">Where its scripts are kept.</param>
internal sealed class Wrk(string program, string folder)
{
    /// <summary>How much of an answer is not its body, at the most.</summary>
    private const int MostHeaders = 2_500;

    /// <exception cref="BenchmarkException">It is not installed.</exception>
    public static Wrk Find(string folder) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(place => Path.Combine(place, "wrk"))
            .FirstOrDefault(File.Exists)
            is { } program
            ? new(program, folder)
            : throw new BenchmarkException("The load generator wrk is not there: install the package wrk.");

    /// <summary>Asks without timing, and looks at the status of every answer: until the runtime has compiled for good what the load
    /// runs through, and caches hold what they can.</summary>
    /// <exception cref="BenchmarkException">There were others than expected.</exception>
    public async Task WarmUpAsync(Uri server, Load load, int seconds, CancellationToken cancellationToken)
    {
        var run = await RunAsync(server, load, connections: 16, seconds, looking: true, cancellationToken);
        var expected = load.Expected.ToString(CultureInfo.InvariantCulture);
        if (run.Statuses.Keys.FirstOrDefault(status => status != expected) is { } other)
            throw new BenchmarkException(
                $"{load.Paths[0]} of {server}: {run.Statuses[other]} answers were {other}, not {expected}."
            );
    }

    /// <summary>Asks as fast as answers come.</summary>
    /// <exception cref="BenchmarkException">Requests failed, or answers were much larger or smaller than the expected one.
    /// </exception>
    public async Task<WrkRun> RunAsync(
        Uri server,
        Load load,
        int connections,
        int seconds,
        CancellationToken cancellationToken
    )
    {
        var run = await RunAsync(server, load, connections, seconds, looking: false, cancellationToken);
        // Whether a fixed answer was the expected one is told by its size: looking at each would slow the generator down.
        if (load.Length is { } length && (run.AnswerSize < length || run.AnswerSize > length + MostHeaders))
            throw new BenchmarkException(
                $"{load.Paths[0]} of {server}: answers had {run.AnswerSize:0} bytes, though the body has {length}."
            );
        return run;
    }

    private async Task<WrkRun> RunAsync(
        Uri server,
        Load load,
        int connections,
        int seconds,
        bool looking,
        CancellationToken cancellationToken
    )
    {
        var script = Path.Combine(folder, "load.lua");
        var paths = Path.Combine(folder, "paths.txt");
        await File.WriteAllLinesAsync(paths, load.Paths, cancellationToken);
        await File.WriteAllTextAsync(script, WrkScript.For(load, paths, looking), cancellationToken);
        var start = new ProcessStartInfo(
            program,
            ["-t1", $"-c{connections}", $"-d{seconds}s", "--timeout", "20s", "-s", script, server + load.Paths[0][1..]]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            var line = output.Split('\n').LastOrDefault(line => line.StartsWith('{'));
            var run = line is null ? null : JsonSerializer.Deserialize<WrkRun>(line, JsonSerializerOptions.Web);
            if (run is null || run.Requests == 0)
                throw new BenchmarkException($"wrk got no answer from {server}:\n{output}");
            return load.MayFail || run.Failed + run.Socket == 0
                ? run
                : throw new BenchmarkException(
                    $"{load.Paths[0]} of {server}: {run.Failed} answers were errors, {run.Socket} requests had none."
                );
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }
}

/// <summary>What a run of the load generator came to; times in microseconds.</summary>
/// <param name="Failed">Answers with a status of an error.</param>
/// <param name="Socket">Requests that were not answered, or not in time.</param>
/// <param name="Statuses">How many answers there were of each, where they were looked at.</param>
internal sealed record WrkRun(
    long Requests,
    double Duration,
    long Bytes,
    double P50,
    double P99,
    double Max,
    long Failed,
    long Socket,
    IReadOnlyDictionary<string, long> Statuses
)
{
    public double Rate => Requests / Duration * 1_000_000;

    public double AnswerSize => (double)Bytes / Requests;
}
