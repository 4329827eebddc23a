using System.CommandLine;

namespace NewsApi.Benchmarks;

/// <summary>How long it takes from starting the process until the first list of articles is answered.</summary>
internal static class StartupBenchmark
{
    private const string Name = "startup";

    /// <summary>A first run makes the database, migrates it and loads the sample newsroom.</summary>
    private static readonly TimeSpan s_wantedFirst = TimeSpan.FromSeconds(6);

    /// <summary>A later run finds the database as the last one left it.</summary>
    private static readonly TimeSpan s_wantedLater = TimeSpan.FromSeconds(1.5);

    public static Command Command()
    {
        var runs = BenchmarkOptions.Count("--runs", "How many starts of each kind.", 5);
        var configuration = BenchmarkOptions.Configuration();
        var command = new Command(Name, "Time from starting the process to the first list of articles.")
        {
            runs,
            configuration,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(parsed.GetValue(runs), parsed.GetValue(configuration)!, cancellationToken)
        );
        return command;
    }

    private static async Task RunAsync(int runs, string configuration, CancellationToken cancellationToken)
    {
        using var workspace = new Workspace();
        var service = await PublishedService.MakeAsync(workspace, configuration, cancellationToken);
        var first = new List<TimeSpan>();
        for (var run = 1; run <= runs; run++)
        {
            workspace.DeleteData();
            first.Add(await StartAsync(service, workspace, $"First run {run} of {runs}", cancellationToken));
        }
        var later = new List<TimeSpan>();
        for (var run = 1; run <= runs; run++)
            later.Add(await StartAsync(service, workspace, $"Later run {run} of {runs}", cancellationToken));

        var table = new MarkdownTable("Process start to first answer", "min", "median", "max", "wanted", "holds");
        AddRow(table, "first run: creates, migrates and fills the database", first, s_wantedFirst);
        AddRow(table, "later run: the database is there", later, s_wantedLater);
        var command = $"{Name} --runs {runs} --configuration {configuration}";
        Console.WriteLine(await Surroundings.DescribeAsync(command, cancellationToken));
        Console.WriteLine();
        Console.WriteLine(table);
    }

    private static async Task<TimeSpan> StartAsync(
        PublishedService service,
        Workspace workspace,
        string title,
        CancellationToken cancellationToken
    )
    {
        await using var running = await ServiceProcess.StartAsync(service, workspace.DataFolder, cancellationToken);
        await Console.Error.WriteLineAsync($"{title}: {Text(running.TimeToFirstAnswer)}");
        return running.TimeToFirstAnswer;
    }

    private static void AddRow(MarkdownTable table, string title, List<TimeSpan> times, TimeSpan wanted)
    {
        times.Sort();
        // Of an even number the later one: no mean that nobody has measured.
        var median = times[times.Count / 2];
        table.Add(title, Text(times[0]), Text(median), Text(times[^1]), Text(wanted), Verdict());

        string Verdict() =>
            times[^1] <= wanted ? "always"
            : median <= wanted ? "mostly"
            : "no";
    }

    private static string Text(TimeSpan time) => $"{time.TotalSeconds:0.00} s";
}
