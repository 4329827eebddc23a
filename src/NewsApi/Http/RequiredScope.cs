namespace NewsApi.Http;

/// <summary>What a key may be used for.</summary>
public static class Scopes
{
    /// <summary>Read as the public does; what a key adds to that is its own.</summary>
    public const string ContentRead = "content:read";

    /// <summary>Write, publish and withdraw stories; manage sections and tags.</summary>
    public const string ContentWrite = "content:write";

    /// <summary>Manage keys and deliveries.</summary>
    public const string Admin = "admin";

    public static readonly IReadOnlyList<string> All = [ContentRead, ContentWrite, Admin];
}

/// <summary>Says of an operation that it is for holders of a key alone. Answers to them are never stored or compressed: their
/// length would tell something of what is in them (BREACH).</summary>
/// <param name="Scope">One of <see cref="Scopes"/>; null where any key will do.</param>
public sealed record RequiredScope(string? Scope);

/// <summary>Says of an operation that it gives out what is public: to everyone, or to holders of a key alone, as is configured.
/// </summary>
public sealed record OpenToReaders;
