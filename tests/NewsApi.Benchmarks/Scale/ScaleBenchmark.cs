using System.CommandLine;
using NewsApi.Benchmarks.Archive;

namespace NewsApi.Benchmarks.Scale;

/// <summary>How long readers wait for each kind of question, in archives of several sizes.</summary>
internal static class ScaleBenchmark
{
    private const string Name = "scale";

    public static Command Command()
    {
        var sizes = new Option<string>("--sizes")
        {
            Description = "How many published stories each archive has, divided by commas.",
            DefaultValueFactory = _ => "10000,100000,1000000",
        };
        sizes.Validators.Add(result =>
        {
            if (!result.GetValueOrDefault<string>().Split(',').All(size => int.TryParse(size, out var n) && n >= 1000))
                result.AddError("--sizes must be numbers from 1000 on, divided by commas.");
        });
        var configuration = BenchmarkOptions.Configuration();
        var command = new Command(Name, "Waiting times for lists, searches and facets in archives of several sizes.")
        {
            sizes,
            configuration,
        };
        ArchiveOptions.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    [.. parsed.GetValue(sizes)!.Split(',').Select(int.Parse).Distinct().Order()],
                    parsed.GetValue(configuration)!,
                    ArchiveOptions.Of(parsed),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task RunAsync(
        IReadOnlyList<int> sizes,
        string configuration,
        ArchiveOptions options,
        CancellationToken cancellationToken
    )
    {
        using var workspace = new Workspace();
        var service = await PublishedService.MakeAsync(workspace, configuration, cancellationToken);
        await using var server = await ArchiveServer.StartAsync(options.Connection, options.Data, cancellationToken);
        var loader = new ArchiveLoader(server, options.Texts);
        foreach (var stories in sizes)
            await loader.LoadAsync(new(stories, options.Seed), cancellationToken);
        var bySize = new List<(int Stories, IReadOnlyList<ScaleResult> Results)>();
        foreach (var stories in sizes)
            bySize.Add((stories, await MeasureAsync(service, server, new(stories, options.Seed), cancellationToken)));

        var command = $"{Name} --sizes {string.Join(',', sizes)} --configuration {configuration} --texts FOLDER";
        Console.WriteLine(await Surroundings.DescribeAsync(command, cancellationToken));
        foreach (var (stories, results) in bySize)
        {
            Console.WriteLine();
            Console.WriteLine(ScaleReport.Times(stories, results));
        }
        Console.WriteLine();
        Console.WriteLine(
            "Over HTTP, uncompressed, one request after the other on one connection, each question with several values in turn. "
                + "Its SQL alone: the mean under pgbench, planning included; the rest: the median less that."
        );
        Console.WriteLine();
        Console.WriteLine(ScaleReport.Checks(bySize));
    }

    private static async Task<IReadOnlyList<ScaleResult>> MeasureAsync(
        PublishedService service,
        ArchiveServer server,
        ArchiveKey archive,
        CancellationToken cancellationToken
    )
    {
        await using var source = server.Open(archive.Database);
        await Console.Error.WriteLineAsync($"{archive.Stories:N0} stories: choosing what to ask.");
        var sights = await ArchiveSights.ReadAsync(source, cancellationToken);
        await using var running = await ServiceProcess.StartOnAsync(
            service,
            server.For(archive.Database),
            cancellationToken
        );
        using var client = new HttpClient { BaseAddress = running.BaseAddress };
        var questions = await ScaleQuestions.MakeAsync(sights, archive.Stories, client, cancellationToken);
        // What all questions have in common would otherwise be compiled at the cost of the first.
        foreach (var question in questions)
            await Latency.WarmUpAsync(client, question.Paths, cancellationToken);
        var sqlAlone = Pgbench.Find(server) is { } program
            ? new Pgbench(
                program,
                server.For(archive.Database),
                Path.Combine(Path.GetTempPath(), $"newsapi-statements-{archive.Database}")
            )
            : null;
        var results = new List<ScaleResult>();
        foreach (var question in questions)
        {
            var http = await Latency.MeasureAsync(client, question.Paths, cancellationToken);
            TimeSpan? sql = null;
            if (sqlAlone is not null)
            {
                var statements = await StatementsAsync(server, question, client, cancellationToken);
                sql = await sqlAlone.RunAsync(question.Name, statements, cancellationToken);
            }
            results.Add(new(question, http, sql));
            await Console.Error.WriteLineAsync(
                $"{archive.Stories:N0} stories, {question.Name}: {http.Median.TotalMilliseconds:0.00} ms"
            );
        }
        return results;
    }

    private static async Task<IReadOnlyList<IReadOnlyList<string>>> StatementsAsync(
        ArchiveServer server,
        ScaleQuestion question,
        HttpClient client,
        CancellationToken cancellationToken
    )
    {
        await using var log = await StatementLog.StartAsync(server, cancellationToken);
        var statements = new List<IReadOnlyList<string>>();
        foreach (var path in question.Paths)
            statements.Add(
                await log.OfAsync(() => new Question(path).AskAsync(client, cancellationToken), cancellationToken)
            );
        return statements;
    }
}
