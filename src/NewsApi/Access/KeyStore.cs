using System.Security.Cryptography;
using Dapper;
using NewsApi.Storage;

namespace NewsApi.Access;

/// <summary>A key as it is kept: everything but the secret.</summary>
public sealed record StoredKey
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string[] Scopes { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>Keeps the keys. What is kept cannot be used as a key.</summary>
public sealed class KeyStore(EditorialDatabase database)
{
    /// <summary>Compared against where there is no such key, so that both cases take the same time.</summary>
    private static readonly byte[] Nobody = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);

    /// <returns>The key, which nobody will be able to see again.</returns>
    public async Task<ApiKey> CreateAsync(
        string name,
        IReadOnlyList<string> scopes,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- keys.create
            insert into editorial.keys (id, name, hash, scopes) values (@Id, @name, @Hash, @scopes)
            """;
        var key = ApiKey.Create();
        await using var connection = await database.OpenAsync(cancellationToken);
        await connection.ExecuteAsync(
            new(
                Sql,
                new
                {
                    key.Id,
                    name,
                    key.Hash,
                    scopes = scopes.Distinct(StringComparer.Ordinal).ToArray(),
                },
                cancellationToken: cancellationToken
            )
        );
        return key;
    }

    /// <summary>All of them, the newest first, revoked ones too.</summary>
    public async Task<IReadOnlyList<StoredKey>> ListAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            -- keys.list
            select id, name, scopes, created_at, revoked_at from editorial.keys order by created_at desc, id
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        return [.. await connection.QueryAsync<StoredKey>(new(Sql, cancellationToken: cancellationToken))];
    }

    /// <summary>From now on the key opens nothing, on any instance.</summary>
    /// <returns>Whether there was such a key, not revoked already.</returns>
    public async Task<bool> RevokeAsync(string id, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- keys.revoke
            update editorial.keys set revoked_at = clock_timestamp() where id = @id and revoked_at is null
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.ExecuteAsync(new(Sql, new { id }, cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>Whose key it is. Looked up at each request, so that a revocation holds at once everywhere.</summary>
    /// <returns>Null for what is no valid key.</returns>
    public async Task<Caller?> AuthenticateAsync(string text, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- keys.authenticate
            select name, hash, scopes from editorial.keys where id = @Id and revoked_at is null
            """;
        if (ApiKey.Read(text) is not { } key)
            return null;
        await using var connection = await database.OpenAsync(cancellationToken);
        var stored = await connection.QuerySingleOrDefaultAsync<Secret>(
            new(Sql, new { key.Id }, cancellationToken: cancellationToken)
        );
        var matches = CryptographicOperations.FixedTimeEquals(key.Hash, stored?.Hash ?? Nobody);
        return matches && stored is not null ? new(key.Id, stored.Name, stored.Scopes) : null;
    }

    private sealed record Secret
    {
        public required string Name { get; init; }
        public required byte[] Hash { get; init; }
        public required string[] Scopes { get; init; }
    }
}
