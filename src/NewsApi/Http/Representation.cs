using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace NewsApi.Http;

/// <summary>One public answer: finished bytes, and what a cache needs to know of them. Answers conditional requests
/// (RFC 9110, section 13) with <c>304</c>.</summary>
public sealed class Representation(ReadOnlyMemory<byte> content, string mediaType) : IResult
{
    private static readonly string[] Encodings = ["br", "gzip"];

    /// <summary>When anything that the answer is made of last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>How long any cache may serve it unasked; never past the moment at which it would differ.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>What it was built from, as keys for a purge in a CDN.</summary>
    public required IEnumerable<string> SurrogateKeys { get; init; }

    /// <summary>Values of the header <c>Link</c> (RFC 8288).</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    public static ReadOnlyMemory<byte> Json<T>(T value, JsonTypeInfo<T> type) =>
        JsonSerializer.SerializeToUtf8Bytes(value, type);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var tag = EntityTag(content.Span);
        var lastModified = LastModified(ChangedAt, DateTimeOffset.UtcNow);

        var headers = response.Headers;
        headers.ETag = $"\"{tag}\"";
        headers.LastModified = lastModified.ToString("R", CultureInfo.InvariantCulture);
        headers.CacheControl = $"public, max-age={Math.Floor(MaxAge.TotalSeconds):0}";
        headers.Vary = "Accept-Encoding";
        headers["Surrogate-Key"] = string.Join(' ', SurrogateKeys);
        if (Links.Count > 0)
            headers.Link = string.Join(", ", Links);

        if (request.Headers.IfNoneMatch.Count > 0)
        {
            if (Matching([.. request.Headers.IfNoneMatch.OfType<string>()], tag) is { } known)
            {
                headers.ETag = known;
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
        }
        else if (request.GetTypedHeaders().IfModifiedSince is { } since && lastModified <= since)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        // A strong validator belongs to one sequence of bytes, so each content coding has its own (RFC 9110, 8.8.3.3).
        // Which one is chosen is known only when the first byte is written.
        response.OnStarting(() =>
        {
            if (headers.ContentEncoding is [{ Length: > 0 } encoding])
                headers.ETag = $"\"{tag}-{encoding}\"";
            return Task.CompletedTask;
        });
        response.ContentType = mediaType;
        response.ContentLength = content.Length;
        return response.Body.WriteAsync(content, httpContext.RequestAborted).AsTask();
    }

    /// <summary>A date is good for whole seconds only. Within the second of the change a second change could still come, and
    /// <c>If-Modified-Since</c> would then hide it: until that second is over the answer is dated one second earlier, which
    /// costs a needless <c>200</c> at worst.</summary>
    internal static DateTimeOffset LastModified(DateTimeOffset changedAt, DateTimeOffset now)
    {
        var second = DateTimeOffset.FromUnixTimeSeconds(changedAt.ToUnixTimeSeconds());
        return now >= second.AddSeconds(1) ? second : second.AddSeconds(-1);
    }

    private static string EntityTag(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Base64Url.EncodeToString(hash[..16]);
    }

    /// <summary>The entity tag in the client's list that names this content in any coding; weak comparison, as
    /// <c>If-None-Match</c> asks for (RFC 9110, 13.1.2).</summary>
    private static string? Matching(IList<string> ifNoneMatch, string tag)
    {
        if (!EntityTagHeaderValue.TryParseList(ifNoneMatch, out var candidates))
            return null;
        foreach (var candidate in candidates)
        {
            var value = candidate.Tag.AsSpan().Trim('"');
            if (value is "*")
                return $"\"{tag}\"";
            if (!value.StartsWith(tag, StringComparison.Ordinal))
                continue;
            var rest = value[tag.Length..];
            if (rest.IsEmpty || (rest[0] == '-' && Encodings.Contains(rest[1..].ToString(), StringComparer.Ordinal)))
                return candidate.Tag.ToString();
        }
        return null;
    }
}
