using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NewsApi.Http;

/// <summary>An answer for one client alone: finished bytes that no cache may store.</summary>
public sealed record PrivateAnswer : IResult
{
    public required int Status { get; init; }

    /// <summary>Empty for none.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>What is kept of it to be sent again; null for all of it. A secret is sent but once.</summary>
    public ReadOnlyMemory<byte>? ToKeep { get; init; }

    public string MediaType { get; init; } = MediaTypes.Json;

    /// <summary>Strong entity tag of what a change must name in <c>If-Match</c>.</summary>
    public string? ETag { get; init; }

    /// <summary>Path of what was created.</summary>
    public string? Location { get; init; }

    /// <summary>Whether this is the answer to an earlier request with the same <c>Idempotency-Key</c>.</summary>
    public bool IsReplayed { get; init; }

    public static PrivateAnswer Ok<T>(T value, JsonTypeInfo<T> type) =>
        new() { Status = StatusCodes.Status200OK, Content = JsonSerializer.SerializeToUtf8Bytes(value, type) };

    public static PrivateAnswer Created<T>(T value, JsonTypeInfo<T> type, string location) =>
        new()
        {
            Status = StatusCodes.Status201Created,
            Content = JsonSerializer.SerializeToUtf8Bytes(value, type),
            Location = location,
        };

    public PrivateAnswer AsCreated(string location) =>
        this with
        {
            Status = StatusCodes.Status201Created,
            Location = location,
        };

    public PrivateAnswer WithETag(string etag) => this with { ETag = etag };

    /// <summary>Success without content.</summary>
    public static PrivateAnswer Nothing { get; } =
        new() { Status = StatusCodes.Status204NoContent, Content = ReadOnlyMemory<byte>.Empty };

    /// <summary>An entity tag for this content.</summary>
    public static string EntityTag(ReadOnlySpan<byte> content) =>
        $"\"{Base64Url.EncodeToString(SHA256.HashData(content).AsSpan(0, 16))}\"";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // Nor may it be compressed, see RequiredScope: where no key is needed, the answer alone knows.
        httpContext.Request.Headers.AcceptEncoding = default;
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.CacheControl = "private, no-store";
        if (ETag is not null)
            response.Headers.ETag = ETag;
        if (Location is not null)
            response.Headers.Location = Location;
        if (IsReplayed)
            response.Headers["Idempotency-Replayed"] = "true";
        if (Content.IsEmpty)
            return;
        response.ContentType = MediaType;
        response.ContentLength = Content.Length;
        await response.Body.WriteAsync(Content, httpContext.RequestAborted);
    }
}
