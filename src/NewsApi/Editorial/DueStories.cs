using NewsApi.Following;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>What the clock does: publishes stories whose moment has come, and clears away those that have expired. By the
/// database's time alone, so that instances need not agree on theirs.</summary>
internal sealed class DueStories(EditorialDatabase database, ArticleStore store, Publisher publisher, ChangeFeed feed)
{
    /// <summary>So many go in one transaction: few enough that none waits long, enough that a stroke of midnight is soon done.
    /// </summary>
    public const int AtOnce = 50;

    /// <summary>How long until something is due, in the database's time; null while nothing is. Negative where something is due
    /// that another instance or an editor is at work on.</summary>
    /// <param name="passedOver">Stories that are left alone for now.</param>
    public async Task<TimeSpan?> NextAsync(Guid[] passedOver, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- clock.next
            select extract(epoch from least(
              (select min(due_at) from editorial.articles where due_at is not null and id <> all(@passedOver)),
              (select min(expires_at) from delivery.article_rows where expires_at is not null),
              (
                select min(n.first_published_at + make_interval(hours => 24 * d.days))
                from editorial.delays d
                cross join lateral (
                  select i.first_published_at
                  from delivery.article_index_rows i
                  where i.first_published_at > now() - make_interval(hours => 24 * d.days)
                  order by i.first_published_at
                  limit 1
                ) n
              )
            ) - clock_timestamp())::float8
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var seconds = await transaction.QuerySingleAsync<double?>(Sql, new { passedOver }, cancellationToken);
        return seconds is null
            ? null
            : TimeSpan.FromSeconds(Math.Min(seconds.Value, TimeSpan.MaxValue.TotalSeconds / 2));
    }

    /// <summary>Publishes stories that are due, the earliest first.</summary>
    /// <param name="most">How many in one transaction.</param>
    /// <param name="passedOver">Stories that are left alone for now.</param>
    /// <returns>Those that were; none where there are none, or others are at work on them.</returns>
    /// <exception cref="DueStoryException">It could not be done, for none of them.</exception>
    public Task<IReadOnlyList<Guid>> PublishAsync(int most, Guid[] passedOver, CancellationToken cancellationToken) =>
        InTransactionAsync(
            async transaction =>
            {
                const string Sql = """
                    -- clock.due
                    select
                      a.id, a.due_at, a.impact, a.state = 'published' as is_public, a.first_published_at, a.published_at,
                      a.updated_at, (r.content->'rights'->>'expiresAt')::timestamptz as expires_at,
                      (r.content->'rights'->>'expiresAt')::timestamptz <= now() as is_missed
                    from editorial.articles a
                    join editorial.revisions r on r.article_id = a.id and r.number = a.revision
                    where a.due_at <= now() and a.id <> all(@passedOver)
                    order by a.due_at, a.id
                    limit @most
                    for update of a skip locked
                    """;
                var due = await transaction.QueryAsync<DueStory>(Sql, new { most, passedOver }, cancellationToken);
                // After a long standstill the right to show a story may have ended before it began.
                foreach (var missed in due.Where(story => story.IsMissed is true))
                    await MissAsync(transaction, missed, cancellationToken);
                Release[] releases = [.. due.Where(story => story.IsMissed is not true).Select(story => story.Release)];
                Guid[] ids = [.. due.Select(story => story.Id)];
                try
                {
                    if (releases.Length > 0)
                        await publisher.PublishAsync(transaction, releases, StoryEvents.TheClock, cancellationToken);
                }
                catch (Exception fault) when (fault is not OperationCanceledException)
                {
                    throw new DueStoryException(ids, fault);
                }
                return (IReadOnlyList<Guid>)ids;
            },
            cancellationToken
        );

    /// <summary>Clears away stories that have expired.</summary>
    /// <returns>How many; none where there are none, or others are at work on them.</returns>
    public Task<int> ExpireAsync(CancellationToken cancellationToken) =>
        InTransactionAsync(
            async transaction =>
            {
                const string Lock = """
                    -- clock.lock_expired
                    select a.id
                    from editorial.articles a
                    where a.id in (select id from delivery.article_rows where expires_at <= now() order by expires_at limit @AtOnce)
                    for update skip locked
                    """;
                // Another instance may have been done with them just before they were locked.
                const string Expired = """
                    -- clock.expired
                    select id from delivery.article_rows where id = any(@ids) and expires_at <= now() order by expires_at, id
                    """;
                var ids = (await transaction.QueryAsync<Guid>(Lock, new { AtOnce }, cancellationToken)).ToArray();
                var expired = await transaction.QueryAsync<Guid>(Expired, new { ids }, cancellationToken);
                if (expired.Count > 0)
                    await publisher.ExpireAsync(transaction, expired, cancellationToken);
                return expired.Count;
            },
            cancellationToken
        );

    /// <summary>Forgets old answers to requests with an <c>Idempotency-Key</c>.</summary>
    public Task ForgetAnswersAsync(CancellationToken cancellationToken) =>
        InTransactionAsync(
            async transaction =>
            {
                await IdempotentAnswers.ForgetAsync(transaction, cancellationToken);
                return 0;
            },
            cancellationToken
        );

    private async Task MissAsync(NpgsqlTransaction transaction, DueStory story, CancellationToken cancellationToken)
    {
        var state = story.IsPublic ? StoryState.Published : StoryState.Draft;
        await store.UnscheduleAsync(transaction, story.Id, state, cancellationToken);
        await StoryEvents.RecordAsync(
            transaction,
            new(story.Id, StoryAction.Unscheduled, "The right to show it had ended before its moment came."),
            StoryEvents.TheClock,
            cancellationToken
        );
    }

    private async Task<T> InTransactionAsync<T>(
        Func<NpgsqlTransaction, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await StoryLocks.KeepVocabularyAsync(transaction, cancellationToken);
        var done = await work(transaction);
        await ChangeRecorder.CommitAsync(transaction, feed, cancellationToken);
        return done;
    }

    private sealed record DueStory
    {
        public required Guid Id { get; init; }
        public required DateTimeOffset DueAt { get; init; }
        public required string Impact { get; init; }
        public required bool IsPublic { get; init; }
        public DateTimeOffset? FirstPublishedAt { get; init; }
        public DateTimeOffset? PublishedAt { get; init; }
        public DateTimeOffset? UpdatedAt { get; init; }
        public DateTimeOffset? ExpiresAt { get; init; }

        /// <summary>Null without an expiry.</summary>
        public bool? IsMissed { get; init; }

        public Release Release
        {
            get
            {
                var impact = Choice<Impact>.Words[Impact];
                var instants = new StoryInstants(IsPublic, FirstPublishedAt, PublishedAt, UpdatedAt);
                return new(Id, instants.At(DueAt, impact, ExpiresAt)) { Impact = impact };
            }
        }
    }
}

/// <summary>Stories that are due could not be published, for a reason that lies with one of them or with the database.</summary>
/// <param name="ids">All that were tried together.</param>
/// <param name="fault">What went wrong.</param>
public sealed class DueStoryException(IReadOnlyList<Guid> ids, Exception fault)
    : Exception($"Could not publish {string.Join(", ", ids)}.", fault)
{
    public IReadOnlyList<Guid> Ids { get; } = ids;
}
