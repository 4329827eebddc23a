using NewsApi.Limiting;

namespace NewsApi.Access;

/// <summary>A key as it is kept: everything but the secret.</summary>
public sealed record StoredKey
{
    /// <summary>Of the keys, which are called <c>k</c>.</summary>
    public const string Columns = """
        k.id, k.name, k.scopes, k.created_at, k.expires_at, k.revoked_at, k.successor_id, k.entitlement, k.plan, k.version,
          (select max(u.last_at) from editorial.key_uses u where u.key_id = k.id) as last_used_at
        """;

    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string[] Scopes { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on it opens nothing; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>The key that took its place.</summary>
    public string? SuccessorId { get; init; }

    /// <summary>JSON of an <see cref="Access.Entitlement"/>; null for everything.</summary>
    public string? Entitlement { get; init; }

    public required Plan Plan { get; init; }

    /// <summary>Counts its changes.</summary>
    public required int Version { get; init; }

    /// <summary>Some seconds late.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    public KeyState StateAt(DateTimeOffset now) =>
        RevokedAt is not null ? KeyState.Revoked
        : ExpiresAt <= now ? KeyState.Expired
        : KeyState.Valid;
}
