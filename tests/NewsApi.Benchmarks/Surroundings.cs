using System.Runtime.InteropServices;
using NewsApi.LocalPostgres;

namespace NewsApi.Benchmarks;

/// <summary>What has to be said beside every table: figures without it mean little.</summary>
internal static class Surroundings
{
    /// <returns>Two lines of Markdown: the command, and machine, versions and date.</returns>
    public static async Task<string> DescribeAsync(string command, CancellationToken cancellationToken)
    {
        var postgres = await PostgresBinaries.FindAsync(new LocalPostgresOptions(), null, cancellationToken);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        return $"""
            `dotnet run -c Release --project tests/NewsApi.Benchmarks -- {command}`
            on {DateTime.UtcNow:yyyy-MM-dd}: {Environment.ProcessorCount} cores, {memory:0.#} GB of memory, {RuntimeInformation.RuntimeIdentifier}{Load()}; .NET {Environment.Version}, PostgreSQL {postgres.Version}.
            """;
    }

    /// <summary>Tells a reader whether the machine was busy with other things.</summary>
    private static string Load() =>
        File.Exists("/proc/loadavg") ? $", load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]}" : "";
}
