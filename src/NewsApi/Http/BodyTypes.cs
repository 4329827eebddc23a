using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace NewsApi.Http;

/// <summary>Refuses bodies of a media type that an operation does not take. Routing would do so itself, but before anyone asks
/// for a key: a stranger would learn what the operation takes.</summary>
internal static class BodyTypes
{
    private const string RoutingPolicy = "AcceptsMatcherPolicy";

    /// <summary>Keeps routing from looking at media types.</summary>
    public static void LeaveBodyTypesToOperations(this IServiceCollection services)
    {
        services.AddRouting();
        services.Remove(
            services.Single(service =>
                service.ServiceType == typeof(MatcherPolicy) && service.ImplementationType?.Name == RoutingPolicy
            )
        );
    }

    /// <summary>To stand behind whatever asks for a key. A body without a type is for the operation to refuse.</summary>
    public static IApplicationBuilder UseBodyTypes(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                var accepted = http.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>();
                if (accepted is null || string.IsNullOrEmpty(http.Request.ContentType) || Takes(accepted, http.Request))
                    return next(http);
                throw new RefusedException(
                    ProblemType.UnsupportedMediaType,
                    $"The body's Content-Type is none that this operation takes: {string.Join(", ", accepted.ContentTypes)}."
                );
            }
        );

    private static bool Takes(IAcceptsMetadata accepted, HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var given)
        && accepted.ContentTypes.Any(type => given.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase));
}
