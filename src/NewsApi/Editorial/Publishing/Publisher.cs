using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>The one place where stories become public, change in public and disappear: each time in one transaction that
/// writes what readers see and appends to the change log.</summary>
/// <remarks>Whoever calls has locked the stories (<see cref="StoryLocks"/>) before: stories first, the change log after them,
/// so that no two writers wait for each other crosswise.</remarks>
public sealed class Publisher
{
    /// <summary>So many stories are written at once when a change of sections or tags concerns them all.</summary>
    private const int RefreshedAtOnce = 500;

    /// <summary>Makes the current revisions of stories public.</summary>
    /// <param name="transaction">In which all of it happens; other publishers wait until it ends.</param>
    /// <param name="releases">Each story once; the change log has them in this order.</param>
    /// <param name="by">Name of the key or command, for the stories' histories.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task PublishAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<Release> releases,
        string by,
        CancellationToken cancellationToken
    )
    {
        var ids = releases.Select(release => release.Id).ToArray();
        await ExpireOverdueAsync(transaction, ids, cancellationToken);
        var published = (await PublicAmongAsync(transaction, ids, cancellationToken)).ToHashSet();
        var revisions = await ReadAsync(transaction, ids, "revision", cancellationToken);
        var stories = releases
            .Select(release => new PublicStory(revisions[release.Id], release.Publication, release.LeastVersion))
            .ToList();
        // As late as can be: from here on all other publishers wait.
        var taken = await ChangeRecorder.TakeAsync(transaction, releases.Count, cancellationToken);
        await PublicRows.KeepVersionsAsync(transaction, ids, cancellationToken);
        await WriteAsync(transaction, stories, taken, cancellationToken);
        await ChangeRecorder.RecordAsync(
            transaction,
            taken,
            [.. releases.Select(release => new ChangeEntry(release.Id, KindOf(release), release.Impact))],
            cancellationToken
        );
        await SetPublishedAsync(transaction, stories, cancellationToken);
        await StoryEvents.RecordPublicAsync(
            transaction,
            [
                .. releases.Select(release => new StoryEvent(
                    release.Id,
                    release.IsCorrection ? StoryAction.Corrected : StoryAction.Published
                )),
            ],
            by,
            cancellationToken
        );

        string KindOf(Release release) =>
            !published.Contains(release.Id) ? "published"
            : release.IsCorrection ? "corrected"
            : "updated";
    }

    /// <summary>Writes public stories anew after sections or tags have changed. They stay at the revisions that are public and
    /// where they are in lists by time; each gets a new version and its place in the change log, so that whoever follows a part of
    /// the stories learns what has entered and left it.</summary>
    public async Task RefreshAsync(NpgsqlTransaction transaction, Guid[] ids, CancellationToken cancellationToken)
    {
        await ExpireOverdueAsync(transaction, ids, cancellationToken);
        foreach (var chunk in ids.Chunk(RefreshedAtOnce))
        {
            var instants = await InstantsAsync(transaction, chunk, cancellationToken);
            if (instants.Count == 0)
                continue;
            var taken = await ChangeRecorder.TakeAsync(transaction, instants.Count, cancellationToken);
            var present = instants.Select(row => row.Id).ToArray();
            var revisions = await ReadAsync(transaction, present, "published_revision", cancellationToken);
            var stories = instants.Select(row => new PublicStory(revisions[row.Id], row.Publication)).ToList();
            await WriteAsync(transaction, stories, taken, cancellationToken);
            await ChangeRecorder.RecordAsync(
                transaction,
                taken,
                [.. present.Select(id => new ChangeEntry(id, "updated", Impact.Minor))],
                cancellationToken
            );
        }
    }

    /// <summary>Takes a public story out of everything readers can reach, and leaves a tombstone.</summary>
    public async Task WithdrawAsync(
        NpgsqlTransaction transaction,
        Guid id,
        Withdrawal withdrawal,
        string by,
        CancellationToken cancellationToken
    )
    {
        const string Tombstone = """
            -- withdraw.tombstone
            insert into delivery.tombstones (article_id, slug, withdrawn_at, kind, reason, replaced_by)
            select id, slug, coalesce(@At, @takenAt), @Kind, @Reason, @ReplacedBy from delivery.article_rows where id = @id
            """;
        var taken = await ChangeRecorder.TakeAsync(transaction, 1, cancellationToken);
        await transaction.ExecuteAsync(
            Tombstone,
            new
            {
                id,
                takenAt = taken.At,
                withdrawal.At,
                withdrawal.Kind,
                withdrawal.Reason,
                withdrawal.ReplacedBy,
            },
            cancellationToken
        );
        await StoryEvents.RecordPublicAsync(
            transaction,
            [new StoryEvent(id, StoryAction.Withdrawn, withdrawal.Reason)],
            by,
            cancellationToken
        );
        await RemoveAsync(transaction, taken, [new ChangeEntry(id, "withdrawn", Impact.Major)], cancellationToken);
    }

    /// <summary>Takes stories out whose right to be shown has ended. Readers have not seen them since that moment; now they
    /// leave lists and counts for good, and the change log says so.</summary>
    public async Task ExpireAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<Guid> ids,
        CancellationToken cancellationToken
    )
    {
        const string Tombstones = """
            -- expire.tombstones
            insert into delivery.tombstones (article_id, slug, withdrawn_at, kind, reason)
            select r.id, r.slug, g.withdrawn_at, g.kind, g.reason
            from delivery.gone g
            join delivery.article_rows r on r.id = g.article_id
            where r.id = any(@ids)
            """;
        var taken = await ChangeRecorder.TakeAsync(transaction, ids.Count, cancellationToken);
        await transaction.ExecuteAsync(Tombstones, new { ids = ids.ToArray() }, cancellationToken);
        await StoryEvents.RecordPublicAsync(
            transaction,
            [.. ids.Select(id => new StoryEvent(id, StoryAction.Expired))],
            StoryEvents.TheClock,
            cancellationToken
        );
        await RemoveAsync(
            transaction,
            taken,
            [.. ids.Select(id => new ChangeEntry(id, "expired", Impact.Major))],
            cancellationToken
        );
    }

    private static async Task WriteAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<PublicStory> stories,
        TakenNumbers taken,
        CancellationToken cancellationToken
    )
    {
        var at = taken.At;
        var ids = stories.Select(story => story.Id).ToArray();
        int[] tagIds = [.. stories.SelectMany(story => story.Revision.TagIds).Distinct()];
        await PublicTags.ReleaseAsync(transaction, tagIds, at, cancellationToken);
        var left = await PublicCounts.LeaveAsync(transaction, ids, at, cancellationToken);
        await PublicRows.WriteAsync(transaction, stories, at, cancellationToken);
        await SearchIndex.WriteAsync(
            transaction,
            [
                .. stories.Select(
                    (story, place) => new IndexedStory(story.Id, taken.First + place, story.Draft.Language, story.Words)
                ),
            ],
            cancellationToken
        );
        var joined = await PublicCounts.JoinAsync(transaction, ids, at, cancellationToken);
        await PublicCounts.SettleAsync(transaction, left, joined, cancellationToken);
    }

    private static async Task RemoveAsync(
        NpgsqlTransaction transaction,
        TakenNumbers taken,
        IReadOnlyList<ChangeEntry> entries,
        CancellationToken cancellationToken
    )
    {
        const string Rows = "-- remove.rows\ndelete from delivery.article_rows where id = any(@ids)";
        const string State = """
            -- remove.state
            update editorial.articles
            set
              state = 'withdrawn', withdrawn_at = (select withdrawn_at from delivery.tombstones where article_id = id),
              publish_at = null, modified_at = clock_timestamp()
            where id = any(@ids)
            """;
        var ids = entries.Select(entry => entry.Id).ToArray();
        await ChangeRecorder.RecordAsync(transaction, taken, entries, cancellationToken);
        var left = await PublicCounts.LeaveAsync(transaction, ids, taken.At, cancellationToken);
        await transaction.ExecuteAsync(Rows, new { ids }, cancellationToken);
        await PublicCounts.SettleAsync(transaction, left, joined: null, cancellationToken);
        await transaction.ExecuteAsync(State, new { ids }, cancellationToken);
    }

    /// <summary>A story that has expired a moment ago does not come back as if it had never been away.</summary>
    private async Task ExpireOverdueAsync(
        NpgsqlTransaction transaction,
        Guid[] ids,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- expire.overdue
            select id from delivery.article_rows where id = any(@ids) and expires_at <= now()
            """;
        var overdue = await transaction.QueryAsync<Guid>(Sql, new { ids }, cancellationToken);
        if (overdue.Count > 0)
            await ExpireAsync(transaction, overdue, cancellationToken);
    }

    private static Task<List<Guid>> PublicAmongAsync(
        NpgsqlTransaction transaction,
        Guid[] ids,
        CancellationToken cancellationToken
    ) =>
        transaction.QueryAsync<Guid>(
            "-- publish.public_among\nselect id from delivery.article_rows where id = any(@ids)",
            new { ids },
            cancellationToken
        );

    private static Task<List<StandingInstants>> InstantsAsync(
        NpgsqlTransaction transaction,
        Guid[] ids,
        CancellationToken cancellationToken
    ) =>
        transaction.QueryAsync<StandingInstants>(
            """
            -- refresh.instants
            select id, first_published_at, published_at, updated_at, expires_at
            from delivery.article_rows
            where id = any(@ids)
            order by published_at, id
            """,
            new { ids },
            cancellationToken
        );

    private static async Task<Dictionary<Guid, StoryRevision>> ReadAsync(
        NpgsqlTransaction transaction,
        Guid[] ids,
        string which,
        CancellationToken cancellationToken
    )
    {
        var sql = $"""
            -- publish.read
            select {StoryRevision.Columns}
            from editorial.articles a
            join editorial.revisions r on r.article_id = a.id and r.number = a.{which}
            {StoryRevision.Names}
            where a.id = any(@ids)
            """;
        var revisions = await transaction.QueryAsync<StoryRevision>(sql, new { ids }, cancellationToken);
        return revisions.ToDictionary(revision => revision.Id);
    }

    private static Task SetPublishedAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<PublicStory> stories,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- publish.state
            update editorial.articles a
            set
              state = 'published', first_published_at = r.first_published_at, published_at = r.published_at,
              updated_at = r.updated_at, expires_at = r.expires_at, publish_at = null, embargo_until = null, withdrawn_at = null,
              published_revision = w.revision, impact = 'major', modified_at = clock_timestamp()
            from unnest(@ids, @revisions) as w (id, revision)
            join delivery.article_rows r on r.id = w.id
            where a.id = w.id;
            select pg_notify('newsapi_schedule', '') where @expires;
            """;
        return transaction.ExecuteAsync(
            Sql,
            new
            {
                ids = stories.Select(story => story.Id).ToArray(),
                revisions = stories.Select(story => story.Revision.Revision).ToArray(),
                expires = stories.Any(story => story.Publication.ExpiresAt is not null),
            },
            cancellationToken
        );
    }

    /// <summary>The instants that a public story has and keeps.</summary>
    private sealed record StandingInstants
    {
        public required Guid Id { get; init; }
        public required DateTimeOffset FirstPublishedAt { get; init; }
        public required DateTimeOffset PublishedAt { get; init; }
        public required DateTimeOffset UpdatedAt { get; init; }
        public DateTimeOffset? ExpiresAt { get; init; }

        public Publication Publication => new(FirstPublishedAt, PublishedAt, UpdatedAt, ExpiresAt);
    }
}
