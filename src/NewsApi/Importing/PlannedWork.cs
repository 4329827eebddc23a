using NewsApi.Editorial;
using NewsApi.Http;
using Npgsql;

namespace NewsApi.Importing;

/// <summary>Does what has been planned with delivered stories, all of them together where that can be.</summary>
internal sealed class PlannedWork(DraftReview review, ArticleStore store, Publisher publisher)
{
    /// <summary>For a dry run: finds what is wrong with later texts, and remembers what would have been done.</summary>
    /// <exception cref="LateFaultException">One of them is faulty.</exception>
    public async Task RehearseAsync(
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

    /// <exception cref="LateFaultException">A later text is faulty.</exception>
    public async Task StoreAsync(
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
