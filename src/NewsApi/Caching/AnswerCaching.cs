using NewsApi.Following;
using NewsApi.Http;
using NewsApi.Limiting;
using NewsApi.Selection;

namespace NewsApi.Caching;

/// <summary>Where requests meet the cache: first of all, and again before an operation is carried out.</summary>
internal static class AnswerCaching
{
    /// <summary>Sends an answer that is at hand with nothing else done for the request.</summary>
    /// <param name="app">The service.</param>
    /// <param name="isOpen">Whether the sender of a request may read without being asked who it is.</param>
    public static IApplicationBuilder UseCachedAnswers(this IApplicationBuilder app, Func<HttpRequest, bool> isOpen)
    {
        var services = app.ApplicationServices;
        var (answers, spellings, limits) = (
            services.GetRequiredService<AnswerCache>(),
            services.GetRequiredService<Spellings>(),
            services.GetRequiredService<Limits>()
        );
        return app.Use(
            (http, next) =>
            {
                if (!HttpMethods.IsGet(http.Request.Method) && !HttpMethods.IsHead(http.Request.Method))
                    return next(http);
                if (
                    isOpen(http.Request)
                    && spellings.TryFind(http, out var destination)
                    && RequestLimits.HasSoundHeaders(http)
                    && answers.TryFind(destination, out var answer, out var provenance)
                )
                {
                    var bucket = limits.Of(http.Connection.RemoteIpAddress);
                    if (limits.TryTake(bucket, destination.Price))
                    {
                        // For the metrics, which go by route.
                        http.SetEndpoint(destination.Endpoint);
                        HttpSetup.AllowBrowser(http);
                        var coding = answer.Start(http, provenance);
                        limits.Settle(http, bucket, destination.Price);
                        return answer.SendAsync(http, coding);
                    }
                }
                http.Features.Set(new ReadFrom(answers.Latest, Spellings.Of(http)));
                return next(http);
            }
        );
    }

    /// <summary>Has the answers of an operation kept.</summary>
    /// <param name="builder">Of the operation; its handler says with each answer what it was built from.</param>
    /// <param name="form">Which of several forms the client gets where its headers decide that; null for none of them. Otherwise
    /// there is one.</param>
    public static RouteHandlerBuilder CachesAnswers(
        this RouteHandlerBuilder builder,
        Func<EndpointFilterInvocationContext, string?>? form = null
    ) =>
        builder.AddEndpointFilterFactory(
            (factory, next) =>
            {
                var normalForm = NormalForm.Of(factory.MethodInfo);
                return async invocation =>
                {
                    var http = invocation.HttpContext;
                    var services = http.RequestServices;
                    var address = normalForm.Apply(invocation);
                    if (!services.GetRequiredService<CachingOptions>().Enabled)
                        return await next(invocation);
                    var which = form is null ? "" : form(invocation);
                    if (which is null || http.Features.Get<ReadFrom>() is not { } readFrom)
                        return await next(invocation);
                    var readers = Readership.Of(http);
                    var key = $"{readers.Name} {which} {address}";
                    var (answer, provenance) = await services
                        .GetRequiredService<AnswerCache>()
                        .GetAsync(
                            key,
                            readFrom.Latest,
                            async () => await next(invocation) as IResult ?? throw NoResult(http),
                            http.RequestAborted
                        );
                    // Whoever is found by the spelling alone is not asked for a key.
                    if (readers.IsEveryone)
                        services
                            .GetRequiredService<Spellings>()
                            .Remember(readFrom.Spelling, new(key, http.GetEndpoint()!, Price.Of(http)));
                    return new ServedAnswer(answer, provenance);
                };
            }
        );

    private static InvalidOperationException NoResult(HttpContext http) =>
        new($"{http.GetEndpoint()?.DisplayName} does not answer with a result.");

    /// <summary>What was known when the request came.</summary>
    /// <param name="Latest">The end of the change log: what is read for the request is not older.</param>
    /// <param name="Spelling">The request as it came.</param>
    private sealed record ReadFrom(LatestChanges Latest, string Spelling);

    /// <summary>An answer with the headers that say where it comes from.</summary>
    private sealed class ServedAnswer(IResult answer, Provenance provenance) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            if (answer is FinishedAnswer finished)
                return finished.WriteAsync(httpContext, provenance);
            if (provenance.CacheStatus is { } status)
                httpContext.Response.Headers["Cache-Status"] = status;
            return answer.ExecuteAsync(httpContext);
        }
    }
}
