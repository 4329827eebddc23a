using System.Security.Cryptography;
using Dapper;
using NewsApi.Http;
using NewsApi.Limiting;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Access;

/// <summary>Keeps the keys. What is kept cannot be used as a key.</summary>
public sealed class KeyStore(EditorialDatabase database, TimeProvider time)
{
    /// <summary>Compared against where there is no such key, so that both cases take the same time.</summary>
    private static readonly byte[] Nobody = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    /// <returns>The key, which nobody will be able to see again.</returns>
    public Task<ApiKey> CreateAsync(NewKey key, CancellationToken cancellationToken) =>
        InTransactionAsync(transaction => KeyRows.AddAsync(transaction, key, cancellationToken), cancellationToken);

    /// <summary>Gives the holder of a valid key another one.</summary>
    /// <returns>The new key; null where there is no valid one of this id.</returns>
    public Task<ApiKey?> RotateAsync(
        string id,
        TimeSpan overlap,
        DateTimeOffset? expiresAt,
        CancellationToken cancellationToken
    ) =>
        InTransactionAsync(
            async transaction =>
                await KeyRows.LockAsync(transaction, id, cancellationToken) is { } key
                && key.SuccessorId is null
                && key.StateAt(time.GetUtcNow()) == KeyState.Valid
                    ? await KeyRows.ReplaceAsync(transaction, key, expiresAt, overlap, cancellationToken)
                    : null,
            cancellationToken
        );

    /// <summary>From now on the key opens nothing, on any instance.</summary>
    /// <returns>Whether there was such a key, not revoked already.</returns>
    public Task<bool> RevokeAsync(string id, CancellationToken cancellationToken) =>
        InTransactionAsync(transaction => KeyRows.RevokeAsync(transaction, id, cancellationToken), cancellationToken);

    /// <summary>All of them, the newest first, also those that are no longer valid.</summary>
    public async Task<IReadOnlyList<StoredKey>> ListAsync(CancellationToken cancellationToken)
    {
        const string Sql = $"""
            -- keys.list
            select {StoredKey.Columns} from editorial.keys k order by k.created_at desc, k.id
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<StoredKey>(new(Sql, cancellationToken: cancellationToken))];
    }

    /// <summary>Whose key it is. Looked up at each request, so that a revocation holds at once everywhere.</summary>
    /// <returns>Otherwise why it opens nothing, which is told to the holder of the whole key alone.</returns>
    public async Task<(Caller? Caller, string? Fault)> AuthenticateAsync(
        string text,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- keys.authenticate
            select name, hash, scopes, expires_at, revoked_at, entitlement, plan, version from editorial.keys where id = @Id
            """;
        const string Unknown = "This key is not known here.";
        if (ApiKey.Read(text) is not { } key)
            return (null, Unknown);
        await using var connection = await database.OpenAsync(cancellationToken);
        var stored = await connection.QuerySingleOrDefaultAsync<Secret>(
            new(Sql, new { key.Id }, cancellationToken: cancellationToken)
        );
        var matches = CryptographicOperations.FixedTimeEquals(key.Hash, stored?.Hash ?? Nobody);
        if (!matches || stored is null)
            return (null, Unknown);
        if (stored.RevokedAt is { } revoked)
            return (null, $"This key was revoked at {Instants.ToText(revoked)}.");
        return stored.ExpiresAt is { } expires && expires <= time.GetUtcNow()
            ? (null, $"This key expired at {Instants.ToText(expires)}.")
            : (
                new(key.Id, stored.Name, stored.Scopes)
                {
                    ExpiresAt = stored.ExpiresAt,
                    Entitlement = KeyRows.Read(stored.Entitlement),
                    Plan = stored.Plan,
                    KeyVersion = stored.Version,
                },
                null
            );
    }

    private async Task<T> InTransactionAsync<T>(
        Func<NpgsqlTransaction, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var result = await work(transaction);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private sealed record Secret
    {
        public required string Name { get; init; }
        public required byte[] Hash { get; init; }
        public required string[] Scopes { get; init; }
        public DateTimeOffset? ExpiresAt { get; init; }
        public DateTimeOffset? RevokedAt { get; init; }
        public string? Entitlement { get; init; }
        public required Plan Plan { get; init; }
        public required int Version { get; init; }
    }
}
