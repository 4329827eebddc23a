using Dapper;
using NewsApi.Storage;

namespace NewsApi.Webhooks;

/// <summary>How a subscriber stands after something was tried.</summary>
internal sealed record Standing
{
    public required Places Places { get; init; }
    public required int Epoch { get; init; }
    public required int Failures { get; init; }
    public DateTimeOffset? FailingSince { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }
}

/// <summary>What the courier keeps: how far each subscriber has been told, and what was tried.</summary>
internal sealed class DeliveryStore(EditorialDatabase database)
{
    /// <summary>In seconds. A database that takes longer is as good as away.</summary>
    private const int Patience = 10;

    /// <summary>All that are told of changes at present.</summary>
    public async Task<IReadOnlyList<SubscriberRow>> ReadActiveAsync(CancellationToken cancellationToken)
    {
        const string Sql = $"-- courier.active\nselect {SubscriberRow.Columns} from editorial.subscribers where active";
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<SubscriberRow>(Command(Sql, null, cancellationToken))).AsList();
    }

    /// <summary>Null where there is none.</summary>
    public async Task<SubscriberRow?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        const string Sql = $"-- courier.one\nselect {SubscriberRow.Columns} from editorial.subscribers where id = @id";
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<SubscriberRow>(Command(Sql, new { id }, cancellationToken));
    }

    /// <summary>Notes one try, and with it where the subscriber stands: at once, so that neither is known without the other.</summary>
    public async Task RecordAsync(
        SubscriberRow subscriber,
        Attempt attempt,
        Standing standing,
        CancellationToken cancellationToken
    )
    {
        // A place that was set by hand meanwhile stays where it is; nor does a courier that has lost its lock without noticing
        // yet move one back.
        const string Sql = """
            -- courier.record
            with noted as (
              insert into editorial.attempts (
                subscriber_id, seq, event, article_id, outcome, number, at, duration_ms, status, fault, answer, next_attempt_at
              )
              select id, @Seq, @Event, @ArticleId, @outcome, @Number, @At, @duration, @Status, @fault, @Answer, @next
              from editorial.subscribers
              where id = @id
            ),
            told as (
              delete from editorial.subscriber_notices where id = @NoticeId and @isDelivered
            )
            update editorial.subscribers
            set
              place = case when epoch = @Epoch then greatest(place, @place) else place end,
              takedowns_place = case when epoch = @Epoch then greatest(takedowns_place, @takedownsPlace) else takedowns_place end,
              failures = @Failures,
              failing_since = @FailingSince,
              next_attempt_at = @next,
              delivered_at = case when @isDelivered then @At else delivered_at end
            where id = @id
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            Command(
                Sql,
                new
                {
                    id = subscriber.Id,
                    attempt.Seq,
                    attempt.Event,
                    attempt.ArticleId,
                    outcome = attempt.OutcomeWord,
                    attempt.Number,
                    attempt.At,
                    duration = attempt.DurationMs,
                    attempt.Status,
                    fault = attempt.FaultWord,
                    attempt.Answer,
                    attempt.NoticeId,
                    isDelivered = attempt.Outcome == AttemptOutcome.Delivered,
                    standing.Epoch,
                    place = standing.Places.After,
                    takedownsPlace = standing.Places.TakedownsAfter,
                    standing.Failures,
                    standing.FailingSince,
                    next = standing.NextAttemptAt,
                },
                cancellationToken
            )
        );
    }

    /// <summary>Notes what is not sent any more, and moves the place past it.</summary>
    public async Task RecordOvertakenAsync(
        SubscriberRow subscriber,
        IReadOnlyList<Parcel> overtaken,
        Standing standing,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- courier.overtaken
            with noted as (
              insert into editorial.attempts (subscriber_id, seq, event, article_id, outcome, number, at, duration_ms)
              select s.id, o.seq, o.event, o.article_id, 'overtaken', 0, clock_timestamp(), 0
              from editorial.subscribers s, unnest(@seqs, @events, @articles) with ordinality as o (seq, event, article_id, n)
              where s.id = @id
              order by o.n
            )
            update editorial.subscribers
            set place = greatest(place, @place), takedowns_place = greatest(takedowns_place, @takedownsPlace)
            where id = @id and epoch = @Epoch
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            Command(
                Sql,
                new
                {
                    id = subscriber.Id,
                    seqs = overtaken.Select(parcel => parcel.Seq!.Value).ToArray(),
                    events = overtaken.Select(parcel => parcel.Event).ToArray(),
                    articles = overtaken.Select(parcel => parcel.ArticleId!.Value).ToArray(),
                    place = standing.Places.After,
                    takedownsPlace = standing.Places.TakedownsAfter,
                    standing.Epoch,
                },
                cancellationToken
            )
        );
    }

    /// <summary>Writes how far subscribers have come past changes that do not concern them: one statement for all.</summary>
    public async Task KeepPlacesAsync(
        IReadOnlyList<(Guid Id, Standing Standing)> moved,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- courier.places
            update editorial.subscribers s
            set place = greatest(s.place, m.place), takedowns_place = greatest(s.takedowns_place, m.takedowns_place)
            from unnest(@ids, @epochs, @places, @takedowns) as m (id, epoch, place, takedowns_place)
            where s.id = m.id and s.epoch = m.epoch
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            Command(
                Sql,
                new
                {
                    ids = moved.Select(one => one.Id).ToArray(),
                    epochs = moved.Select(one => one.Standing.Epoch).ToArray(),
                    places = moved.Select(one => one.Standing.Places.After).ToArray(),
                    takedowns = moved.Select(one => one.Standing.Places.TakedownsAfter).ToArray(),
                },
                cancellationToken
            )
        );
    }

    /// <summary>Gives up on a subscriber, and leaves a notice for all webhooks that want to know.</summary>
    /// <returns>Whether it was active until now.</returns>
    public async Task<bool> DisableAsync(SubscriberRow subscriber, string reason, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- courier.disable
            with disabled as (
              update editorial.subscribers
              set active = false, disabled_at = clock_timestamp(), disabled_reason = @reason, next_attempt_at = null
              where id = @id and active
              returning id, name
            ),
            noticed as (
              insert into editorial.subscriber_notices (subscriber_id, about_id, about_name, reason)
              select s.id, d.id, d.name, @reason
              from disabled d
              join editorial.subscribers s on s.id <> d.id
              where s.kind = 'webhook' and s.active and (s.settings->'kinds')::jsonb ? 'webhookDisabled'
              returning subscriber_id
            )
            select
              (select count(*)::int from disabled),
              (select count(pg_notify('newsapi_subscribers', subscriber_id::text))::int from noticed),
              (select count(pg_notify('newsapi_subscribers', id::text))::int from disabled)
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        var (disabled, _, _) = await connection.QuerySingleAsync<(int, int, int)>(
            Command(Sql, new { id = subscriber.Id, reason }, cancellationToken)
        );
        return disabled > 0;
    }

    /// <summary>The oldest thing besides changes that a webhook is to be told; null where there is none.</summary>
    public async Task<Notice?> FindNoticeAsync(Guid subscriber, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- courier.notice
            select id, about_id, about_name, reason, at
            from editorial.subscriber_notices
            where subscriber_id = @subscriber
            order by id
            limit 1
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<Notice>(Command(Sql, new { subscriber }, cancellationToken));
    }

    /// <summary>Forgets what was tried long ago.</summary>
    public async Task PruneAsync(TimeSpan kept, CancellationToken cancellationToken)
    {
        const string Sql = "-- courier.prune\ndelete from editorial.attempts where at < clock_timestamp() - @kept";
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(Command(Sql, new { kept }, cancellationToken));
    }

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, commandTimeout: Patience, cancellationToken: cancellationToken);
}

/// <summary>Something besides changes that a webhook is to be told: that another one was disabled.</summary>
internal sealed record Notice
{
    public required long Id { get; init; }
    public required Guid AboutId { get; init; }
    public required string AboutName { get; init; }
    public required string Reason { get; init; }
    public required DateTimeOffset At { get; init; }
}
