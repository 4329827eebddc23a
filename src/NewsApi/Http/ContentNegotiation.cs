using Microsoft.AspNetCore.Http.Metadata;

namespace NewsApi.Http;

/// <summary>Refuses a request whose <c>Accept</c> excludes every form that an operation has (RFC 9110, section 12.5.1).</summary>
public static class ContentNegotiation
{
    private const string Json = "application/json";

    /// <summary>JSON, but for operations that say they answer with another type.</summary>
    public static TBuilder OffersJson<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.AddEndpointFilter(
            (invocation, next) =>
            {
                var type = OfferedBy(invocation.HttpContext.GetEndpoint());
                return Accepts(invocation.HttpContext.Request, type)
                    ? next(invocation)
                    : ValueTask.FromResult<object?>(
                        new ProblemResult(ProblemType.NotAcceptable, $"This resource exists as {type}.")
                    );
            }
        );

    private static string OfferedBy(Endpoint? endpoint) =>
        endpoint
            ?.Metadata.OfType<IProducesResponseTypeMetadata>()
            .Where(answer => answer.StatusCode == StatusCodes.Status200OK)
            .SelectMany(answer => answer.ContentTypes)
            .FirstOrDefault()
        ?? Json;

    /// <summary>Whether the client takes this type: the most specific range that covers it decides, and none is as good as all.
    /// Parameters do not count: JSON has none (RFC 8259, section 11), but many clients ask for <c>charset=utf-8</c>.</summary>
    private static bool Accepts(HttpRequest request, string type)
    {
        var ranges = request.GetTypedHeaders().Accept;
        if (ranges.Count == 0)
            return true;
        var best = ranges
            .Where(range => range.MatchesMediaType(type))
            .OrderBy(range =>
                range.MatchesAllTypes ? 2
                : range.MatchesAllSubTypes ? 1
                : 0
            )
            .FirstOrDefault();
        return best is not null && best.Quality is not 0;
    }
}
