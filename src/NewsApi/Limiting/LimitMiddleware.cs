using Microsoft.AspNetCore.HttpOverrides;
using NewsApi.Http;

namespace NewsApi.Limiting;

/// <summary>Lets each client ask for so much and no more.</summary>
internal static class LimitMiddleware
{
    /// <summary>Has clients known by the address that trusted proxies name. Whoever else names one is not believed.</summary>
    public static IApplicationBuilder UseClientAddresses(this IApplicationBuilder app)
    {
        var proxies = app.ApplicationServices.GetRequiredService<LimitOptions>().TrustedProxies;
        if (proxies.Count == 0)
            return app;
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor,
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var network in proxies)
            options.KnownIPNetworks.Add(network);
        return app.UseForwardedHeaders(options);
    }

    /// <summary>Charges the address of whoever sends no key. Whoever sends one is charged when it is known whether it is good.
    /// </summary>
    /// <param name="app">The service.</param>
    /// <param name="hasKey">Whether a request comes with a key.</param>
    public static IApplicationBuilder UseLimits(this IApplicationBuilder app, Func<HttpRequest, bool> hasKey)
    {
        var limits = app.ApplicationServices.GetRequiredService<Limits>();
        return app.Use(
            async (http, next) =>
            {
                if (!limits.AreOn || !IsLimited(http.GetEndpoint()))
                {
                    await next(http);
                    return;
                }
                // At the last moment: what it costs hangs on the status, and whoever answers for an exception clears the headers.
                http.Response.OnStarting(() =>
                {
                    limits.Settle(http);
                    return Task.CompletedTask;
                });
                try
                {
                    if (!hasKey(http.Request) && limits.AdmitAddress(http) is { } refusal)
                        await refusal.ExecuteAsync(http);
                    else
                        await next(http);
                }
                finally
                {
                    Limits.Close(http);
                }
            }
        );
    }

    /// <summary>What the document describes, and what is not there. Probes, metrics and this service's own pages cost nothing.
    /// </summary>
    private static bool IsLimited(Endpoint? endpoint) =>
        endpoint is null
        || endpoint.Metadata.GetMetadata<RequiredScope>() is not null
        || endpoint.Metadata.GetMetadata<OpenToReaders>() is not null;
}
