using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NewsApi.Http;

/// <summary>One public answer: its content, and what caches need to know of it.</summary>
public sealed record Representation(ReadOnlyMemory<byte> Content, string MediaType) : IResult
{
    /// <summary>When anything that the answer is made of last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>How long others may keep it.</summary>
    public required Freshness Freshness { get; init; }

    /// <summary>The moment from which on it must not be shown any more, because a story in it expires; null for none.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The moment at which it is going to differ, as far as that is known; null for none.</summary>
    public DateTimeOffset? DiffersAt { get; init; }

    /// <summary>What it was built from, as keys for a purge in a CDN.</summary>
    public IReadOnlyCollection<string> SurrogateKeys { get; init; } = [];

    /// <summary>Whether the same address has other forms, chosen by <c>Accept</c>.</summary>
    public bool VariesByAccept { get; init; }

    /// <summary>Values of the header <c>Link</c> (RFC 8288).</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Further headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public static ReadOnlyMemory<byte> Json<T>(T value, JsonTypeInfo<T> type) =>
        JsonSerializer.SerializeToUtf8Bytes(value, type);

    public Task ExecuteAsync(HttpContext httpContext) =>
        FinishedAnswer.Of(this).WriteAsync(httpContext, Provenance.Made);
}
