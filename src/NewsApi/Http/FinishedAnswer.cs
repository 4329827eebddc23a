using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace NewsApi.Http;

/// <summary>A public answer ready to be sent, as often as it is asked for: its bytes in every coding, each with its entity tag,
/// and its headers. Answers conditional requests (RFC 9110, section 13) with <c>304</c>.</summary>
public sealed class FinishedAnswer : IResult
{
    /// <summary>Dates are whole seconds: a change in the same second would stay hidden behind the date of the first.</summary>
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues ByEncoding = "Accept-Encoding";
    private static readonly StringValues ByAcceptAndEncoding = "Accept, Accept-Encoding";

    private readonly Representation _representation;
    private readonly Lazy<byte[]>[] _compressed;
    private readonly StringValues[] _entityTags;
    private readonly StringValues _mediaType;
    private readonly StringValues _surrogateKeys;
    private readonly StringValues _links;
    private readonly StringValues _lastModified;
    private readonly DateTimeOffset _lastModifiedHoldsFrom;
    private readonly bool _isCompressible;

    private FinishedAnswer(Representation representation)
    {
        _representation = representation;
        _isCompressible = MediaTypes.IsCompressible(representation.MediaType);
        _compressed =
        [
            new(() => ContentCodings.Compress(ContentCoding.Brotli, representation.Content.Span)),
            new(() => ContentCodings.Compress(ContentCoding.Gzip, representation.Content.Span)),
        ];
        var hash = Hash(representation.Content.Span);
        // A strong validator belongs to one sequence of bytes, so each content coding has its own (RFC 9110, 8.8.3.3).
        _entityTags = [$"\"{hash}-br\"", $"\"{hash}-gzip\"", $"\"{hash}\""];
        _mediaType = representation.MediaType;
        _surrogateKeys = string.Join(' ', representation.SurrogateKeys);
        _links = representation.Links.Count > 0 ? string.Join(", ", representation.Links) : StringValues.Empty;
        _lastModifiedHoldsFrom = Truncate(representation.ChangedAt) + OneSecond;
        _lastModified = Date(representation.ChangedAt);
    }

    public static FinishedAnswer Of(Representation representation) => new(representation);

    /// <summary>What it was made of.</summary>
    public Representation Representation => _representation;

    /// <summary>How many bytes it takes in memory, in all codings that there are of it so far.</summary>
    public int Size => Content.Length + _compressed.Sum(made => made.IsValueCreated ? made.Value.Length : 0);

    /// <summary>Called when there is a further coding of it.</summary>
    public Action? Grown { get; set; }

    private ReadOnlyMemory<byte> Content => _representation.Content;

    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, Provenance.Made);

    public async Task WriteAsync(HttpContext http, Provenance provenance)
    {
        var (request, response) = (http.Request, http.Response);
        var coding = _isCompressible ? ContentCodings.Choose(request.Headers.AcceptEncoding) : ContentCoding.Identity;
        var now = DateTimeOffset.UtcNow;
        WriteHeaders(response.Headers, provenance, coding, now);
        if (IsKnown(request, coding, now) is { Count: > 0 } known)
        {
            response.Headers.ETag = known;
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.Headers.ContentType = _mediaType;
        if (coding != ContentCoding.Identity)
            response.Headers.ContentEncoding = coding.Name();
        var content = In(coding);
        response.ContentLength = content.Length;
        await response.BodyWriter.WriteAsync(content, http.RequestAborted);
    }

    private ReadOnlyMemory<byte> In(ContentCoding coding)
    {
        if (coding == ContentCoding.Identity)
            return Content;
        var made = _compressed[(int)coding];
        var isNew = !made.IsValueCreated;
        var content = made.Value;
        if (isNew)
            Grown?.Invoke();
        return content;
    }

    private void WriteHeaders(
        IHeaderDictionary headers,
        Provenance provenance,
        ContentCoding coding,
        DateTimeOffset now
    )
    {
        headers.ETag = _entityTags[(int)coding];
        headers.LastModified = now >= _lastModifiedHoldsFrom ? _lastModified : Date(LastModified(now));
        headers.CacheControl = _representation.Freshness.Header(FirstOf(_representation) - now);
        headers.Vary = _representation.VariesByAccept ? ByAcceptAndEncoding : ByEncoding;
        headers.XContentTypeOptions = NoSniff;
        headers["Surrogate-Key"] = _surrogateKeys;
        if (_links.Count > 0)
            headers.Link = _links;
        for (var i = 0; i < _representation.Headers.Count; i++)
            headers[_representation.Headers[i].Key] = _representation.Headers[i].Value;
        if (provenance.CacheStatus is { } status)
            headers["Cache-Status"] = status;
        if (provenance.Age is { } age)
            headers.Age = age;
    }

    private static DateTimeOffset? FirstOf(Representation representation) =>
        (representation.ExpiresAt, representation.DiffersAt) switch
        {
            ({ } expires, { } differs) => expires < differs ? expires : differs,
            var (expires, differs) => expires ?? differs,
        };

    /// <returns>The entity tag to answer <c>304</c> with; empty where the client does not know this answer yet.</returns>
    private StringValues IsKnown(HttpRequest request, ContentCoding coding, DateTimeOffset now)
    {
        var named = request.Headers.IfNoneMatch;
        if (named.Count > 0)
            return named is [{ } only] && only == _entityTags[(int)coding]
                ? _entityTags[(int)coding]
                : Named(request, coding);
        return
            request.Headers.IfModifiedSince.Count > 0
            && request.GetTypedHeaders().IfModifiedSince is { } since
            && LastModified(now) <= since
            ? _entityTags[(int)coding]
            : StringValues.Empty;
    }

    /// <summary>The entity tag of this content that the client named, by weak comparison, as <c>If-None-Match</c> asks for (RFC
    /// 9110, 13.1.2). A shared cache that names several learns from the one in the answer which of its copies to serve, so it
    /// must be one that this request can take: the one it would get, one without coding, or any if it says nothing of codings.
    /// </summary>
    private StringValues Named(HttpRequest request, ContentCoding coding)
    {
        if (!EntityTagHeaderValue.TryParseList([.. request.Headers.IfNoneMatch.OfType<string>()], out var named))
            return StringValues.Empty;
        if (named.Contains(EntityTagHeaderValue.Any))
            return _entityTags[(int)coding];
        IEnumerable<ContentCoding> acceptable =
            request.Headers.AcceptEncoding.Count > 0
                ? [coding, ContentCoding.Identity]
                : [ContentCoding.Identity, ContentCoding.Brotli, ContentCoding.Gzip];
        return acceptable
            .Select(possible => _entityTags[(int)possible])
            .FirstOrDefault(tag => named.Any(candidate => candidate.Tag == (string?)tag));
    }

    /// <summary>A date is good for whole seconds only. Within the second of the change a second change could still come, and
    /// <c>If-Modified-Since</c> would then hide it: until that second is over the answer is dated one second earlier, which
    /// costs a needless <c>200</c> at worst. Nor is it ever dated in the future, which a clock that runs ahead might say.</summary>
    internal static DateTimeOffset LastModified(DateTimeOffset changedAt, DateTimeOffset now)
    {
        var (changed, latest) = (Truncate(changedAt), Truncate(now) - OneSecond);
        return changed < latest ? changed : latest;
    }

    private DateTimeOffset LastModified(DateTimeOffset now) => LastModified(_representation.ChangedAt, now);

    private static DateTimeOffset Truncate(DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());

    private static string Date(DateTimeOffset instant) => instant.ToString("R", CultureInfo.InvariantCulture);

    private static string Hash(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return Base64Url.EncodeToString(hash[..16]);
    }
}
