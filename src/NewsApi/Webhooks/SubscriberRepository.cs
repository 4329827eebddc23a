using NewsApi.Http;
using NewsApi.Paging;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Webhooks;

/// <summary>Keeps the subscribers, as those who manage them see to it. Every change is announced to the courier when it is
/// committed.</summary>
internal static class SubscriberRepository
{
    public static Task AddAsync(NpgsqlTransaction transaction, SubscriberRow row, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- subscribers.add
            with added as (
              insert into editorial.subscribers (id, kind, name, url, settings, secret, active, place, takedowns_place)
              values (@Id, @Kind, @Name, @Url, @Settings::json, @Secret, @Active, @Place, @TakedownsPlace)
              returning id
            )
            select pg_notify('newsapi_subscribers', id::text) from added
            """;
        return transaction.ExecuteAsync(
            Sql,
            new
            {
                row.Id,
                row.Kind,
                row.Name,
                row.Url,
                row.Settings,
                row.Secret,
                row.Active,
                row.Place,
                row.TakedownsPlace,
            },
            cancellationToken
        );
    }

    /// <summary>The subscriber that a path names.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static Task<SubscriberRow> GetAsync(
        NpgsqlTransaction transaction,
        string kind,
        string id,
        CancellationToken cancellationToken
    ) =>
        FindAsync(
            transaction,
            $"-- subscribers.get\nselect {SubscriberRow.Columns} from editorial.subscribers where id = @Value and kind = @kind",
            kind,
            id,
            cancellationToken
        );

    /// <summary>The same, as nobody else changes it until the transaction ends.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public static Task<SubscriberRow> LockAsync(
        NpgsqlTransaction transaction,
        string kind,
        string id,
        CancellationToken cancellationToken
    ) =>
        FindAsync(
            transaction,
            $"-- subscribers.lock\nselect {SubscriberRow.Columns} from editorial.subscribers where id = @Value and kind = @kind for update",
            kind,
            id,
            cancellationToken
        );

    private static async Task<SubscriberRow> FindAsync(
        NpgsqlTransaction transaction,
        string sql,
        string kind,
        string id,
        CancellationToken cancellationToken
    )
    {
        var row = IdText.TryRead(id, out var read, out _)
            ? await transaction.QuerySingleOrDefaultAsync<SubscriberRow>(
                sql,
                new { read.Value, kind },
                cancellationToken
            )
            : null;
        return row
            ?? throw new RefusedException(
                ProblemType.NotFound,
                $"There is no {kind} of this id. GET /v1/admin/{kind}s lists them."
            );
    }

    /// <summary>The newest first.</summary>
    public static async Task<(IReadOnlyList<SubscriberRow> Rows, Total Total)> ListAsync(
        NpgsqlTransaction transaction,
        string kind,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var (comparison, direction) = page.Backwards ? (">", "asc") : ("<", "desc");
        var sql = $"""
            -- subscribers.list
            select {SubscriberRow.Columns}
            from editorial.subscribers
            where kind = @kind {(page.Cursor is null ? "" : $"and id {comparison} @from")}
            order by id {direction}
            limit @Take offset @Skip
            """;
        const string Count = """
            -- subscribers.count
            select count(*)::int from (select from editorial.subscribers where kind = @kind limit @countTo) counted
            """;
        var parameters = new
        {
            kind,
            from = page.Cursor is { } cursor ? Guid.Parse(cursor.Id) : Guid.Empty,
            page.Take,
            page.Skip,
            countTo = Total.CountedUpTo + 1,
        };
        var rows = await transaction.QueryAsync<SubscriberRow>(sql, parameters, cancellationToken);
        return (
            rows,
            Total.FromLimitedCount(await transaction.QuerySingleAsync<int>(Count, parameters, cancellationToken))
        );
    }

    /// <summary>Writes what its owner says of it. Switched on, it begins with a clean slate, where it stopped; a new address is
    /// tried at once.</summary>
    public static Task ChangeAsync(
        NpgsqlTransaction transaction,
        SubscriberRow row,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- subscribers.change
            update editorial.subscribers
            set
              name = @Name, url = @Url, settings = @Settings::json, active = @Active,
              failures = case when @Active and not active then 0 else failures end,
              failing_since = case when @Active and not active then null else failing_since end,
              next_attempt_at = case when (@Active and not active) or url <> @Url then null else next_attempt_at end,
              disabled_at = case when @Active then null else disabled_at end,
              disabled_reason = case when @Active then null else disabled_reason end
            where id = @Id;
            select pg_notify('newsapi_subscribers', @Id::text);
            """;
        return transaction.ExecuteAsync(
            Sql,
            new
            {
                row.Id,
                row.Name,
                row.Url,
                row.Settings,
                row.Active,
            },
            cancellationToken
        );
    }

    /// <summary>Gives it a new secret; the one before goes on beside it for a while.</summary>
    public static Task RotateAsync(
        NpgsqlTransaction transaction,
        Guid id,
        string secret,
        TimeSpan overlap,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- subscribers.rotate
            update editorial.subscribers
            set former_secret = secret, former_secret_until = clock_timestamp() + @overlap, secret = @secret
            where id = @id;
            select pg_notify('newsapi_subscribers', @id::text);
            """;
        return transaction.ExecuteAsync(
            Sql,
            new
            {
                id,
                secret,
                overlap,
            },
            cancellationToken
        );
    }

    /// <summary>Sets its place by hand. It is told what follows at once.</summary>
    public static Task MoveAsync(
        NpgsqlTransaction transaction,
        Guid id,
        long place,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- subscribers.move
            update editorial.subscribers
            set place = @place, takedowns_place = @place, epoch = epoch + 1, next_attempt_at = null
            where id = @id;
            select pg_notify('newsapi_subscribers', @id::text);
            """;
        return transaction.ExecuteAsync(Sql, new { id, place }, cancellationToken);
    }

    public static Task DeleteAsync(NpgsqlTransaction transaction, Guid id, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            """
            -- subscribers.delete
            delete from editorial.subscribers where id = @id;
            select pg_notify('newsapi_subscribers', @id::text);
            """,
            new { id },
            cancellationToken
        );
}
