using System.Text.Json;
using NewsApi.Http;
using NewsApi.Limiting;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Access;

/// <summary>Changes the keys that are kept, as a part of a transaction.</summary>
internal static class KeyRows
{
    /// <returns>The key, which nobody will be able to see again.</returns>
    public static async Task<ApiKey> AddAsync(
        NpgsqlTransaction transaction,
        NewKey made,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            -- keys.create
            insert into editorial.keys (id, name, hash, scopes, expires_at, entitlement, plan)
            values (@Id, @Name, @Hash, @scopes, @ExpiresAt, @entitlement::jsonb, @plan);
            {BeginDelay}
            """;
        var key = ApiKey.Create();
        await transaction.ExecuteAsync(
            Sql,
            new
            {
                key.Id,
                made.Name,
                key.Hash,
                scopes = made.Scopes.Distinct(StringComparer.Ordinal).ToArray(),
                made.ExpiresAt,
                entitlement = Written(made.Entitlement),
                plan = new Choice<Plan>(made.Plan).Word,
                delay = made.Entitlement?.DelayDays,
            },
            cancellationToken
        );
        return key;
    }

    /// <summary>Makes another of a key: its secret stays, and all else is as given.</summary>
    /// <param name="transaction">Of which it is a part.</param>
    /// <param name="key">As it is.</param>
    /// <param name="changed">As it is going to be.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public static Task ChangeAsync(
        NpgsqlTransaction transaction,
        StoredKey key,
        NewKey changed,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            -- keys.change
            update editorial.keys
            set
              name = @Name, scopes = @scopes, expires_at = @ExpiresAt, entitlement = @entitlement::jsonb, plan = @plan,
              version = version + 1
            where id = @Id;
            {BeginDelay}
            """;
        var delay = changed.Entitlement?.DelayDays;
        return transaction.ExecuteAsync(
            Sql,
            new
            {
                key.Id,
                changed.Name,
                scopes = changed.Scopes.ToArray(),
                changed.ExpiresAt,
                entitlement = Written(changed.Entitlement),
                plan = new Choice<Plan>(changed.Plan).Word,
                // One that it has already goes on.
                delay = delay == Read(key.Entitlement)?.DelayDays ? null : delay,
            },
            cancellationToken
        );
    }

    /// <summary>A delay that no other valid key has begins now: older stories are there for its holder from the first look on.
    /// </summary>
    private const string BeginDelay = """
        insert into editorial.delays as d (days, released_to)
        select @delay, clock_timestamp() where @delay is not null
        on conflict (days) do update set released_to = excluded.released_to
        where not exists (
          select from editorial.keys k
          where k.id <> @Id and k.revoked_at is null and (k.entitlement ->> 'delayDays')::int = excluded.days
        )
        """;

    private static string? Written(Entitlement? part) =>
        part is null ? null : JsonSerializer.Serialize(part, NewsJsonContext.Wire.Entitlement);

    /// <summary>An entitlement as it is kept.</summary>
    public static Entitlement? Read(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, NewsJsonContext.Wire.Entitlement);

    /// <returns>Null where there is none of this id.</returns>
    public static Task<StoredKey?> FindAsync(
        NpgsqlTransaction transaction,
        string id,
        CancellationToken cancellationToken
    ) =>
        transaction.QuerySingleOrDefaultAsync<StoredKey>(
            $"-- keys.find\nselect {StoredKey.Columns} from editorial.keys k where k.id = @id",
            new { id },
            cancellationToken
        );

    /// <summary>The same, as nobody else changes it until the transaction ends.</summary>
    public static Task<StoredKey?> LockAsync(
        NpgsqlTransaction transaction,
        string id,
        CancellationToken cancellationToken
    ) =>
        transaction.QuerySingleOrDefaultAsync<StoredKey>(
            $"-- keys.lock\nselect {StoredKey.Columns} from editorial.keys k where k.id = @id for update of k",
            new { id },
            cancellationToken
        );

    /// <summary>Has a new key take the place of a valid one, which goes on beside it for a while, but never longer than it would
    /// have without.</summary>
    /// <param name="transaction">Of which it is a part.</param>
    /// <param name="key">The one to be replaced.</param>
    /// <param name="expiresAt">End of the new one; null for that of the one it replaces.</param>
    /// <param name="overlap">For how long the one that is replaced goes on.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public static async Task<ApiKey> ReplaceAsync(
        NpgsqlTransaction transaction,
        StoredKey key,
        DateTimeOffset? expiresAt,
        TimeSpan overlap,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- keys.replace
            update editorial.keys
            set successor_id = @successor, expires_at = least(expires_at, clock_timestamp() + @overlap)
            where id = @Id
            """;
        var made = new NewKey(key.Name, key.Scopes)
        {
            ExpiresAt = expiresAt ?? key.ExpiresAt,
            Entitlement = Read(key.Entitlement),
            Plan = key.Plan,
        };
        var successor = await AddAsync(transaction, made, cancellationToken);
        await transaction.ExecuteAsync(
            Sql,
            new
            {
                key.Id,
                successor = successor.Id,
                overlap,
            },
            cancellationToken
        );
        return successor;
    }

    /// <summary>From now on the key opens nothing, on any instance.</summary>
    /// <returns>Whether there was such a key, not revoked already.</returns>
    public static async Task<bool> RevokeAsync(
        NpgsqlTransaction transaction,
        string id,
        CancellationToken cancellationToken
    ) =>
        await transaction.ExecuteAsync(
            """
            -- keys.revoke
            update editorial.keys set revoked_at = clock_timestamp() where id = @id and revoked_at is null
            """,
            new { id },
            cancellationToken
        ) > 0;
}

/// <summary>A key to be made.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Scopes">What it may be used for.</param>
public sealed record NewKey(string Name, IReadOnlyList<string> Scopes)
{
    /// <summary>From then on it opens nothing; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What it lets its holder read; null for all that is public.</summary>
    public Entitlement? Entitlement { get; init; }

    public Plan Plan { get; init; } = Plan.Internal;
}
