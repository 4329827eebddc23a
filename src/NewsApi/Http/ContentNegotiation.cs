using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace NewsApi.Http;

/// <summary>Media types in which the answer of an operation comes besides the one that it says first.</summary>
internal sealed record OtherForms(IReadOnlyList<string> MediaTypes);

/// <summary>Refuses a request whose <c>Accept</c> excludes every form that an operation has (RFC 9110, section 12.5.1).</summary>
public static class ContentNegotiation
{
    private const string Json = "application/json";

    /// <summary>Query parameter by which an operation with several forms is asked for one of them, whatever <c>Accept</c> says.
    /// </summary>
    private const string Format = "format";

    /// <summary>JSON, but for operations that say they answer with other types.</summary>
    public static TBuilder OffersJson<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilterFactory(
            (_, next) =>
            {
                // An operation has said all that it answers with when it is asked for the first time, not before.
                IReadOnlyList<string>? types = null;
                return invocation =>
                {
                    types ??= OfferedBy(invocation.HttpContext.GetEndpoint());
                    return
                        Best(invocation.HttpContext.Request, types) is not null
                        || invocation.HttpContext.Request.Query.ContainsKey(Format)
                        ? next(invocation)
                        : ValueTask.FromResult<object?>(Refusal(types));
                };
            }
        );

    /// <summary>Says which types there are instead.</summary>
    public static ProblemResult Refusal(IEnumerable<string> types) =>
        new(ProblemType.NotAcceptable, $"This resource exists as {string.Join(", ", types)}.");

    /// <summary>Which of these types the client prefers: of those with the highest quality the first, since it is what the
    /// service prefers; null where it takes none.</summary>
    public static int? Best(HttpRequest request, IReadOnlyList<string> types)
    {
        // What most clients say, and what it comes to: reading it takes a twenty-fifth of all that a story costs that is not kept.
        var accept = request.Headers.Accept;
        if (types is [var first, ..] && (accept is ([] or ["*/*"]) || accept == first))
            return 0;
        var ranges = request.GetTypedHeaders().Accept;
        var best = types
            .Select((type, index) => (index, quality: QualityOf(ranges, type)))
            .Where(offer => offer.quality > 0)
            .OrderByDescending(offer => offer.quality)
            .FirstOrDefault((index: -1, quality: 0));
        return best.index < 0 ? null : best.index;
    }

    private static IReadOnlyList<string> OfferedBy(Endpoint? endpoint)
    {
        var first =
            endpoint
                ?.Metadata.OfType<IProducesResponseTypeMetadata>()
                .Where(answer => answer.StatusCode == StatusCodes.Status200OK)
                .SelectMany(answer => answer.ContentTypes)
                .FirstOrDefault()
            ?? Json;
        var others = endpoint?.Metadata.OfType<OtherForms>().SelectMany(forms => forms.MediaTypes) ?? [];
        return [first, .. others];
    }

    /// <summary>How much the client wants this type, from 0 to 1: the most specific range that covers it decides, and none is as
    /// good as all. Parameters do not count: JSON has none (RFC 8259, section 11), but many clients ask for
    /// <c>charset=utf-8</c>.</summary>
    private static double QualityOf(IList<MediaTypeHeaderValue> ranges, string type)
    {
        if (ranges.Count == 0)
            return 1;
        var best = ranges
            .Where(range => range.MatchesMediaType(type))
            .OrderBy(range =>
                range.MatchesAllTypes ? 2
                : range.MatchesAllSubTypes ? 1
                : range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase) ? 0
                // application/json for application/ld+json: good enough where nothing else is said of it.
                : 3
            )
            .FirstOrDefault();
        return best is null ? 0 : best.Quality ?? 1;
    }
}
