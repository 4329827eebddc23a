using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Importing;

/// <summary>Takes deliveries in, many at once in one transaction: each is held against what is here, reviewed like any draft,
/// and then saved, published, scheduled or withdrawn together with the others.</summary>
internal sealed class Intake(DraftReview review, VocabularyIntake vocabulary, PlannedWork work)
{
    /// <param name="transaction">In which all of it happens.</param>
    /// <param name="deliveries">Each of another story.</param>
    /// <param name="options">How.</param>
    /// <param name="rehearsal">For a dry run: what the lines before would have done. Nothing is stored then.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>What is done with each, in the same order. Those with faults have nothing done.</returns>
    /// <exception cref="CrossedDeliveriesException">Two of them can't be taken in together.</exception>
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
            throw new CrossedDeliveriesException();
        var texts = await StorySources.ReadTextsAsync(
            transaction,
            [.. plans.Where(NeedsText).Select(plan => plan.Id)],
            cancellationToken
        );
        var now = await transaction.QuerySingleAsync<DateTimeOffset>(
            "-- import.now\nselect clock_timestamp()",
            null,
            cancellationToken
        );
        foreach (var plan in plans)
            plan.Begin(texts.GetValueOrDefault(plan.Id), now);
        if (options.CreatesMissing)
            await vocabulary.MakeMissingAsync(
                transaction,
                [.. plans.Where(plan => plan.Draft is not null && plan.Delivery.IsSound).Select(plan => plan.Delivery)],
                rehearsal,
                cancellationToken
            );
        await ReviewAsync(transaction, plans, texts, rehearsal, now, cancellationToken);
        await FindNewSlugsAsync(transaction, plans, rehearsal, cancellationToken);
        var replacements = await StoryReplacements.FindAsync(transaction, plans, options, rehearsal, cancellationToken);
        if (rehearsal is null)
            await work.StoreAsync(transaction, plans, texts, replacements, options, cancellationToken);
        else
            await work.RehearseAsync(transaction, plans, rehearsal, cancellationToken);
        return plans;
    }

    /// <summary>Whether what is saved of the story has to be looked at: not so where the same text comes again and there is
    /// nothing else to be done.</summary>
    private static bool NeedsText(StoryPlan plan)
    {
        if (plan.Present is not { IsGone: false, IsSupposed: false } story)
            return false;
        if (plan.Delivery is { Pending: not null } or { FormerSlugs.Count: > 0 } || story.ContentHash is not { } hash)
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
        var wanted = plans
            .Where(plan => plan.Faults.Count == 0)
            .SelectMany(plan => plan.Saved is { } saved ? plan.NewSlugs.Append(saved.Draft.Slug!) : plan.NewSlugs)
            .ToList();
        if (wanted.Distinct(StringComparer.Ordinal).Count() < wanted.Count)
            throw new CrossedDeliveriesException();
    }
}

/// <summary>Two deliveries turned out to be of the same story, or to want the same slug: they have to be taken in one after the
/// other.</summary>
internal sealed class CrossedDeliveriesException()
    : Exception("Two deliveries are of the same story or want the same slug.");

/// <summary>A delivery turned out to be faulty when others were stored already.</summary>
/// <param name="plan">What was to be done with it.</param>
/// <param name="faults">Of its later text.</param>
internal sealed class LateFaultException(StoryPlan plan, Faults faults) : Exception("A later text is faulty.")
{
    public StoryPlan Plan { get; } = plan;
    public Faults Faults { get; } = faults;
}
