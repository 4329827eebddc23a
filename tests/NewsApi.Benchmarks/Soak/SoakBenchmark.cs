using System.CommandLine;
using NewsApi.Benchmarks.Archive;
using NewsApi.Benchmarks.Importing;
using NewsApi.Benchmarks.Reading;

namespace NewsApi.Benchmarks.Soak;

/// <summary>Whether the service holds out: for minutes under most of what it can bear, with publishing, webhooks and streams on.
/// </summary>
internal static class SoakBenchmark
{
    private const string Name = "soak";

    /// <summary>So many that each has some milliseconds between two requests: wrk counts these in whole ones.</summary>
    private const int Connections = 512;

    private const int Trials = 4;
    private const int Stories = 10_000;
    private const int WarmUpSeconds = 40;
    private const int PeakSeconds = 10;
    private const int WindowSeconds = 30;

    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(1);

    private static readonly Option<int> s_minutes = BenchmarkOptions.Count("--minutes", "How long it takes.", 5);
    private static readonly Option<int> s_streams = BenchmarkOptions.Count(
        "--streams",
        "How many listen to changes.",
        2_000
    );
    private static readonly Option<int> s_webhooks = BenchmarkOptions.Count(
        "--webhooks",
        "How many webhooks there are.",
        10
    );
    private static readonly Option<int> s_share = BenchmarkOptions.Count(
        "--share",
        "How much of the highest rate is asked for, in hundredths.",
        80
    );
    private static readonly Option<string> s_data = new("--data")
    {
        Description = "Folder in which the private server keeps the stories from one run to the next.",
        DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "newsapi-reading"),
    };
    private static readonly Option<string> s_configuration = BenchmarkOptions.Configuration();

    public static Command Command()
    {
        var command = new Command(Name, "The service for minutes under most of what it can bear.");
        foreach (var option in (Option[])[s_minutes, s_streams, s_webhooks, s_share, s_data, s_configuration])
            command.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var workspace = new Workspace();
        var wrk = Wrk.Find(workspace.Location);
        var published = await PublishedService.MakeAsync(
            workspace,
            parsed.GetValue(s_configuration)!,
            cancellationToken
        );
        await using var database = await ArchiveServer.StartAsync(
            connection: null,
            parsed.GetValue(s_data)!,
            cancellationToken
        );
        var owner = await new InventedNewsroom(database, published, workspace).OpenAsync(Stories, cancellationToken);
        string[] makeKey = ["keys", "create", "--name", "soak", "--scope", "content:write", "--scope", "admin"];
        var key = (await CommandRun.OfAsync(published, owner, makeKey, cancellationToken)).Output.Trim();
        await using var service = await ServiceProcess.StartOnAsync(
            published,
            owner,
            cancellationToken,
            ("Site__BaseUrl", "https://news.example"),
            ("Webhooks__AllowHttp", "true"),
            ("Webhooks__AllowPrivateAddresses", "true")
        );
        var load = new Load(
            Traffic.Mix([.. Enumerable.Range(0, Stories).Select(number => InventedStory.Make(number).Slug)])
        )
        {
            MayFail = true,
        };
        await using var receiver = await WebhookReceiver.RegisterAsync(
            service.BaseAddress,
            key,
            parsed.GetValue(s_webhooks),
            cancellationToken
        );
        await using var listeners = await Listeners.OpenAsync(
            service.Address,
            parsed.GetValue(s_streams),
            cancellationToken
        );
        await using var desk = PublishingDesk.Open(service.BaseAddress, key);
        await wrk.WarmUpAsync(service.BaseAddress, load, WarmUpSeconds, cancellationToken);
        var peak = await wrk.RunAsync(service.BaseAddress, load, Connections, PeakSeconds, cancellationToken);
        var wanted = peak.Rate * parsed.GetValue(s_share) / 100;
        // Each connection pauses after an answer, so that all together ask so often. How long the rest of its round takes is tried,
        // and again under the load that came of it.
        var round = TimeSpan.FromSeconds(Connections / wanted);
        var held = load with { Pause = round };
        for (var trial = 0; trial < Trials; trial++)
        {
            var tried = await wrk.RunAsync(service.BaseAddress, held, Connections, PeakSeconds, cancellationToken);
            var pause = held.Pause + round - TimeSpan.FromSeconds(Connections / tried.Rate);
            held = load with { Pause = pause > s_shortestPause ? pause : s_shortestPause };
        }
        var table = new MarkdownTable(
            "after",
            "requests/s",
            "p50",
            "p99",
            "errors",
            "published",
            "events to streams, p99 late",
            "webhooks",
            "memory"
        );
        receiver.TakeReceived();
        listeners.TakeLags();
        var windows = parsed.GetValue(s_minutes) * 60 / WindowSeconds;
        for (var window = 1; window <= windows; window++)
        {
            var before = desk.Published;
            var run = await wrk.RunAsync(service.BaseAddress, held, Connections, WindowSeconds, cancellationToken);
            var lags = listeners.TakeLags().Order().ToList();
            table.Add(
                $"{window * WindowSeconds} s",
                $"{run.Rate:N0}",
                $"{run.P50 / 1000:0.0} ms",
                $"{run.P99 / 1000:0.0} ms",
                $"{run.Failed + run.Socket}",
                $"{desk.Published - before}",
                lags.Count == 0 ? "0" : $"{lags.Count:N0}, {lags[(int)(lags.Count * 0.99)]:0} ms",
                $"{receiver.TakeReceived()}",
                $"{ProcessMemory.Of(service.Id).Resident / 1_000_000} MB"
            );
            await Console.Error.WriteLineAsync($"{window} of {windows} windows");
        }
        Console.WriteLine(await Surroundings.DescribeAsync(Name, cancellationToken));
        Console.WriteLine();
        Console.WriteLine(table);
        Console.WriteLine();
        Console.WriteLine(
            $"The highest rate with {Connections} connections, publishing, webhooks and streams on was {peak.Rate:N0} requests/s; "
                + $"{parsed.GetValue(s_share)} % of it were asked for. {parsed.GetValue(s_streams):N0} streams, of which {listeners.Lost} were lost."
        );
    }
}
