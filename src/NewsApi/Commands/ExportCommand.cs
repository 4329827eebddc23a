using System.CommandLine;
using System.IO.Compression;
using System.Runtime.InteropServices;
using NewsApi.Http;
using NewsApi.Importing;

namespace NewsApi.Commands;

/// <summary>Writes everything that the newsroom holds into a file that <c>newsapi import</c> reads.</summary>
internal static class ExportCommand
{
    private const int BrokenOff = 130;
    private const string Unfinished = ".unfinished";

    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    public static Command Define(Func<ParseResult, string[]> settings)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Where to; standard output unless said, or by a dash.",
            DefaultValueFactory = _ => "-",
        };
        var gzip = new Option<bool>("--gzip") { Description = "Pack it." };
        var export = new Command(
            "export",
            "Write sections, tags and all stories, drafts too, as lines that newsapi import reads."
        )
        {
            file,
            gzip,
        };
        export.TreatUnmatchedTokensAsErrors = false;
        export.SetAction((parsed, _) => RunAsync(settings(parsed), parsed.GetValue(file)!, parsed.GetValue(gzip)));
        return export;
    }

    private static async Task<int> RunAsync(string[] args, string file, bool gzip)
    {
        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        // A file of this name is always whole.
        var target = file == "-" ? null : file + Unfinished;
        await using var database = await CommandDatabase.OpenAsync(args, stopping.Token);
        NewsroomExportSummary summary;
        try
        {
            await using var plain = target is null ? Console.OpenStandardOutput() : Create(target, file);
            await using var output = gzip
                ? new GZipStream(plain, CompressionLevel.Optimal)
                : (Stream)new BufferedStream(plain, 64 * 1024);
            var last = TimeProvider.System.GetTimestamp();
            summary = await database
                .Services.GetRequiredService<NewsroomExport>()
                .RunAsync(output, Tell, stopping.Token);

            void Tell(long articles)
            {
                if (TimeProvider.System.GetElapsedTime(last) < BetweenLines)
                    return;
                last = TimeProvider.System.GetTimestamp();
                Console.Error.WriteLine($"{articles:N0} stories");
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            if (target is not null)
                File.Delete(target);
            await Console.Error.WriteLineAsync("Broken off.");
            return BrokenOff;
        }
        if (target is not null)
            File.Move(target, file, overwrite: true);
        await Console.Error.WriteLineAsync(
            $"{summary.Sections:N0} sections, {summary.Tags:N0} tags and {summary.Articles:N0} stories. The change log carries on after {summary.After}."
        );
        return 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stopping.IsCancellationRequested;
            stopping.Cancel();
        }
    }

    private static FileStream Create(string path, string named)
    {
        try
        {
            return File.Create(path, 64 * 1024);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(named, $"can't be written: {fault.Message}");
        }
    }
}
