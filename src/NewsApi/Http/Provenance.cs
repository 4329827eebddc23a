namespace NewsApi.Http;

/// <summary>Where an answer comes from, for the headers that tell of it.</summary>
/// <param name="CacheStatus">Value of <c>Cache-Status</c> (RFC 9211); null where no cache was asked.</param>
/// <param name="Age">Value of <c>Age</c> (RFC 9111, section 5.1): seconds since the answer was last known to be right; null
/// where it has just been made.</param>
public sealed record Provenance(string? CacheStatus, string? Age)
{
    /// <summary>Just made, and not kept.</summary>
    public static readonly Provenance Made = new(null, null);
}
