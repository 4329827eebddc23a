using System.Runtime.CompilerServices;
using System.Threading.Channels;
using NewsApi.Editorial;
using NewsApi.Following;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Importing;

/// <summary>Takes in whole files, line by line, in memory that does not grow with them: while some lines are being stored, the
/// next are read and examined.</summary>
/// <remarks>Lines go into the database many at a time, each time in one transaction: when an import ends before its time,
/// however that may be, what is done is done, and the same file again does the rest.</remarks>
internal sealed partial class Importer(
    EditorialDatabase database,
    LineParser parser,
    Intake intake,
    VocabularyIntake vocabulary,
    Cancellations cancellations,
    ChangeFeed feed,
    ILogger<Importer> logger
)
{
    /// <summary>Batches that wait for the database while the next is read.</summary>
    private const int BatchesAhead = 2;

    /// <summary>Two that want the same thing at the same moment; one of them then tries again.</summary>
    private const int Tries = 4;

    /// <param name="input">JSON, one object in each line, in UTF-8.</param>
    /// <param name="options">How.</param>
    /// <param name="onResults">Is given the results for the lines in the order of the lines, once they are final.</param>
    /// <param name="cancellationToken">Ends the import after what is being stored.</param>
    /// <returns>What became of all lines.</returns>
    public async Task<ImportSummary> RunAsync(
        Stream input,
        ImportOptions options,
        Func<IReadOnlyList<ImportResult>, ValueTask> onResults,
        CancellationToken cancellationToken
    )
    {
        var batches = Channel.CreateBounded<ImportBatch>(
            new BoundedChannelOptions(BatchesAhead) { SingleReader = true, SingleWriter = true }
        );
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => ReadAsync(input, options, batches.Writer, stopping.Token), CancellationToken.None);
        var rehearsal = options.IsDryRun ? new Rehearsal() : null;
        var summary = new ImportSummary();
        try
        {
            await foreach (var batch in batches.Reader.ReadAllAsync(cancellationToken))
            {
                var results = await TakeInAsync(batch, options, rehearsal, cancellationToken);
                summary = results.Aggregate(summary, (sum, result) => sum.With(result.Status));
                await onResults(results);
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return summary with { After = await ReachEndAsync(cancellationToken) };
    }

    private async Task ReadAsync(
        Stream input,
        ImportOptions options,
        ChannelWriter<ImportBatch> batches,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var parsed = ParseAsync(input, options, cancellationToken);
            await foreach (var batch in ImportBatch.GatherAsync(parsed, cancellationToken))
                await batches.WriteAsync(batch, cancellationToken);
            batches.Complete();
        }
        catch (Exception fault)
        {
            // Whoever takes the batches out meets it after the last of them.
            batches.Complete(fault);
        }
    }

    private async IAsyncEnumerable<(ParsedLine Line, int Bytes)> ParseAsync(
        Stream input,
        ImportOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var line in NdjsonLines.ReadAsync(input, cancellationToken))
        {
            if (parser.Parse(line, options) is { } parsed)
                yield return (parsed, line.Bytes.Length);
        }
    }

    /// <summary>Stores the lines of a batch together, or one by one where that fails: then only those fail that must.</summary>
    private async Task<IReadOnlyList<ImportResult>> TakeInAsync(
        ImportBatch batch,
        ImportOptions options,
        Rehearsal? rehearsal,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await StoreAsync(batch.Lines, options, rehearsal, cancellationToken);
        }
        catch (Exception fault) when (IsOfTheLines(fault))
        {
            if (batch.Lines.Count > 1)
                LogOneByOne(batch.Lines[0].Number, batch.Lines[^1].Number, fault);
        }
        var results = new List<ImportResult>();
        foreach (var line in batch.Lines)
            results.Add(await StoreOneAsync(line, options, rehearsal, cancellationToken));
        return results;
    }

    private async Task<ImportResult> StoreOneAsync(
        ParsedLine line,
        ImportOptions options,
        Rehearsal? rehearsal,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await StoreAsync([line], options, rehearsal, cancellationToken))[0];
        }
        catch (LateFaultException late)
        {
            late.Plan.Faults.AddBelow("/pending", late.Faults);
            return ImportResult.Of(late.Plan, line.Number);
        }
        catch (Exception fault) when (IsOfTheLines(fault))
        {
            LogFault(line.Number, fault);
            var faults = new Faults();
            faults.Add("", "Could not be stored, for an unexpected reason that has been logged.");
            return ImportResult.Failed(line.Number, faults);
        }
    }

    private async Task<IReadOnlyList<ImportResult>> StoreAsync(
        IReadOnlyList<ParsedLine> lines,
        ImportOptions options,
        Rehearsal? rehearsal,
        CancellationToken cancellationToken
    )
    {
        if (lines.All(line => line is FaultyLine))
            return [.. lines.Cast<FaultyLine>().Select(Result)];
        for (var tried = 1; ; tried++)
        {
            try
            {
                await using var connection = await database.OpenAsync(cancellationToken);
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                var results = await StoreAsync(transaction, lines, options, rehearsal, cancellationToken);
                if (rehearsal is null)
                    // What was decided is done, whether or not anybody still waits for it.
                    await transaction.CommitAsync(CancellationToken.None);
                return results;
            }
            catch (PostgresException conflict) when (tried < Tries && EditorialWork.IsRace(conflict)) { }
        }
    }

    private async Task<IReadOnlyList<ImportResult>> StoreAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<ParsedLine> lines,
        ImportOptions options,
        Rehearsal? rehearsal,
        CancellationToken cancellationToken
    )
    {
        await StoryLocks.KeepVocabularyAsync(transaction, cancellationToken);
        var results = new ImportResult?[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            results[i] = lines[i] switch
            {
                FaultyLine faulty => Result(faulty),
                SectionLine section => await VocabularyIntake.AddAsync(
                    transaction,
                    section,
                    rehearsal,
                    cancellationToken
                ),
                TagLine tag => await vocabulary.AddAsync(transaction, tag, rehearsal, cancellationToken),
                _ => null,
            };
        }
        var stories = lines.OfType<StoryLine>().ToList();
        if (stories.Count > 0)
        {
            var plans = await intake.TakeInAsync(
                transaction,
                [.. stories.Select(line => line.Delivery)],
                options,
                rehearsal,
                cancellationToken
            );
            var next = 0;
            for (var i = 0; i < lines.Count; i++)
            {
                if (lines[i] is StoryLine)
                    results[i] = ImportResult.Of(plans[next++], lines[i].Number);
            }
        }
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i] is CancellationLine line)
                results[i] = await cancellations.CancelAsync(transaction, line, options, rehearsal, cancellationToken);
        }
        // New sections are public at once. Last, because from here on all publishers wait.
        var madeSections = results.Any(result => result is { Kind: LineKinds.Section, Status: ImportStatus.Created });
        if (rehearsal is null && (madeSections || options.CreatesMissing))
            await ChangeRecorder.TouchAsync(transaction, cancellationToken);
        return [.. results.Select(result => result!)];
    }

    /// <returns>Where the log ends: with all of the import, as readers see it from now on.</returns>
    private async Task<long> ReachEndAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var end = await ChangeRecorder.ReadEndAsync(transaction, cancellationToken);
        await feed.ReachAsync(end.Seq, end.Vocabulary);
        return end.Seq;
    }

    private static ImportResult Result(FaultyLine line) =>
        ImportResult.Failed(line.Number, line.Faults) with
        {
            ExternalId = line.ExternalId,
            Notes = line.Notes.Count > 0 ? line.Notes : null,
        };

    /// <summary>Whether a fault lies with the lines themselves, and not with a database that is away or an import that is
    /// broken off.</summary>
    private static bool IsOfTheLines(Exception fault) =>
        fault switch
        {
            OperationCanceledException => false,
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => false,
            PostgresException postgres => !postgres.IsTransient || EditorialWork.IsRace(postgres),
            NpgsqlException or TimeoutException => false,
            _ => true,
        };

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Lines {First} to {Last} of an import can't be stored together; they are stored one by one"
    )]
    private partial void LogOneByOne(long first, long last, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Line {Line} of an import can't be stored")]
    private partial void LogFault(long line, Exception fault);
}
