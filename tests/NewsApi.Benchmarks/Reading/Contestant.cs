using System.Globalization;

namespace NewsApi.Benchmarks.Reading;

/// <summary>A server that takes part.</summary>
/// <param name="Name">What the tables call it.</param>
/// <param name="Process">It.</param>
/// <param name="AllocationsPath">Where it tells how many bytes it has allocated.</param>
internal sealed record Contestant(string Name, ServiceProcess Process, string AllocationsPath)
{
    /// <summary>Where the servers of this benchmark tell, in the form of Prometheus like the service.</summary>
    public const string Allocations = "/allocations";

    private const string Metric = "dotnet_gc_heap_total_allocated";

    public Uri Address => Process.BaseAddress;

    public static string AllocatedText() => $"{Metric}_bytes_total {GC.GetTotalAllocatedBytes()}\n";

    public async Task<double> AllocatedAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Address };
        var text = await client.GetStringAsync(AllocationsPath, cancellationToken);
        var line =
            text.Split('\n').FirstOrDefault(line => line.StartsWith(Metric, StringComparison.Ordinal))
            ?? throw new BenchmarkException($"{AllocationsPath} of {Name} has no {Metric}.");
        // A timestamp may follow the value.
        var value = line[(line.LastIndexOf('}') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return double.Parse(line.Contains('}') ? value[0] : value[1], CultureInfo.InvariantCulture);
    }
}
