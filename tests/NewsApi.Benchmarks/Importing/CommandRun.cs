using System.Diagnostics;

namespace NewsApi.Benchmarks.Importing;

/// <summary>A command of the service's program, run to its end.</summary>
/// <param name="Time">From just before its start to its end.</param>
/// <param name="PeakMemory">In bytes, as far as it was looked at.</param>
/// <param name="Output">What it wrote to standard output.</param>
internal sealed record CommandRun(TimeSpan Time, long PeakMemory, string Output)
{
    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(100);

    /// <param name="owner">Connection string of the database that it works on.</param>
    /// <exception cref="BenchmarkException">It failed.</exception>
    public static async Task<CommandRun> OfAsync(
        PublishedService service,
        string owner,
        string[] arguments,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(service.Program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["ConnectionStrings__Owner"] = owner;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var ended = process.WaitForExitAsync(cancellationToken);
            var peak = 0L;
            while (await Task.WhenAny(ended, Task.Delay(s_betweenLooks, cancellationToken)) != ended)
                peak = Math.Max(peak, Peak(process));
            await ended;
            return process.ExitCode == 0
                ? new(clock.Elapsed, peak, await output)
                : throw new BenchmarkException($"newsapi {string.Join(' ', arguments)} failed:\n{await output}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }

    private static long Peak(Process process)
    {
        try
        {
            return ProcessMemory.Of(process.Id).Peak;
        }
        catch (Exception fault) when (fault is InvalidOperationException or IOException or ArgumentException)
        {
            // It has just ended.
            return 0;
        }
    }
}
