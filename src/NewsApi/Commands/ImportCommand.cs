using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using NewsApi.Http;
using NewsApi.Importing;

namespace NewsApi.Commands;

/// <summary>Takes a file of stories in.</summary>
internal static class ImportCommand
{
    private const string By = "newsapi import";
    private const int BrokenOff = 130;

    public static Command Define(Func<ParseResult, string[]> settings)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Stories, one JSON object in each line, plain or gzipped; - for standard input.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would be done, and store nothing." };
        var publish = new Option<bool>("--publish")
        {
            Description =
                "Publish the stories that do not say themselves what became of them; otherwise they are drafts.",
        };
        var createMissing = new Option<bool>("--create-missing")
        {
            Description = "Make the sections and tags that stories name and that are not there.",
        };
        var provider = Text<ProviderName>("--provider", "Who delivers the stories that do not say so.");
        var section = Text<SlugText>("--section", "Section of items in a format without sections, such as ninjs.");
        var language = Text<LanguageName>("--language", "Language of items that do not say theirs.");
        var results = new Option<string>("--results")
        {
            Description = "File that gets what became of each line, one JSON object in each line.",
        };
        var import = new Command("import", "Take stories in from a file; again, and what is in already stays as it is.")
        {
            file,
            dryRun,
            publish,
            createMissing,
            provider,
            section,
            language,
            results,
        };
        import.TreatUnmatchedTokensAsErrors = false;
        import.SetAction(
            async (parsed, _) =>
            {
                var options = new ImportOptions
                {
                    By = By,
                    IsDryRun = parsed.GetValue(dryRun),
                    Publishes = parsed.GetValue(publish),
                    CreatesMissing = parsed.GetValue(createMissing),
                    Provider = parsed.GetValue(provider) ?? ImportOptions.UsualProvider,
                    Section = parsed.GetValue(section),
                    Language = parsed.GetValue(language),
                };
                return await RunAsync(settings(parsed), parsed.GetValue(file)!, options, parsed.GetValue(results));
            }
        );
        return import;
    }

    private static async Task<int> RunAsync(string[] args, string file, ImportOptions options, string? results)
    {
        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await using var input = ImportFile.Open(file);
        await using var output = results is null ? null : CreateResults(results);
        await using var database = await CommandDatabase.OpenAsync(args, stopping.Token);
        var importer = database.Services.GetRequiredService<Importer>();
        ImportSummary? summary = null;
        var seen = new ImportSummary();
        await ImportProgress.ShowAsync(
            input,
            async progress =>
            {
                try
                {
                    summary = await importer.RunAsync(
                        await input.ReadAsync(stopping.Token),
                        options,
                        async results =>
                        {
                            foreach (var result in results)
                            {
                                seen = seen.With(result.Status);
                                progress.Add(result);
                                if (output is not null)
                                    await WriteAsync(output, result, NewsJsonContext.Wire.ImportResult);
                            }
                        },
                        stopping.Token
                    );
                }
                catch (OperationCanceledException) when (stopping.IsCancellationRequested) { }
                catch (InvalidDataException)
                {
                    throw new ConfigurationException(
                        file,
                        "is damaged: it can't be unpacked beyond what was taken in."
                    );
                }
            }
        );
        if (output is not null && summary is not null)
            await WriteAsync(output, new ImportEnd(summary), NewsJsonContext.Wire.ImportEnd);
        Console.WriteLine(Text(summary ?? seen, options.IsDryRun));
        if (summary is null)
            await Console.Error.WriteLineAsync("Broken off. The same command again does the rest.");
        return summary is null ? BrokenOff
            : summary.Failed > 0 ? 1
            : 0;

        // The first time it ends in good order; the second time as signals usually do.
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stopping.IsCancellationRequested;
            stopping.Cancel();
        }
    }

    private static string Text(ImportSummary summary, bool isDryRun) =>
        $"{summary.Lines:N0} lines: {summary.Created:N0} created, {summary.Updated:N0} updated, {summary.Unchanged:N0} unchanged, {summary.Failed:N0} failed."
        + (isDryRun ? " This was a dry run: nothing is stored." : "");

    private static async Task WriteAsync<T>(
        FileStream output,
        T line,
        System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type
    )
    {
        await JsonSerializer.SerializeAsync(output, line, type);
        output.WriteByte((byte)'\n');
    }

    private static FileStream CreateResults(string path)
    {
        try
        {
            return File.Create(path, 64 * 1024);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException("--results", $"can't be written: {fault.Message}");
        }
    }

    private static Option<string> Text<T>(string name, string description)
        where T : class, IParameterValue<T>
    {
        var option = new Option<string>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && !T.TryRead(token.Value, out _, out var fault))
                result.AddError($"{name}: {fault}");
        });
        return option;
    }
}
