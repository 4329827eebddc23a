using System.CommandLine;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace NewsApi.Benchmarks;

/// <summary>What the steps of an answer allocate and take, by BenchmarkDotNet.</summary>
internal static class AllocationBenchmark
{
    private const string Name = "allocations";
    private const double Kilobyte = 1024;

    public static Command Command()
    {
        var command = new Command(Name, "What the steps of an answer allocate and take, one by one.");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    private static async Task RunAsync(CancellationToken cancellationToken)
    {
        using var workspace = new Workspace();
        // In this process: another would be built anew, which the locked packages do not allow.
        var config = ManualConfig
            .CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(new StreamLogger(Console.Error as StreamWriter ?? new(Console.OpenStandardError())))
            .WithArtifactsPath(workspace.Location)
            .WithOptions(ConfigOptions.DisableLogFile);
        var summary = BenchmarkRunner.Run<AnswerSteps>(config);
        if (summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success))
            throw new BenchmarkException("Not all steps could be measured; see above.");
        var table = new MarkdownTable("step", "time", "allocated");
        foreach (var report in summary.Reports)
        {
            var bytes = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
            table.Add(
                report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\''),
                $"{report.ResultStatistics!.Mean / 1000:0.0} µs",
                $"{bytes / Kilobyte:0.0} kB"
            );
        }
        Console.WriteLine(await Surroundings.DescribeAsync(Name, cancellationToken));
        Console.WriteLine();
        Console.WriteLine(table);
    }
}
