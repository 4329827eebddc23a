using System.Buffers.Text;
using System.Globalization;
using System.IO.Hashing;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace NewsApi.Http;

/// <summary>A public answer ready to be sent, as often as it is asked for: its bytes in every coding, each with its entity tag,
/// and its headers. Answers conditional requests (RFC 9110, section 13) with <c>304</c>.</summary>
public sealed class FinishedAnswer : IResult
{
    /// <summary>Dates are whole seconds: a change in the same second would stay hidden behind the date of the first.</summary>
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private const int HashLength = 16;

    private static readonly StringValues NoSniff = "nosniff";

    /// <summary>Request headers that every public answer depends on: a key may open less than everything.</summary>
    internal static readonly StringValues ByEncodingAndKey = "Accept-Encoding, X-Api-Key, Authorization";

    /// <summary>The same where the address has several forms.</summary>
    internal static readonly StringValues ByAcceptAndMore = "Accept, Accept-Encoding, X-Api-Key, Authorization";

    /// <summary>Without its content.</summary>
    private readonly Representation _representation;
    private readonly Lazy<byte[]>[] _compressed;
    private readonly int _length;
    private readonly StringValues[] _entityTags;
    private readonly StringValues _mediaType;
    private readonly StringValues _surrogateKeys;
    private readonly StringValues _links;
    private readonly StringValues _lastModified;
    private readonly DateTimeOffset _lastModifiedHoldsFrom;
    private readonly bool _isCompressible;

    /// <summary>Null while it is packed. A box, so that it comes and goes in one step.</summary>
    private volatile Plain? _plain;
    private PlainForms? _forms;
    private long _askedAt = Environment.TickCount64;

    private FinishedAnswer(Representation representation)
    {
        _representation = representation with { Content = default };
        _plain = new(representation.Content);
        _length = representation.Content.Length;
        _isCompressible = MediaTypes.IsCompressible(representation.MediaType);
        _compressed = [Compressed(ContentCoding.Brotli), Compressed(ContentCoding.Gzip)];
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
    public Representation Representation => _representation with { Content = Content };

    /// <summary>The moment from which on it must not be shown any more; null for none.</summary>
    public DateTimeOffset? ExpiresAt => _representation.ExpiresAt;

    /// <summary>How many bytes it takes in memory, in all codings that there are of it so far, besides what <see cref="PlainForms"/>
    /// count.</summary>
    public int Size =>
        (_forms is null ? _length : 0) + _compressed.Sum(made => made.IsValueCreated ? made.Value.Length : 0);

    /// <summary>Whether it has its content at hand as it is, not only compressed.</summary>
    internal bool HasContent => _plain is not null;

    /// <summary>When it was last asked for as it is, as <see cref="Environment.TickCount64"/>.</summary>
    internal long AskedAt => Volatile.Read(ref _askedAt);

    /// <summary>Called when there is a further coding of it.</summary>
    public Action? Grown { get; set; }

    private ReadOnlyMemory<byte> Content => _plain?.Content ?? ContentCodings.Unpack(Packed.Value, _length);

    private Lazy<byte[]> Packed => _compressed[(int)ContentCoding.Brotli];

    /// <summary>From now on it has its content as it is only while that is often asked for.</summary>
    internal void KeepIn(PlainForms forms)
    {
        if (!_isCompressible || _length < PlainForms.SmallestPacked)
            return;
        _forms = forms;
        forms.Note(this, _length);
    }

    /// <summary>Keeps the content compressed alone.</summary>
    internal void Pack()
    {
        var isNew = !Packed.IsValueCreated;
        _ = Packed.Value;
        _plain = null;
        if (isNew)
            Grown?.Invoke();
    }

    public Task ExecuteAsync(HttpContext httpContext) => WriteAsync(httpContext, Provenance.Made);

    /// <param name="http">The request.</param>
    /// <param name="provenance">Where it comes from.</param>
    public Task WriteAsync(HttpContext http, Provenance provenance) => SendAsync(http, Start(http, provenance));

    /// <summary>Sets status and headers, after which there may be more of those before it is sent.</summary>
    /// <returns>The coding to send it in; null where the client knows it already.</returns>
    internal ContentCoding? Start(HttpContext http, Provenance provenance)
    {
        var (request, response) = (http.Request, http.Response);
        var coding = _isCompressible ? ContentCodings.Choose(request.Headers.AcceptEncoding) : ContentCoding.Identity;
        var now = DateTimeOffset.UtcNow;
        var headers = response.Headers;
        WriteHeaders(headers, provenance, coding, now);
        if (IsKnown(request, coding, now) is { Count: > 0 } known)
        {
            headers.ETag = known;
            response.StatusCode = StatusCodes.Status304NotModified;
            return null;
        }
        headers.ContentType = _mediaType;
        if (coding != ContentCoding.Identity)
            headers.ContentEncoding = coding.Name();
        return coding;
    }

    /// <param name="http">The request.</param>
    /// <param name="coding">As <see cref="Start"/> returned it.</param>
    internal Task SendAsync(HttpContext http, ContentCoding? coding)
    {
        if (coding is null)
            return Task.CompletedTask;
        if (coding != ContentCoding.Identity)
            return SendAsync(http, In(coding.Value));
        return AsItIs() is { } plain ? SendAsync(http, plain.Content) : SendUnpackedAsync(http);
    }

    private static Task SendAsync(HttpContext http, ReadOnlyMemory<byte> content)
    {
        http.Response.ContentLength = content.Length;
        var written = http.Response.BodyWriter.WriteAsync(content, http.RequestAborted);
        return written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();
    }

    /// <summary>Unpacks it into what is sent, and into nothing else.</summary>
    private async Task SendUnpackedAsync(HttpContext http)
    {
        http.Response.ContentLength = _length;
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        // Otherwise the server would set aside what is written until the headers are.
        await http.Response.StartAsync(http.RequestAborted);
        ContentCodings.Unpack(Packed.Value, http.Response.BodyWriter);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private byte[] In(ContentCoding coding)
    {
        var made = _compressed[(int)coding];
        var isNew = !made.IsValueCreated;
        var content = made.Value;
        if (isNew)
            Grown?.Invoke();
        return content;
    }

    /// <returns>Null where it is packed, and stays so.</returns>
    private Plain? AsItIs()
    {
        var plain = _plain;
        if (_forms is null)
            return plain;
        var (before, now) = (AskedAt, Environment.TickCount64);
        if (now != before)
            Volatile.Write(ref _askedAt, now);
        if (plain is null)
        {
            if (!_forms.HasRoomFor(before))
                return null;
            _plain = plain = new(Content);
        }
        _forms.Note(this, _length);
        return plain;
    }

    private Lazy<byte[]> Compressed(ContentCoding coding) => new(() => ContentCodings.Compress(coding, Content.Span));

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
        headers.Vary = _representation.VariesByAccept ? ByAcceptAndMore : ByEncodingAndKey;
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

    /// <summary>Tells contents apart; who can choose what is published gains nothing by two that it does not tell apart. SHA-256
    /// took a twentieth of all that an answer costs.</summary>
    private static string Hash(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        XxHash128.Hash(content, hash);
        return Base64Url.EncodeToString(hash);
    }

    private sealed record Plain(ReadOnlyMemory<byte> Content);
}
