using System.CommandLine;
using NewsApi.Benchmarks.Archive;

namespace NewsApi.Benchmarks;

/// <summary>Loads an archive and measures nothing: for looking into one by hand.</summary>
internal static class ArchiveCommand
{
    public static Command Command()
    {
        var stories = BenchmarkOptions.Count("--stories", "How many published stories it has.", 10_000);
        var command = new Command("archive", "Loads an archive of published stories, unless it is there.") { stories };
        ArchiveOptions.AddTo(command);
        command.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(parsed.GetValue(stories), ArchiveOptions.Of(parsed), cancellationToken)
        );
        return command;
    }

    private static async Task RunAsync(int stories, ArchiveOptions options, CancellationToken cancellationToken)
    {
        await using var server = await ArchiveServer.StartAsync(options.Connection, options.Data, cancellationToken);
        var archive = new ArchiveKey(stories, options.Seed);
        await new ArchiveLoader(server, options.Texts).LoadAsync(archive, cancellationToken);
        Console.WriteLine($"The archive is the database {archive.Database}.");
    }
}
