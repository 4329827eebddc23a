using System.Globalization;
using Microsoft.Net.Http.Headers;
using NewsApi.Http;

namespace NewsApi.Access;

/// <summary>Lets nobody through to an operation with a <see cref="RequiredScope"/> but holders of a key that has it, before
/// anything of the body is read; and to what is public everyone, or holders of any key alone, as is configured.</summary>
public static class KeyMiddleware
{
    public static IApplicationBuilder UseKeys(this IApplicationBuilder app)
    {
        var services = app.ApplicationServices;
        var (options, uses) = (services.GetRequiredService<AccessOptions>(), services.GetRequiredService<KeyUses>());
        return app.Use(
            async (http, next) =>
            {
                var said = http.GetEndpoint()?.Metadata;
                var required = said?.GetMetadata<RequiredScope>();
                var isForReaders = required is null && said?.GetMetadata<OpenToReaders>() is not null;
                if (required is not null || isForReaders)
                    RefuseKeyInAddress(http.Request);
                if (required is not null)
                    http.Request.Headers.Remove(HeaderNames.AcceptEncoding);
                if (isForReaders && !options.PublicReading)
                    http.Response.OnStarting(KeepPrivate, http.Response);
                var isAsked = required is not null || (isForReaders && !options.IsOpenTo(http.Request));
                if (isAsked && await RefusalAsync(http, required?.Scope, uses) is { } refusal)
                    await refusal.ExecuteAsync(http);
                else
                    await next(http);
            }
        );
    }

    public static TBuilder RequiresKey<TBuilder>(this TBuilder builder, string? scope)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredScope(scope));

    private static async Task<ProblemResult?> RefusalAsync(HttpContext http, string? scope, KeyUses uses)
    {
        var (text, fault) = KeyHeaders.Read(http.Request);
        if (text is null)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"newsapi\"";
            return new(ProblemType.Unauthorized, fault!);
        }
        var keys = http.RequestServices.GetRequiredService<KeyStore>();
        (var caller, fault) = await keys.AuthenticateAsync(text, http.RequestAborted);
        if (caller is null)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"newsapi\", error=\"invalid_token\"";
            return new(ProblemType.Unauthorized, fault!);
        }
        uses.Count(caller.KeyId);
        http.Features.Set(caller);
        return scope is not null && !caller.Scopes.Contains(scope)
            ? new(
                ProblemType.Forbidden,
                $"This needs a key with the scope {scope}; this one has {string.Join(", ", caller.Scopes)}."
            )
            : null;
    }

    /// <exception cref="RefusedException">The address carries a key.</exception>
    private static void RefuseKeyInAddress(HttpRequest request)
    {
        if (request.QueryString.HasValue && KeyHeaders.InAddress(request) is { } name)
            throw RefusedException.Invalid(
                name,
                $"A key does not belong in an address, which logs, histories and other sites keep: send it in the header {KeyHeaders.Own}, "
                    + "or as Authorization: Bearer. One that was sent like this should be replaced."
            );
    }

    /// <summary>What takes a key to read, a cache must not give to others.</summary>
    private static Task KeepPrivate(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        if (!CacheControlHeaderValue.TryParse(headers.CacheControl.ToString(), out var given) || !given.Public)
            return Task.CompletedTask;
        headers.CacheControl = string.Create(
            CultureInfo.InvariantCulture,
            $"private, max-age={given.MaxAge?.TotalSeconds ?? 0:0}"
        );
        headers.Append(HeaderNames.Vary, $"{KeyHeaders.Own}, {HeaderNames.Authorization}");
        return Task.CompletedTask;
    }
}
