using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Net.Http.Headers;

namespace NewsApi.Http;

/// <summary>One public answer: finished bytes, and what a cache needs to know of them. Answers conditional requests
/// (RFC 9110, section 13) with <c>304</c>.</summary>
public sealed class Representation(ReadOnlyMemory<byte> content, string mediaType) : IResult
{
    private static readonly string[] Codings = ["br", "gzip"];

    /// <summary>When anything that the answer is made of last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>How long any cache may serve it unasked; never past the moment at which it would differ.</summary>
    public required TimeSpan MaxAge { get; init; }

    /// <summary>What it was built from, as keys for a purge in a CDN.</summary>
    public required IEnumerable<string> SurrogateKeys { get; init; }

    /// <summary>Whether the same address has other forms, chosen by <c>Accept</c>.</summary>
    public bool VariesByAccept { get; init; }

    /// <summary>Values of the header <c>Link</c> (RFC 8288).</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    public static ReadOnlyMemory<byte> Json<T>(T value, JsonTypeInfo<T> type) =>
        JsonSerializer.SerializeToUtf8Bytes(value, type);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.ContentType = mediaType;
        var coding = ContentCoding(httpContext);
        var hash = Hash(content.Span);
        var lastModified = LastModified(ChangedAt, DateTimeOffset.UtcNow);

        var headers = response.Headers;
        headers.ETag = EntityTag(hash, coding);
        headers.LastModified = lastModified.ToString("R", CultureInfo.InvariantCulture);
        headers.CacheControl = $"public, max-age={Math.Floor(MaxAge.TotalSeconds):0}";
        headers.Vary = VariesByAccept ? "Accept, Accept-Encoding" : "Accept-Encoding";
        headers["Surrogate-Key"] = string.Join(' ', SurrogateKeys);
        if (Links.Count > 0)
            headers.Link = string.Join(", ", Links);

        if (request.Headers.IfNoneMatch.Count > 0)
        {
            if (Known(request, hash, coding) is { } known)
            {
                headers.ETag = known;
                return NotModified(response);
            }
        }
        else if (request.GetTypedHeaders().IfModifiedSince is { } since && lastModified <= since)
            return NotModified(response);

        response.ContentLength = content.Length;
        return response.Body.WriteAsync(content, httpContext.RequestAborted).AsTask();
    }

    private static Task NotModified(HttpResponse response)
    {
        response.ContentType = null;
        response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }

    /// <summary>The content coding in which this answer is going to be sent; null for none.</summary>
    private static string? ContentCoding(HttpContext http)
    {
        var compression = http.RequestServices.GetRequiredService<IResponseCompressionProvider>();
        return compression.CheckRequestAcceptsCompression(http) && compression.ShouldCompressResponse(http)
            ? compression.GetCompressionProvider(http)?.EncodingName
            : null;
    }

    /// <summary>A date is good for whole seconds only. Within the second of the change a second change could still come, and
    /// <c>If-Modified-Since</c> would then hide it: until that second is over the answer is dated one second earlier, which
    /// costs a needless <c>200</c> at worst. Nor is it ever dated in the future, which a clock that runs ahead might say.</summary>
    internal static DateTimeOffset LastModified(DateTimeOffset changedAt, DateTimeOffset now)
    {
        var latest = now.ToUnixTimeSeconds() - 1;
        return DateTimeOffset.FromUnixTimeSeconds(Math.Min(changedAt.ToUnixTimeSeconds(), latest));
    }

    private static string Hash(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Base64Url.EncodeToString(hash[..16]);
    }

    /// <summary>A strong validator belongs to one sequence of bytes, so each content coding has its own (RFC 9110, 8.8.3.3).</summary>
    private static string EntityTag(string hash, string? coding) =>
        coding is null ? $"\"{hash}\"" : $"\"{hash}-{coding}\"";

    /// <summary>The entity tag of this content that the client named, by weak comparison, as <c>If-None-Match</c> asks for (RFC
    /// 9110, 13.1.2). A shared cache that names several learns from the one in the answer which of its copies to serve, so it
    /// must be one that this request can take: the one it would get, one without coding, or any if it says nothing of codings.</summary>
    private static string? Known(HttpRequest request, string hash, string? coding)
    {
        if (!EntityTagHeaderValue.TryParseList([.. request.Headers.IfNoneMatch.OfType<string>()], out var named))
            return null;
        if (named.Contains(EntityTagHeaderValue.Any))
            return EntityTag(hash, coding);
        IEnumerable<string?> acceptable =
            request.Headers.AcceptEncoding.Count > 0 ? [coding, null] : [null, .. Codings];
        return acceptable
            .Select(possible => EntityTag(hash, possible))
            .FirstOrDefault(tag => named.Any(candidate => candidate.Tag == tag));
    }
}
