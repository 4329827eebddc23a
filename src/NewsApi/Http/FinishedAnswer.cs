using Microsoft.Extensions.Primitives;

namespace NewsApi.Http;

/// <summary>A public answer ready to be sent, as often as it is asked for: its bytes in every coding, each with its entity tag,
/// and its headers. Answers conditional requests (RFC 9110, section 13) with <c>304</c>.</summary>
public sealed class FinishedAnswer : IResult
{
    private static readonly StringValues NoSniff = "nosniff";

    /// <summary>Request headers that every public answer depends on: a key may open less than everything.</summary>
    internal static readonly StringValues ByEncodingAndKey = "Accept-Encoding, X-Api-Key, Authorization";

    /// <summary>The same where the address has several forms.</summary>
    internal static readonly StringValues ByAcceptAndMore = "Accept, Accept-Encoding, X-Api-Key, Authorization";

    /// <summary>Without its content.</summary>
    private readonly Representation _representation;

    /// <summary>By coding; null where nobody has wanted it yet.</summary>
    private readonly byte[]?[] _compressed = new byte[]?[(int)ContentCoding.Identity];
    private readonly AnswerValidators _validators;
    private readonly StringValues _mediaType;
    private readonly StringValues _surrogateKeys;
    private readonly StringValues _links;
    private readonly bool _isCompressible;

    /// <summary>Null while it is packed. A box, so that it comes and goes in one step.</summary>
    private volatile Plain? _plain;
    private PlainForms? _forms;
    private Demand _demand = new(Environment.TickCount64);

    private FinishedAnswer(Representation representation)
    {
        _representation = representation with { Content = default };
        _plain = new(representation.Content);
        Length = representation.Content.Length;
        _isCompressible = MediaTypes.IsCompressible(representation.MediaType);
        _validators = new(representation.Content.Span, representation.ChangedAt);
        _mediaType = representation.MediaType;
        _surrogateKeys = string.Join(' ', representation.SurrogateKeys);
        _links = representation.Links.Count > 0 ? string.Join(", ", representation.Links) : StringValues.Empty;
    }

    public static FinishedAnswer Of(Representation representation) => new(representation);

    /// <summary>What it was made of.</summary>
    public Representation Representation => _representation with { Content = Content };

    /// <summary>The moment from which on it must not be shown any more; null for none.</summary>
    public DateTimeOffset? ExpiresAt => _representation.ExpiresAt;

    /// <summary>Of its content as it is, in bytes.</summary>
    internal int Length { get; }

    /// <summary>How many bytes it takes in memory, in all codings that there are of it so far, besides what <see cref="PlainForms"/>
    /// count.</summary>
    public int Size => (_forms is null ? Length : 0) + _compressed.Sum(made => made?.Length ?? 0);

    /// <summary>Whether it has its content at hand as it is, not only compressed.</summary>
    internal bool HasContent => _plain is not null;

    /// <summary>For its content as it is.</summary>
    internal Demand Demand => _demand;

    /// <summary>Called when there is a further coding of it.</summary>
    public Action? Grown { get; set; }

    private ReadOnlyMemory<byte> Content => _plain?.Content ?? ContentCodings.Unpack(Packed, Length);

    private byte[] Packed => In(ContentCoding.Brotli);

    /// <summary>From now on it has its content as it is only while that is often asked for.</summary>
    internal void KeepIn(PlainForms forms)
    {
        if (!_isCompressible || Length < PlainForms.SmallestPacked)
            return;
        _forms = forms;
        forms.Add(this);
    }

    /// <summary>Keeps the content compressed alone.</summary>
    internal void Pack()
    {
        _ = Packed;
        _plain = null;
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
        if (_validators.Known(request, coding, now) is { Count: > 0 } known)
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
        http.Response.ContentLength = Length;
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        // Otherwise the server would set aside what is written until the headers are.
        await http.Response.StartAsync(http.RequestAborted);
        ContentCodings.Unpack(Packed, http.Response.BodyWriter);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private byte[] In(ContentCoding coding)
    {
        ref var place = ref _compressed[(int)coding];
        if (Volatile.Read(ref place) is { } ready)
            return ready;
        byte[] made;
        lock (_compressed)
        {
            if (place is { } others)
                return others;
            made = ContentCodings.Compress(coding, Content.Span);
            Volatile.Write(ref place, made);
        }
        Grown?.Invoke();
        return made;
    }

    /// <returns>Null where it is packed, and stays so.</returns>
    private Plain? AsItIs()
    {
        var plain = _plain;
        if (_forms is null)
            return plain;
        _demand.Count(Environment.TickCount64);
        if (plain is null && _forms.HasRoomFor(_demand))
        {
            _plain = plain = new(Content);
            _forms.Add(this);
        }
        return plain;
    }

    private void WriteHeaders(
        IHeaderDictionary headers,
        Provenance provenance,
        ContentCoding coding,
        DateTimeOffset now
    )
    {
        headers.ETag = _validators.EntityTag(coding);
        headers.LastModified = _validators.LastModified(now);
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

    private sealed record Plain(ReadOnlyMemory<byte> Content);
}
