using System.CommandLine;
using System.Diagnostics;

namespace NewsApi.Benchmarks;

/// <summary>What a feed costs beside the list of the same stories.</summary>
internal static class FeedBenchmark
{
    private const string Name = "feeds";
    private const double WantedRatio = 1.5;
    private const string List = "/v1/articles?limit=100";
    private static readonly string[] Formats = ["rss", "atom", "json", "ninjs"];

    public static Command Command()
    {
        var rounds = BenchmarkOptions.Count("--rounds", "How often each is asked for.", 300);
        var configuration = BenchmarkOptions.Configuration();
        var command = new Command(Name, "Feeds beside the JSON list of the same stories.") { rounds, configuration };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(parsed.GetValue(rounds), parsed.GetValue(configuration)!, cancellationToken)
        );
        return command;
    }

    private static async Task RunAsync(int rounds, string configuration, CancellationToken cancellationToken)
    {
        using var workspace = new Workspace();
        var service = await PublishedService.MakeAsync(workspace, configuration, cancellationToken);
        await using var running = await ServiceProcess.StartAsync(service, workspace.DataFolder, cancellationToken);
        using var client = new HttpClient { BaseAddress = running.BaseAddress };
        var table = new MarkdownTable(["Median of one answer", "list", .. Formats, "wanted"]);
        foreach (var (title, query) in new[] { ("summaries", ""), ("full texts", "&fields=*") })
        {
            await Console.Error.WriteLineAsync($"Asking {rounds} times for each ({title}).");
            string[] paths = [List + query, .. Formats.Select(format => $"/v1/feeds/{format}?limit=100{query}")];
            var medians = await MediansAsync(client, paths, rounds, cancellationToken);
            table.Add([
                title,
                $"{medians[0]:0.00} ms",
                .. medians.Skip(1).Select(median => $"{median:0.00} ms ({median / medians[0]:0.00})"),
                $"{WantedRatio}",
            ]);
        }
        Console.WriteLine(
            await Surroundings.DescribeAsync(
                $"{Name} --rounds {rounds} --configuration {configuration}",
                cancellationToken
            )
        );
        Console.WriteLine();
        Console.WriteLine(table);
        Console.WriteLine();
        Console.WriteLine("In brackets the ratio to the list. One client; each asked in turn; the 70 sample stories.");
    }

    /// <summary>In milliseconds, in turn, so that whatever else the machine does falls on all alike.</summary>
    private static async Task<double[]> MediansAsync(
        HttpClient client,
        IReadOnlyList<string> paths,
        int rounds,
        CancellationToken cancellationToken
    )
    {
        const int WarmUp = 50;
        var taken = paths.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < WarmUp + rounds; round++)
        {
            for (var i = 0; i < paths.Count; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await new Question(paths[i]).AskAsync(client, cancellationToken);
                if (round >= WarmUp)
                    taken[i].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }
        return [.. taken.Select(times => times.Order().ElementAt(times.Count / 2))];
    }
}
