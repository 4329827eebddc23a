using System.CommandLine;

namespace NewsApi.Benchmarks;

/// <summary>How much memory the service takes, and how many SQL statements its operations run.</summary>
internal static class FootprintBenchmark
{
    private const string Name = "footprint";
    private const int AtATime = 8;
    private const long WantedPeak = 150 * Megabyte;
    private const long Megabyte = 1024 * 1024;

    public static Command Command()
    {
        var requests = BenchmarkOptions.Count("--requests", "How many requests are sent.", 1000);
        var configuration = BenchmarkOptions.Configuration();
        var command = new Command(Name, "Memory under mixed requests, and SQL statements for each operation.")
        {
            requests,
            configuration,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(parsed.GetValue(requests), parsed.GetValue(configuration)!, cancellationToken)
        );
        return command;
    }

    private static async Task RunAsync(int requests, string configuration, CancellationToken cancellationToken)
    {
        using var workspace = new Workspace();
        var service = await PublishedService.MakeAsync(workspace, configuration, cancellationToken);
        var memory = new MarkdownTable(
            "Memory of the service",
            "after its start",
            $"after {requests} requests",
            "of it private",
            "peak",
            "wanted",
            "holds"
        );
        await AddRowAsync(memory, "first run: creates, migrates and fills the database");
        await AddRowAsync(memory, "later run: the database is there");

        await Console.Error.WriteLineAsync("Counting SQL statements.");
        var statements = new MarkdownTable("SQL statements for one request", "first", "right after");
        foreach (var count in await StatementCount.OfAllAsync(cancellationToken))
            statements.Add(count.Operation, Text(count.First), Text(count.Again));

        var command = $"{Name} --requests {requests} --configuration {configuration}";
        Console.WriteLine(await Surroundings.DescribeAsync(command, cancellationToken));
        Console.WriteLine();
        Console.WriteLine(memory);
        Console.WriteLine();
        Console.WriteLine(
            "Not counted: PostgreSQL, and the process that migrates and fills the database before the first answer."
        );
        Console.WriteLine();
        Console.WriteLine(statements);
        Console.WriteLine();
        Console.WriteLine(
            "Right after, the names in a filter are known. "
                + "Not counted: the DISCARD ALL that the driver sends along with a connection's first statement."
        );

        async Task AddRowAsync(MarkdownTable table, string title)
        {
            await Console.Error.WriteLineAsync($"Sending {requests} requests, {AtATime} at a time ({title}).");
            await using var running = await ServiceProcess.StartAsync(service, workspace.DataFolder, cancellationToken);
            var before = ProcessMemory.Of(running.Id);
            await SendAsync(running, requests, cancellationToken);
            var after = ProcessMemory.Of(running.Id);
            table.Add(
                title,
                Text(before.Resident),
                Text(after.Resident),
                after.Private is { } bytes ? Text(bytes) : "unknown",
                Text(after.Peak),
                Text(WantedPeak),
                after.Peak <= WantedPeak ? "yes" : "no"
            );
        }
    }

    private static async Task SendAsync(ServiceProcess running, int requests, CancellationToken cancellationToken)
    {
        // As browsers ask: compressing answers is a part of the work.
        using var handler = new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.All };
        using var client = new HttpClient(handler) { BaseAddress = running.BaseAddress };
        var mix = await ReadingMix.ReadAsync(client, cancellationToken);
        await Parallel.ForEachAsync(
            mix.Take(requests),
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (question, ct) => await question.AskAsync(client, ct)
        );
    }

    private static string Text(long bytes) => $"{bytes / (double)Megabyte:0} MB";

    private static string Text((int Fewest, int Most) count) =>
        count.Fewest == count.Most ? $"{count.Most}" : $"{count.Fewest} to {count.Most}";
}
