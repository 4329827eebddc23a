using System.Text.Json;
using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>What an editor does with one story, locked before: each step is checked against where the story stands, and all
/// that is wrong with it is told at once.</summary>
internal sealed class StoryDesk(DraftReview review, ArticleStore store, Publisher publisher)
{
    /// <summary>How far behind an editor's clock may be: a moment that has just passed means now.</summary>
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(1);

    /// <returns>What was taken out of the text.</returns>
    public async Task<IReadOnlyList<RemovedMarkup>> CreateAsync(
        NpgsqlTransaction transaction,
        Guid id,
        ArticleDraft draft,
        string by,
        CancellationToken cancellationToken
    )
    {
        var verdict = await ReviewAsync(transaction, new(id, draft, GoesPublic: false), cancellationToken);
        await store.CreateAsync(transaction, [verdict.Accepted!], by, cancellationToken);
        return verdict.Removed;
    }

    /// <summary>Saves another revision. Readers see it once it is published; a story that waits for the clock goes public with
    /// what is saved until then.</summary>
    /// <returns>What was taken out of the text.</returns>
    public async Task<IReadOnlyList<RemovedMarkup>> SaveAsync(
        NpgsqlTransaction transaction,
        EditorialArticleRow story,
        ArticleDraft draft,
        string by,
        CancellationToken cancellationToken
    )
    {
        var whole = draft with
        {
            Slug = draft.Slug ?? story.Slug,
            Corrections = draft.Corrections ?? story.Draft.Corrections,
        };
        var faults = new Faults();
        if (story.IsDue && Later(story.PublishAt!.Value, whole.EmbargoUntil) >= whole.Rights.ExpiresAt)
            faults.Add("/rights/expiresAt", "Must be later than the moment at which the story goes public.");
        var verdict = await ReviewAsync(transaction, new(story.Id, whole, story.IsDue), cancellationToken, faults);
        await ReviseAsync(transaction, story, verdict.Accepted!, by, cancellationToken);
        if (story.IsDue && whole.EmbargoUntil != story.Draft.EmbargoUntil)
            await MoveEmbargoAsync(transaction, story, whole.EmbargoUntil, cancellationToken);
        return verdict.Removed;
    }

    private async Task MoveEmbargoAsync(
        NpgsqlTransaction transaction,
        EditorialArticleRow story,
        DateTimeOffset? embargoUntil,
        CancellationToken cancellationToken
    )
    {
        // A story whose embargo is lifted goes public now, not at the moment in the past at which somebody asked for it.
        var now = await NowAsync(transaction, cancellationToken);
        var (asked, impact) = (story.PublishAt!.Value, Choice<Impact>.Words[story.Impact]);
        var at = Later(asked, embargoUntil) < now ? now : asked;
        await ScheduleAsync(transaction, story, at, embargoUntil, impact, cancellationToken);
    }

    public async Task PublishAsync(
        NpgsqlTransaction transaction,
        EditorialArticleRow story,
        PublishRequest request,
        string by,
        CancellationToken cancellationToken
    )
    {
        Require(story, StoryStep.Publish);
        var now = await NowAsync(transaction, cancellationToken);
        var draft = story.Draft;
        var whole = draft with
        {
            Slug = story.Slug,
            EmbargoUntil = request.EmbargoUntil ?? draft.EmbargoUntil,
            Rights = request.ExpiresAt is { } expires ? draft.Rights with { ExpiresAt = expires } : draft.Rights,
        };
        var at = request.At ?? now;
        var due = Later(at, whole.EmbargoUntil);
        var verdict = await ReviewAsync(
            transaction,
            new(story.Id, whole, GoesPublic: true),
            cancellationToken,
            TimeFaults(request, whole, now, due)
        );
        if (whole.EmbargoUntil != draft.EmbargoUntil || whole.Rights != draft.Rights)
            await ReviseAsync(transaction, story, verdict.Accepted!, by, cancellationToken);
        var impact = request.Impact ?? Impact.Major;
        if (due > now)
        {
            await ScheduleAsync(transaction, story, at, whole.EmbargoUntil, impact, cancellationToken);
            await StoryEvents.RecordAsync(
                transaction,
                new(story.Id, StoryAction.Scheduled, StoryEvents.NoteOf(due)),
                by,
                cancellationToken
            );
            return;
        }
        var release = new Release(story.Id, StoryInstants.Of(story).At(now, impact, whole.Rights.ExpiresAt))
        {
            Impact = impact,
        };
        await publisher.PublishAsync(transaction, [release], by, cancellationToken);
    }

    public async Task UnscheduleAsync(
        NpgsqlTransaction transaction,
        EditorialArticleRow story,
        string by,
        CancellationToken cancellationToken
    )
    {
        Require(story, StoryStep.Unschedule);
        var state = story.StoryState == StoryState.Published ? StoryState.Published : StoryState.Draft;
        await store.UnscheduleAsync(transaction, story.Id, state, cancellationToken);
        await StoryEvents.RecordAsync(transaction, new(story.Id, StoryAction.Unscheduled), by, cancellationToken);
    }

    /// <summary>Adds a correction and publishes it, together with whatever has been saved since.</summary>
    public async Task CorrectAsync(
        NpgsqlTransaction transaction,
        EditorialArticleRow story,
        CorrectionRequest request,
        string by,
        CancellationToken cancellationToken
    )
    {
        Require(story, StoryStep.Correct);
        var now = await NowAsync(transaction, cancellationToken);
        var draft = story.Draft;
        var correction = new Correction(request.Kind, request.Text, now);
        var whole = draft with { Slug = story.Slug, Corrections = [.. draft.Corrections ?? [], correction] };
        var faults = new Faults();
        if (whole.EmbargoUntil > now)
            faults.Add("/embargoUntil", "The changes that have been saved since are under embargo.");
        if (whole.Rights.ExpiresAt <= now)
            faults.Add("/rights/expiresAt", "Must be later than now.");
        var verdict = await ReviewAsync(transaction, new(story.Id, whole, GoesPublic: true), cancellationToken, faults);
        await ReviseAsync(transaction, story, verdict.Accepted!, by, cancellationToken);
        var impact = request.Impact ?? Impact.Minor;
        var instants = StoryInstants.Of(story).At(now, impact, whole.Rights.ExpiresAt);
        await publisher.PublishAsync(
            transaction,
            [
                new Release(story.Id, instants with { UpdatedAt = now > instants.UpdatedAt ? now : instants.UpdatedAt })
                {
                    Impact = impact,
                    IsCorrection = true,
                },
            ],
            by,
            cancellationToken
        );
    }

    public async Task WithdrawAsync(
        NpgsqlTransaction transaction,
        EditorialArticleRow story,
        WithdrawRequest request,
        string by,
        CancellationToken cancellationToken
    )
    {
        Require(story, StoryStep.Withdraw);
        if (request.ReplacedBy is { } other)
        {
            var isPublic = await transaction.QuerySingleAsync<bool>(
                "-- desk.is_public\nselect exists (select from delivery.articles where id = @other)",
                new { other },
                cancellationToken
            );
            if (other == story.Id || !isPublic)
                throw RefusedException.Invalid("/replacedBy", "Must be the id of another story that is public.");
        }
        await publisher.WithdrawAsync(
            transaction,
            story.Id,
            new(new Choice<WithdrawalKind>(request.Kind).Word, request.Reason, request.ReplacedBy),
            by,
            cancellationToken
        );
    }

    /// <summary>Makes a withdrawn story a draft again. Readers go on getting its tombstone until it is published.</summary>
    public async Task ReinstateAsync(
        NpgsqlTransaction transaction,
        EditorialArticleRow story,
        string by,
        CancellationToken cancellationToken
    )
    {
        Require(story, StoryStep.Reinstate);
        await store.UnscheduleAsync(transaction, story.Id, StoryState.Draft, cancellationToken);
        await StoryEvents.RecordAsync(transaction, new(story.Id, StoryAction.Reinstated), by, cancellationToken);
    }

    public Task DeleteAsync(
        NpgsqlTransaction transaction,
        EditorialArticleRow story,
        CancellationToken cancellationToken
    )
    {
        Require(story, StoryStep.Delete);
        return store.DeleteAsync(transaction, story.Id, cancellationToken);
    }

    private static Faults TimeFaults(PublishRequest request, ArticleDraft draft, DateTimeOffset now, DateTimeOffset due)
    {
        var faults = new Faults();
        if (request.At < now - Lateness)
            faults.Add("/at", "Must not lie in the past. Leave it out to publish now.");
        if (request.At < draft.EmbargoUntil)
            faults.Add("/at", "Must not be before the story's embargo ends.");
        var expiry = request.ExpiresAt is null ? "/rights/expiresAt" : "/expiresAt";
        // That an expiry comes before the end of an embargo, the review of the draft says.
        if (draft.Rights.ExpiresAt <= Later(due, now) && !(draft.Rights.ExpiresAt <= draft.EmbargoUntil))
            faults.Add(expiry, "Must be later than the moment at which the story goes public.");
        return faults;
    }

    private async Task<DraftVerdict> ReviewAsync(
        NpgsqlTransaction transaction,
        SubmittedDraft submitted,
        CancellationToken cancellationToken,
        Faults? found = null
    )
    {
        var verdict = (await review.ReviewAsync(transaction, [submitted], cancellationToken))[0];
        if (found is not null)
            verdict.Faults.AddAll(found);
        return verdict.Faults.Count > 0 ? throw RefusedException.Invalid(verdict.Faults) : verdict;
    }

    /// <summary>A save that changes nothing makes no revision.</summary>
    private Task ReviseAsync(
        NpgsqlTransaction transaction,
        EditorialArticleRow story,
        ReviewedDraft draft,
        string by,
        CancellationToken cancellationToken
    ) =>
        JsonSerializer.Serialize(draft.Draft, NewsJsonContext.Wire.ArticleDraft) == story.Content
            ? Task.CompletedTask
            : store.ReviseAsync(transaction, [draft], by, cancellationToken);

    private Task ScheduleAsync(
        NpgsqlTransaction transaction,
        EditorialArticleRow story,
        DateTimeOffset at,
        DateTimeOffset? embargoUntil,
        Impact impact,
        CancellationToken cancellationToken
    )
    {
        var state =
            story.StoryState == StoryState.Published ? StoryState.Published
            : embargoUntil > at ? StoryState.Embargoed
            : StoryState.Scheduled;
        return store.ScheduleAsync(transaction, story.Id, state, at, embargoUntil, impact, cancellationToken);
    }

    private static Task<DateTimeOffset> NowAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.QuerySingleAsync<DateTimeOffset>("-- desk.now\nselect clock_timestamp()", null, cancellationToken);

    private static DateTimeOffset Later(DateTimeOffset at, DateTimeOffset? other) => other > at ? other.Value : at;

    private static void Require(EditorialArticleRow story, StoryStep step)
    {
        if (!story.Open.Contains(step))
            throw NotOpen(
                story,
                $"To {new Choice<StoryStep>(step).Word} is not open for a story that is {story.State}."
            );
    }

    /// <summary>The refusal of what can't be done with a story where it stands.</summary>
    /// <param name="detail">Why not; what can be done is added.</param>
    public static RefusedException NotOpen(EditorialArticleRow story, string detail)
    {
        string[] open = [.. story.Open.Select(step => new Choice<StoryStep>(step).Word)];
        return new(ProblemType.NotOpen, $"{detail} Open now: {string.Join(", ", open)}.")
        {
            With = problem => problem with { State = story.State, Open = open },
        };
    }
}
