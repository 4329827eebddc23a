using System.Text.Json;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Webhooks;

/// <summary>A request of a subscriber that its callback has not confirmed yet; members named like their columns.</summary>
internal sealed record PendingRequest
{
    public required Guid Id { get; init; }
    public required string Mode { get; init; }
    public required string Topic { get; init; }
    public required string Callback { get; init; }
    public required int LeaseSeconds { get; init; }
    public string? Secret { get; init; }
    public required int Tries { get; init; }

    // The generated one would show the secret.
    public override string ToString() => $"{Mode} {Id}";
}

/// <summary>Keeps what subscribers to feeds have asked for, and their subscriptions once confirmed.</summary>
internal static class WebSubStore
{
    /// <summary>Takes a request in, unless so many wait already.</summary>
    /// <returns>Whether it was.</returns>
    public static async Task<bool> AddAsync(
        NpgsqlTransaction transaction,
        WebSubRequest request,
        int most,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- websub.add
            insert into editorial.websub_requests (id, mode, topic, callback, lease_seconds, secret)
            select @id, @Mode, @Topic, @Callback, @LeaseSeconds, @Secret
            where (select count(*) from editorial.websub_requests) < @most
            returning id
            """;
        var added = await transaction.QuerySingleOrDefaultAsync<Guid?>(
            Sql,
            new
            {
                id = Guid.CreateVersion7(),
                request.Mode,
                request.Topic,
                request.Callback,
                request.LeaseSeconds,
                request.Secret,
                most,
            },
            cancellationToken
        );
        return added is not null;
    }

    /// <summary>The next request that is due, kept from other instances until the transaction ends.</summary>
    public static Task<PendingRequest?> TakeAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.QuerySingleOrDefaultAsync<PendingRequest>(
            """
            -- websub.take
            select id, mode, topic, callback, lease_seconds, secret, tries
            from editorial.websub_requests
            where next_try_at <= clock_timestamp()
            order by next_try_at
            limit 1
            for update skip locked
            """,
            null,
            cancellationToken
        );

    /// <summary>Forgets a request: it is done, or there is no use in it.</summary>
    public static Task ForgetAsync(NpgsqlTransaction transaction, Guid id, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "-- websub.forget\ndelete from editorial.websub_requests where id = @id",
            new { id },
            cancellationToken
        );

    public static Task PostponeAsync(
        NpgsqlTransaction transaction,
        Guid id,
        TimeSpan pause,
        CancellationToken cancellationToken
    ) =>
        transaction.ExecuteAsync(
            """
            -- websub.postpone
            update editorial.websub_requests
            set tries = tries + 1, next_try_at = clock_timestamp() + @pause
            where id = @id
            """,
            new { id, pause },
            cancellationToken
        );

    /// <summary>Subscribes from now on, or renews what there is: with the new lease and secret, and switched on again.</summary>
    public static Task SubscribeAsync(
        NpgsqlTransaction transaction,
        PendingRequest request,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- websub.subscribe
            with subscribed as (
              insert into editorial.subscribers (id, kind, name, url, settings, secret, place, takedowns_place)
              select @id, 'websub', @name, @Callback, @settings::json, @Secret, c.seq, c.seq
              from delivery.change_counter c
              on conflict (url, (settings ->> 'topic')) where kind = 'websub' do update
              set
                settings = excluded.settings, secret = excluded.secret, active = true, failures = 0, failing_since = null,
                next_attempt_at = null, disabled_at = null, disabled_reason = null
              returning id
            )
            select pg_notify('newsapi_subscribers', id::text) from subscribed
            """;
        var settings = new WebSubSettings(request.Topic, now.AddSeconds(request.LeaseSeconds));
        return transaction.ExecuteAsync(
            Sql,
            new
            {
                id = Guid.CreateVersion7(),
                name = new Uri(request.Callback).Host,
                request.Callback,
                settings = JsonSerializer.Serialize(settings, NewsJsonContext.Wire.WebSubSettings),
                request.Secret,
            },
            cancellationToken
        );
    }

    public static Task UnsubscribeAsync(
        NpgsqlTransaction transaction,
        PendingRequest request,
        CancellationToken cancellationToken
    ) =>
        transaction.ExecuteAsync(
            """
            -- websub.unsubscribe
            with gone as (
              delete from editorial.subscribers
              where kind = 'websub' and url = @Callback and settings ->> 'topic' = @Topic
              returning id
            )
            select pg_notify('newsapi_subscribers', id::text) from gone
            """,
            new { request.Callback, request.Topic },
            cancellationToken
        );

    /// <summary>Removes subscriptions whose leases have ended.</summary>
    public static Task ExpireAsync(
        NpgsqlTransaction transaction,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        transaction.ExecuteAsync(
            """
            -- websub.expire
            with gone as (
              delete from editorial.subscribers
              where kind = 'websub' and (settings ->> 'expiresAt')::timestamptz <= @now
              returning id
            )
            select pg_notify('newsapi_subscribers', id::text) from gone
            """,
            new { now },
            cancellationToken
        );
}
