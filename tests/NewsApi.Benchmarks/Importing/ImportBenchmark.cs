using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using NewsApi.Benchmarks.Archive;
using NewsApi.LocalPostgres;
using NewsApi.Storage;

namespace NewsApi.Benchmarks.Importing;

/// <summary>How fast whole files of stories come in by the command line, and leave again.</summary>
internal static class ImportBenchmark
{
    private const string Name = "import";
    private const int WantedPerMinute = 20_000;

    public static Command Command()
    {
        var texts = new Option<string?>("--texts")
        {
            Description = $"Folder of *.jsonl.gz with real news to import; or in {SourceTexts.FolderVariable}.",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(SourceTexts.FolderVariable),
        };
        var most = BenchmarkOptions.Count("--most", "How many stories at the most.", int.MaxValue);
        var configuration = BenchmarkOptions.Configuration();
        var command = new Command(Name, "Time and memory of importing and exporting real news.")
        {
            texts,
            most,
            configuration,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    parsed.GetValue(texts),
                    parsed.GetValue(most),
                    parsed.GetValue(configuration)!,
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task RunAsync(
        string? texts,
        int most,
        string configuration,
        CancellationToken cancellationToken
    )
    {
        using var workspace = new Workspace();
        var service = await PublishedService.MakeAsync(workspace, configuration, cancellationToken);
        var file = Path.Combine(workspace.Location, "stories.ndjson.gz");
        var stories = await StoryFile.WriteAsync(texts, file, most, cancellationToken);
        await Console.Error.WriteLineAsync($"{stories:N0} stories, {new FileInfo(file).Length >> 20} MB packed.");

        // What is committed is kept, as in a newsroom.
        await using var postgres = await LocalPostgresServer.StartAsync(
            new LocalPostgresOptions { DataFolder = workspace.DataFolder },
            null,
            cancellationToken
        );
        var connections = DatabaseConnections.FromOwner(postgres.ConnectionString);
        await Migrations.ApplyAsync(connections, NullLogger.Instance, cancellationToken);

        var table = new MarkdownTable(
            "`newsapi`",
            "stories",
            "time",
            "a minute",
            "peak memory",
            "wanted a minute",
            "holds"
        );
        string[] import = ["import", file, "--publish", "--create-missing"];
        await AddRowAsync("import, dry run", [.. import, "--dry-run"], wanted: null);
        await AddRowAsync("import, published", import, WantedPerMinute);
        await AddRowAsync("the same again", import, wanted: null);
        await AddRowAsync(
            "export",
            ["export", Path.Combine(workspace.Location, "export.ndjson.gz"), "--gzip"],
            wanted: null
        );

        Console.WriteLine(await Surroundings.DescribeAsync(Name, cancellationToken));
        Console.WriteLine();
        Console.WriteLine(table);

        async Task AddRowAsync(string title, string[] arguments, int? wanted)
        {
            await Console.Error.WriteLineAsync($"{title} …");
            var run = await CommandRun.OfAsync(service, connections.Owner!, arguments, cancellationToken);
            var perMinute = stories / run.Time.TotalMinutes;
            table.Add(
                title,
                $"{stories:N0}",
                $"{run.Time.TotalSeconds:0.0} s",
                $"{perMinute:N0}",
                $"{run.PeakMemory >> 20} MB",
                wanted is null ? "" : $"{wanted:N0}",
                wanted is null ? ""
                    : perMinute >= wanted ? "yes"
                    : "no"
            );
        }
    }
}
