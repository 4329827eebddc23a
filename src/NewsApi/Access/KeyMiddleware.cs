using System.Globalization;
using Microsoft.Net.Http.Headers;
using NewsApi.Http;
using NewsApi.Limiting;
using NewsApi.Selection;

namespace NewsApi.Access;

/// <summary>Lets nobody through to an operation with a <see cref="RequiredScope"/> but holders of a key that has it, before
/// anything of the body is read; and to what is public everyone, or holders of any key alone, as is configured.</summary>
public static class KeyMiddleware
{
    public static IApplicationBuilder UseKeys(this IApplicationBuilder app)
    {
        var services = app.ApplicationServices;
        var (options, uses, openRequests) = (
            services.GetRequiredService<AccessOptions>(),
            services.GetRequiredService<KeyUses>(),
            services.GetRequiredService<OpenRequests>()
        );
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
                var isAsked = required is not null || (isForReaders && !options.IsOpenTo(http.Request));
                if (isAsked && isForReaders)
                    http.Response.OnStarting(KeepPrivate, http.Response);
                if (isAsked && await RefusalAsync(http, required?.Scope, uses) is { } refusal)
                {
                    await refusal.ExecuteAsync(http);
                    return;
                }
                using var open =
                    said?.GetMetadata<TakesItsTime>() is not null && http.Features.Get<Caller>() is { } caller
                        ? openRequests.WhileValid(caller, http)
                        : null;
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
        var limits = http.RequestServices.GetRequiredService<Limits>();
        if (caller is null)
        {
            if (limits.AdmitAddress(http) is { } enough)
                return enough;
            http.Response.Headers.WWWAuthenticate = "Bearer realm=\"newsapi\", error=\"invalid_token\"";
            return new(ProblemType.Unauthorized, fault!);
        }
        uses.Count(caller.KeyId);
        http.Features.Set(caller);
        if (limits.AdmitKey(http, caller.KeyId, caller.Plan) is { } beyond)
            return beyond;
        if (caller.Entitlement is { } entitlement)
            http.Features.Set(await ReadershipAsync(entitlement, http));
        return scope is not null && !caller.Scopes.Contains(scope)
            ? new(
                ProblemType.Forbidden,
                $"This needs a key with the scope {scope}; this one has {string.Join(", ", caller.Scopes)}."
            )
            : null;
    }

    /// <summary>A name that has ceased to stand for anything stands for nothing: it must not let through more than before.</summary>
    private static async Task<Readership> ReadershipAsync(Entitlement entitlement, HttpContext http)
    {
        var services = http.RequestServices;
        var filter = entitlement.Filter;
        var names = await services.GetRequiredService<FilterNames>().FindAsync(filter, http.RequestAborted);
        var asked = new[] { filter.Section, filter.Tag }.SelectMany(part => part?.Names ?? []);
        return new(filter, names.WithUnknown(asked.Select(name => name.Name)))
        {
            At = services.GetRequiredService<TimeProvider>().GetUtcNow(),
        };
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

    /// <summary>What comes to whoever sends a key, a cache must not give to others: it may be more, or less, than they may read.
    /// </summary>
    private static Task KeepPrivate(object state)
    {
        var headers = ((HttpResponse)state).Headers;
        if (!CacheControlHeaderValue.TryParse(headers.CacheControl.ToString(), out var given) || !given.Public)
            return Task.CompletedTask;
        headers.CacheControl = string.Create(
            CultureInfo.InvariantCulture,
            $"private, max-age={given.MaxAge?.TotalSeconds ?? 0:0}"
        );
        return Task.CompletedTask;
    }
}
