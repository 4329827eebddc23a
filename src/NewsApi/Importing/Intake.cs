using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Importing;

/// <summary>Takes deliveries in, many at once in one transaction: each is held against what is here, reviewed like any draft,
/// and then saved, published, scheduled or withdrawn together with the others.</summary>
internal sealed class Intake(DraftReview review, ArticleStore store, Publisher publisher, VocabularyIntake vocabulary)
{
    /// <param name="transaction">In which all of it happens.</param>
    /// <param name="deliveries">Each of another story.</param>
    /// <param name="options">How.</param>
    /// <param name="rehearsal">For a dry run: what the lines before would have done. Nothing is stored then.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>What is done with each, in the same order. Those with faults have nothing done.</returns>
    /// <exception cref="LateFaultException">A delivery turned out to be faulty when others were stored already: roll back, and
    /// leave it out.</exception>
    public async Task<IReadOnlyList<StoryPlan>> TakeInAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<Delivery> deliveries,
        ImportOptions options,
        Rehearsal? rehearsal,
        CancellationToken cancellationToken
    )
    {
        await StoryLocks.KeepVocabularyAsync(transaction, cancellationToken);
        var names = deliveries.Select(delivery => delivery.Name).ToList();
        await StorySources.LockAsync(transaction, names, cancellationToken);
        var present = await StorySources.FindAsync(transaction, names, cancellationToken);
        var plans = deliveries
            .Zip(present, (delivery, story) => new StoryPlan(delivery, rehearsal?.Find(delivery) ?? story))
            .ToList();
        if (plans.Select(plan => plan.Id).Distinct().Count() < plans.Count)
            throw new SameStoryException();
        var texts = await StorySources.ReadTextsAsync(
            transaction,
            [.. plans.Where(NeedsText).Select(plan => plan.Id)],
            cancellationToken
        );
        foreach (var plan in plans)
            plan.Begin(texts.GetValueOrDefault(plan.Id));
        if (options.CreatesMissing)
            await vocabulary.MakeMissingAsync(
                transaction,
                [.. plans.Where(plan => plan.Draft is not null && plan.Delivery.IsSound).Select(plan => plan.Delivery)],
                rehearsal,
                cancellationToken
            );
        var now = await transaction.QuerySingleAsync<DateTimeOffset>(
            "-- import.now\nselect clock_timestamp()",
            null,
            cancellationToken
        );
        await ReviewAsync(transaction, plans, texts, rehearsal, now, cancellationToken);
        await FindNewSlugsAsync(transaction, plans, rehearsal, cancellationToken);
        var replacements = await StoryReplacements.FindAsync(transaction, plans, options, rehearsal, cancellationToken);
        if (rehearsal is null)
            await StoreAsync(transaction, plans, texts, replacements, options, cancellationToken);
        else
            await RehearseAsync(transaction, plans, rehearsal, cancellationToken);
        return plans;
    }

    /// <summary>Does what its provider asks for who takes a story back: one that is public is withdrawn, one that is due is so no
    /// more.</summary>
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

    /// <summary>Whether what is saved of the story has to be looked at: not so where the same text comes again and there is
    /// nothing else to be done.</summary>
    private static bool NeedsText(StoryPlan plan)
    {
        if (plan.Present is not { IsGone: false, IsSupposed: false } story)
            return false;
        if (plan.Delivery.Pending is not null || story.ContentHash is not { } hash)
            return true;
        if (!hash.AsSpan().SequenceEqual(plan.Delivery.Text.Hash))
            return true;
        if (plan.Delivery.Publication is not { } publication)
            return plan.Delivery.PublishNow is not null && !story.IsAllPublic && !story.IsDue;
        return publication switch
        {
            { WasWithdrawn: true } => !story.WasPublic || (story.IsPublic && publication.State == StoryState.Withdrawn),
            { State: StoryState.Draft } => false,
            { State: StoryState.Published, PublishAt: null } => !story.IsAllPublic
                || publication.PublishedAt is null
                || publication.PublishedAt != story.PublishedAt
                || (publication.UpdatedAt ?? publication.PublishedAt) != story.UpdatedAt
                || (publication.FirstPublishedAt ?? publication.PublishedAt) != story.FirstPublishedAt,
            _ => true,
        };
    }

    private async Task ReviewAsync(
        NpgsqlTransaction transaction,
        List<StoryPlan> plans,
        IReadOnlyDictionary<Guid, SavedTexts> texts,
        Rehearsal? rehearsal,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var reviewed = plans.Where(plan => plan.Draft is not null).ToList();
        var verdicts = await review.ReviewAsync(
            transaction,
            [
                .. reviewed.Select(plan => new SubmittedDraft(plan.Id, plan.Draft!, plan.GoesPublic)
                {
                    Examined = plan.Delivery.Text.Examined,
                }),
            ],
            cancellationToken,
            rehearsal?.Supposed
        );
        foreach (var (plan, verdict) in reviewed.Zip(verdicts))
            plan.Decide(verdict, texts.GetValueOrDefault(plan.Id), now);
    }

    /// <summary>Slugs under which readers knew the stories elsewhere and which they do not have here yet.</summary>
    private static async Task FindNewSlugsAsync(
        NpgsqlTransaction transaction,
        List<StoryPlan> plans,
        Rehearsal? rehearsal,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- import.slugs
            select slug::text, article_id from editorial.article_slugs where slug = any(@slugs)
            """;
        var slugs = plans.SelectMany(plan => plan.Delivery.FormerSlugs).Distinct(StringComparer.Ordinal).ToArray();
        if (slugs.Length == 0)
            return;
        var rows = await transaction.QueryAsync<(string Slug, Guid Id)>(Sql, new { slugs }, cancellationToken);
        var owners = rows.ToDictionary(row => row.Slug, row => row.Id, StringComparer.Ordinal);
        foreach (var plan in plans.Where(plan => plan.Draft is not null))
        {
            var added = new List<string>();
            var own = plan.Saved?.Draft.Slug ?? plan.Present?.Slug;
            for (var i = 0; i < plan.Delivery.FormerSlugs.Count; i++)
            {
                var slug = plan.Delivery.FormerSlugs[i];
                var owner = owners.GetValueOrDefault(
                    slug,
                    rehearsal?.Supposed.Slugs.GetValueOrDefault(slug) ?? default
                );
                if (owner != default && owner != plan.Id)
                    plan.Faults.Add($"/formerSlugs/{i}", $"The slug '{slug}' belongs to another story, or did.");
                else if (owner == default && slug != own && !added.Contains(slug))
                    added.Add(slug);
            }
            plan.NewSlugs = added;
        }
    }

    private async Task RehearseAsync(
        NpgsqlTransaction transaction,
        List<StoryPlan> plans,
        Rehearsal rehearsal,
        CancellationToken cancellationToken
    )
    {
        var sound = plans.Where(plan => plan.Faults.Count == 0 && plan.Draft is not null).ToList();
        await PlanPendingAsync(transaction, sound, new Dictionary<Guid, SavedTexts>(), rehearsal, cancellationToken);
        sound.ForEach(rehearsal.Add);
    }

    private async Task StoreAsync(
        NpgsqlTransaction transaction,
        List<StoryPlan> plans,
        IReadOnlyDictionary<Guid, SavedTexts> texts,
        StoryReplacements replacements,
        ImportOptions options,
        CancellationToken cancellationToken
    )
    {
        var sound = plans.Where(plan => plan.Faults.Count == 0 && plan.Draft is not null).ToList();
        var saved = sound
            .Where(plan => plan.Saved is not null)
            .ToLookup(plan => plan.Present is null, plan => plan.Saved!);
        if (saved.Contains(true))
            await store.CreateAsync(transaction, [.. saved[true]], options.By, cancellationToken);
        if (saved.Contains(false))
            await store.ReviseAsync(transaction, [.. saved[false]], options.By, cancellationToken);
        await StorySources.AddFormerSlugsAsync(
            transaction,
            [.. sound.SelectMany(plan => plan.NewSlugs, (plan, slug) => (plan.Id, slug))],
            cancellationToken
        );
        await StorySources.KeepAsync(
            transaction,
            [
                .. sound
                    .Where(plan => plan.Delivery.Source is not null)
                    .Select(plan => (plan.Id, plan.Delivery.Source!, plan.Delivery.Text.Hash)),
            ],
            cancellationToken
        );
        Release[] releases = [.. sound.Select(plan => plan.Release).OfType<Release>()];
        if (releases.Length > 0)
            await publisher.PublishAsync(transaction, releases, options.By, cancellationToken);
        foreach (var plan in sound.Where(plan => plan.Withdraws))
            await WithdrawAsync(transaction, plan, replacements, options, cancellationToken);
        var pending = await PlanPendingAsync(transaction, sound, texts, rehearsal: null, cancellationToken);
        if (pending.Count > 0)
            await store.ReviseAsync(transaction, pending, options.By, cancellationToken);
        foreach (var plan in sound.Where(plan => plan.Schedule is not null))
            await ScheduleAsync(transaction, plan, plan.Schedule!, options, cancellationToken);
    }

    private async Task WithdrawAsync(
        NpgsqlTransaction transaction,
        StoryPlan plan,
        StoryReplacements replacements,
        ImportOptions options,
        CancellationToken cancellationToken
    )
    {
        var publication = plan.Delivery.Publication!;
        var kind = new Choice<WithdrawalKind>(publication.Kind ?? WithdrawalKind.Editorial).Word;
        await publisher.WithdrawAsync(
            transaction,
            plan.Id,
            new(kind, publication.Reason, replacements.Of(plan)) { At = publication.WithdrawnAt },
            options.By,
            cancellationToken
        );
        if (!plan.Reinstates)
            return;
        await store.UnscheduleAsync(transaction, plan.Id, StoryState.Draft, cancellationToken);
        await StoryEvents.RecordAsync(transaction, new(plan.Id, StoryAction.Reinstated), options.By, cancellationToken);
    }

    private async Task ScheduleAsync(
        NpgsqlTransaction transaction,
        StoryPlan plan,
        Schedule schedule,
        ImportOptions options,
        CancellationToken cancellationToken
    )
    {
        var (state, at, embargoUntil, impact) = schedule;
        await store.ScheduleAsync(transaction, plan.Id, state, at, embargoUntil, impact, cancellationToken);
        await StoryEvents.RecordAsync(
            transaction,
            new(plan.Id, StoryAction.Scheduled, StoryEvents.NoteOf(embargoUntil > at ? embargoUntil.Value : at)),
            options.By,
            cancellationToken
        );
    }

    /// <summary>Reviews what is to be saved after the texts have gone public; their slugs are taken by then.</summary>
    /// <exception cref="LateFaultException">One of them is faulty.</exception>
    private async Task<IReadOnlyList<ReviewedDraft>> PlanPendingAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<StoryPlan> plans,
        IReadOnlyDictionary<Guid, SavedTexts> texts,
        Rehearsal? rehearsal,
        CancellationToken cancellationToken
    )
    {
        var pending = plans.Where(plan => plan.Delivery.Pending is not null).ToList();
        if (pending.Count == 0)
            return [];
        var verdicts = await review.ReviewAsync(
            transaction,
            [
                .. pending.Select(plan => new SubmittedDraft(
                    plan.Id,
                    plan.Delivery.Pending!.Draft with
                    {
                        Slug = plan.Delivery.Pending.Draft.Slug ?? plan.Draft!.Slug,
                    },
                    GoesPublic: plan.Schedule is not null
                )
                {
                    Examined = plan.Delivery.Pending.Examined,
                }),
            ],
            cancellationToken,
            rehearsal?.Supposed
        );
        foreach (var (plan, verdict) in pending.Zip(verdicts))
        {
            if (verdict.Accepted is null)
                throw new LateFaultException(plan, verdict.Faults);
            plan.DecideOnPending(verdict.Accepted, texts.GetValueOrDefault(plan.Id));
        }
        return [.. pending.Zip(verdicts).Where(pair => pair.First.SavesPending).Select(pair => pair.Second.Accepted!)];
    }
}

/// <summary>Two deliveries of one transaction turned out to be of the same story.</summary>
internal sealed class SameStoryException() : Exception("Two deliveries are of the same story.");

/// <summary>A delivery turned out to be faulty when others were stored already.</summary>
/// <param name="plan">What was to be done with it.</param>
/// <param name="faults">Of its later text.</param>
internal sealed class LateFaultException(StoryPlan plan, Faults faults) : Exception("A later text is faulty.")
{
    public StoryPlan Plan { get; } = plan;
    public Faults Faults { get; } = faults;
}
