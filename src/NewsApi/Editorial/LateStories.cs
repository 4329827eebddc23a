using NewsApi.Following;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Tells those of a story who get stories some days late, when it is old enough for them: by an entry of its own in the
/// change log, which nobody else is told of. So they follow the log like everyone, and whatever hangs on it holds for them, too.
/// </summary>
internal sealed class LateStories(EditorialDatabase database, ChangeFeed feed)
{
    /// <summary>In one transaction.</summary>
    private const int AtOnce = 500;

    /// <summary>What was last looked at is noted that often where there was nothing to tell.</summary>
    private static readonly TimeSpan NotedEvery = TimeSpan.FromHours(1);

    /// <returns>How many stories; none where there are none, or another instance is at it.</returns>
    public async Task<int> ReleaseAsync(CancellationToken cancellationToken)
    {
        const string InUse = """
            -- late.delays
            select d.days, d.released_to, now() as looked_at
            from editorial.delays d
            where exists (
              select
              from editorial.keys k
              where (k.entitlement ->> 'delayDays')::int = d.days and k.revoked_at is null
                and (k.expires_at is null or k.expires_at > now())
            )
            order by d.days
            for update of d skip locked
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var released = 0;
        foreach (var delay in await transaction.QueryAsync<Delay>(InUse, null, cancellationToken))
            released += await ReleaseAsync(transaction, delay, cancellationToken);
        await ChangeRecorder.CommitAsync(transaction, feed, cancellationToken);
        return released;
    }

    private static async Task<int> ReleaseAsync(
        NpgsqlTransaction transaction,
        Delay delay,
        CancellationToken cancellationToken
    )
    {
        // Where something has happened to a story since it was old enough, that has told them of it.
        const string OldEnough = """
            -- late.old_enough
            select i.article_id as id, i.first_published_at + make_interval(hours => 24 * @Days) as due_at
            from delivery.article_index i
            where i.first_published_at > @ReleasedTo - make_interval(hours => 24 * @Days)
              and i.first_published_at <= now() - make_interval(hours => 24 * @Days)
              and not exists (
                select
                from delivery.changes c
                where c.article_id = i.article_id and (c.delay_days is null or c.delay_days = @Days)
                  and c.at >= i.first_published_at + make_interval(hours => 24 * @Days)
              )
            order by i.first_published_at, i.article_id
            limit @AtOnce
            """;
        // None of them may go before it is told of.
        const string HoldOthers = "-- late.hold\nselect from delivery.change_counter for update";
        const string Note = "-- late.note\nupdate editorial.delays set released_to = @to where days = @Days";
        var parameters = new
        {
            delay.Days,
            delay.ReleasedTo,
            AtOnce,
        };
        var stories = await transaction.QueryAsync<LateStory>(OldEnough, parameters, cancellationToken);
        if (stories.Count > 0)
        {
            await transaction.ExecuteAsync(HoldOthers, null, cancellationToken);
            stories = await transaction.QueryAsync<LateStory>(OldEnough, parameters, cancellationToken);
        }
        if (stories.Count > 0)
        {
            var taken = await ChangeRecorder.TakeAsync(transaction, stories.Count, cancellationToken);
            var entries = stories.Select(story => new ChangeEntry(story.Id, "published", Impact.Major)
            {
                DelayDays = delay.Days,
            });
            await ChangeRecorder.RecordAsync(transaction, taken, [.. entries], cancellationToken);
        }
        // Others may be due at the very moment of the last.
        var to = stories.Count == AtOnce ? stories[^1].DueAt.AddMicroseconds(-1) : delay.LookedAt;
        if (stories.Count > 0 || to - delay.ReleasedTo > NotedEvery)
            await transaction.ExecuteAsync(Note, new { to, delay.Days }, cancellationToken);
        return stories.Count;
    }

    private sealed record Delay
    {
        public required int Days { get; init; }

        /// <summary>Stories that were due by then have been told of.</summary>
        public required DateTimeOffset ReleasedTo { get; init; }

        public required DateTimeOffset LookedAt { get; init; }
    }

    private sealed record LateStory
    {
        public required Guid Id { get; init; }
        public required DateTimeOffset DueAt { get; init; }
    }
}
