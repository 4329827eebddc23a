using Microsoft.Net.Http.Headers;
using NewsApi.Http;

namespace NewsApi.Access;

/// <summary>Lets nobody through to an operation with a <see cref="RequiredScope"/> but holders of a key that has it, before
/// anything of the body is read.</summary>
public static class KeyMiddleware
{
    private const string KeyHeader = "X-Api-Key";
    private const string BearerPrefix = "Bearer ";

    public static IApplicationBuilder UseKeys(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                if (http.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>() is not { } required)
                {
                    await next(http);
                    return;
                }
                http.Request.Headers.Remove(HeaderNames.AcceptEncoding);
                if (await RefusalAsync(http, required) is { } refusal)
                    await refusal.ExecuteAsync(http);
                else
                    await next(http);
            }
        );

    public static TBuilder RequiresKey<TBuilder>(this TBuilder builder, string? scope)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredScope(scope));

    private static async Task<ProblemResult?> RefusalAsync(HttpContext http, RequiredScope required)
    {
        var (text, fault) = Given(http.Request);
        if (text is null)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"newsapi\"";
            return new(ProblemType.Unauthorized, fault!);
        }
        var keys = http.RequestServices.GetRequiredService<KeyStore>();
        if (await keys.AuthenticateAsync(text, http.RequestAborted) is not { } caller)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"newsapi\", error=\"invalid_token\"";
            return new(ProblemType.Unauthorized, "This key is not known here, or it has been revoked.");
        }
        http.Features.Set(caller);
        return required.Scope is { } scope && !caller.Scopes.Contains(scope)
            ? new(
                ProblemType.Forbidden,
                $"This needs a key with the scope {scope}; this one has {string.Join(", ", caller.Scopes)}."
            )
            : null;
    }

    private static (string? Text, string? Fault) Given(HttpRequest request)
    {
        var header = request.Headers[KeyHeader];
        var bearer = request.Headers.Authorization.ToString();
        if (header.Count > 0 && bearer.Length > 0)
            return (null, $"Send the key once: in {KeyHeader} or in Authorization.");
        if (header.Count == 1 && header[0] is { Length: > 0 } key)
            return (key, null);
        return bearer.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? (bearer[BearerPrefix.Length..].Trim(), null)
            : (null, $"Send a key in the header {KeyHeader}, or as Authorization: Bearer.");
    }
}
