using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Access;

/// <summary>Changes the keys that are kept, as a part of a transaction.</summary>
internal static class KeyRows
{
    /// <returns>The key, which nobody will be able to see again.</returns>
    public static async Task<ApiKey> AddAsync(
        NpgsqlTransaction transaction,
        string name,
        IReadOnlyList<string> scopes,
        DateTimeOffset? expiresAt,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- keys.create
            insert into editorial.keys (id, name, hash, scopes, expires_at) values (@Id, @name, @Hash, @scopes, @expiresAt)
            """;
        var key = ApiKey.Create();
        await transaction.ExecuteAsync(
            Sql,
            new
            {
                key.Id,
                name,
                key.Hash,
                scopes = scopes.Distinct(StringComparer.Ordinal).ToArray(),
                expiresAt,
            },
            cancellationToken
        );
        return key;
    }

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
        var successor = await AddAsync(
            transaction,
            key.Name,
            key.Scopes,
            expiresAt ?? key.ExpiresAt,
            cancellationToken
        );
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
