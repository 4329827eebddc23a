using NewsApi.Limiting;

namespace NewsApi.Access;

/// <summary>Whoever sent a request with a valid key.</summary>
/// <param name="KeyId">The open part of the key.</param>
/// <param name="Name">What the key is called; it stands in the histories of stories.</param>
/// <param name="Scopes">What it may be used for.</param>
public sealed record Caller(string KeyId, string Name, IReadOnlyList<string> Scopes)
{
    /// <summary>What it lets its holder read; null for all that is public.</summary>
    public Entitlement? Entitlement { get; init; }

    /// <summary>How much it may be used.</summary>
    public required Plan Plan { get; init; }

    /// <summary>Counts the changes of the key.</summary>
    public required int KeyVersion { get; init; }

    /// <summary>From then on the key opens nothing; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The caller of an operation that requires a key.</summary>
    public static Caller Of(HttpContext http) =>
        http.Features.Get<Caller>() ?? throw new InvalidOperationException("This operation does not require a key.");
}
