using System.CommandLine;
using System.Globalization;
using NewsApi.Benchmarks.Importing;
using NewsApi.Benchmarks.Reading;
using NewsApi.Benchmarks.Relevance;
using NewsApi.Benchmarks.Scale;
using NewsApi.Benchmarks.Soak;
using NewsApi.LocalPostgres;

namespace NewsApi.Benchmarks;

/// <summary>One command for each benchmark. Tables go to standard output, ready for the README; progress to the other.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var root = new RootCommand("Measures News API on this machine.")
        {
            StartupBenchmark.Command(),
            FootprintBenchmark.Command(),
            ReadingBenchmark.Command(),
            BareServer.Command(),
            AfternoonServer.Command(),
            ScaleBenchmark.Command(),
            RelevanceBenchmark.Command(),
            ImportBenchmark.Command(),
            FeedBenchmark.Command(),
            AllocationBenchmark.Command(),
            SoakBenchmark.Command(),
            ArchiveCommand.Command(),
        };
        try
        {
            var invocation = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // Ctrl-C: what is running has to stop, and what was made has to go, before this process may.
                ProcessTerminationTimeout = TimeSpan.FromMinutes(1),
            };
            return await root.Parse(args).InvokeAsync(invocation);
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("benchmarks: broken off.");
            return 130;
        }
        catch (HttpRequestException exception)
        {
            await Console.Error.WriteLineAsync($"benchmarks: the service gave no answer: {exception.Message}");
            return 1;
        }
        catch (Exception exception) when (exception is BenchmarkException or LocalPostgresException)
        {
            await Console.Error.WriteLineAsync($"benchmarks: {exception.Message}");
            return 1;
        }
    }
}

/// <summary>Nothing could be measured; the message says why.</summary>
public sealed class BenchmarkException(string message) : Exception(message);
