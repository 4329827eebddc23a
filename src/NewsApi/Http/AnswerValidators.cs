using System.Buffers.Text;
using System.Globalization;
using System.IO.Hashing;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace NewsApi.Http;

/// <summary>What clients recognise an answer by that they have already (RFC 9110, section 8.8): an entity tag for each coding of it,
/// and a date.</summary>
internal sealed class AnswerValidators
{
    /// <summary>Dates are whole seconds: a change in the same second would stay hidden behind the date of the first.</summary>
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);

    private const int HashLength = 16;

    private readonly StringValues[] _entityTags;
    private readonly DateTimeOffset _changedAt;
    private readonly StringValues _lastModified;
    private readonly DateTimeOffset _lastModifiedHoldsFrom;

    /// <param name="content">Of the answer, as it is.</param>
    /// <param name="changedAt">When anything that it is made of last changed.</param>
    public AnswerValidators(ReadOnlySpan<byte> content, DateTimeOffset changedAt)
    {
        var hash = Hash(content);
        // A strong validator belongs to one sequence of bytes, so each content coding has its own (RFC 9110, 8.8.3.3).
        _entityTags = [$"\"{hash}-br\"", $"\"{hash}-gzip\"", $"\"{hash}\""];
        _changedAt = changedAt;
        _lastModified = Date(changedAt);
        _lastModifiedHoldsFrom = Truncate(changedAt) + OneSecond;
    }

    /// <summary>Value of <c>ETag</c>.</summary>
    public StringValues EntityTag(ContentCoding coding) => _entityTags[(int)coding];

    /// <summary>Value of <c>Last-Modified</c>.</summary>
    public StringValues LastModified(DateTimeOffset now) =>
        now >= _lastModifiedHoldsFrom ? _lastModified : Date(Dated(_changedAt, now));

    /// <returns>The entity tag to answer <c>304</c> with; empty where the client does not know this answer yet.</returns>
    public StringValues Known(HttpRequest request, ContentCoding coding, DateTimeOffset now)
    {
        var named = request.Headers.IfNoneMatch;
        if (named.Count > 0)
            return named is [{ } only] && only == _entityTags[(int)coding]
                ? _entityTags[(int)coding]
                : Named(request, coding);
        return
            request.Headers.IfModifiedSince.Count > 0
            && request.GetTypedHeaders().IfModifiedSince is { } since
            && Dated(_changedAt, now) <= since
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
    public static DateTimeOffset Dated(DateTimeOffset changedAt, DateTimeOffset now)
    {
        var (changed, latest) = (Truncate(changedAt), Truncate(now) - OneSecond);
        return changed < latest ? changed : latest;
    }

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
}
