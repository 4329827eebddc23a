using NewsApi.Editorial;
using NewsApi.Http;
using Npgsql;

namespace NewsApi.Importing;

/// <summary>Does what its provider asks for who takes a story back: one that is public is withdrawn, one that is due is so no
/// more.</summary>
internal sealed class Cancellations(ArticleStore store, Publisher publisher)
{
    public async Task<ImportResult> CancelAsync(
        NpgsqlTransaction transaction,
        CancellationLine line,
        ImportOptions options,
        Rehearsal? rehearsal,
        CancellationToken cancellationToken
    )
    {
        StoryName[] name = [new(line.Source, Id: null)];
        await StorySources.LockAsync(transaction, name, cancellationToken);
        var story =
            rehearsal?.FindStory(line.Source)
            ?? (await StorySources.FindAsync(transaction, name, cancellationToken))[0];
        var result = new ImportResult
        {
            Line = line.Number,
            Status = ImportStatus.Unchanged,
            Id = story?.Id,
            Slug = story?.Slug,
            ExternalId = line.Source.ExternalId,
        };
        if (story is null)
            return result with { Notes = ["Was taken back, and is not here anyway."] };
        if (story is { IsPublic: false, IsDue: false })
            return result;
        if (rehearsal is null)
            await CancelAsync(transaction, story, options.By, cancellationToken);
        else
            rehearsal.Add(line.Source, story.AsCancelled());
        return result with { Status = ImportStatus.Updated };
    }

    private async Task CancelAsync(
        NpgsqlTransaction transaction,
        PresentStory story,
        string by,
        CancellationToken cancellationToken
    )
    {
        const string Reason = "Its provider has taken it back.";
        if (story.IsPublic)
        {
            var kind = new Choice<WithdrawalKind>(WithdrawalKind.Editorial).Word;
            await publisher.WithdrawAsync(transaction, story.Id, new(kind, Reason, null), by, cancellationToken);
            return;
        }
        await store.UnscheduleAsync(transaction, story.Id, StoryState.Draft, cancellationToken);
        await StoryEvents.RecordAsync(
            transaction,
            new(story.Id, StoryAction.Unscheduled, Reason),
            by,
            cancellationToken
        );
    }
}
