using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Caching.Memory;
using NewsApi.Http;

namespace NewsApi.Webhooks;

/// <summary>A feed as a reader would get it now.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="MediaType">What they are.</param>
internal sealed record AskedFeed(ReadOnlyMemory<byte> Content, string MediaType);

/// <summary>Asks this service itself for a feed, without the network in between: what is distributed is what a reader would get,
/// from the same code. Subscribers to the same feed share one answer as long as nothing has changed.</summary>
internal sealed class FeedAsking(EndpointDataSource endpoints, IServiceScopeFactory scopes, Site site) : IDisposable
{
    private const string Feeds = "/v1/feeds/";
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = 200 });
    private readonly Lazy<RequestDelegate> _endpoint = new(() => FindEndpoint(endpoints));

    /// <summary>What the feed at an address looks like at a place in the change log.</summary>
    /// <returns>Null where the address is no feed of this service, or not a good one.</returns>
    public async Task<AskedFeed?> AskAsync(string topic, long place, CancellationToken cancellationToken)
    {
        if (_answers.TryGetValue((topic, place), out AskedFeed? known))
            return known;
        var feed = await AskAsync(topic, cancellationToken);
        if (feed is not null)
            _answers.Set(
                (topic, place),
                feed,
                new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept }
            );
        return feed;
    }

    public void Dispose() => _answers.Dispose();

    /// <summary>What the feed at an address looks like now.</summary>
    /// <returns>As above.</returns>
    public async Task<AskedFeed?> AskAsync(string topic, CancellationToken cancellationToken)
    {
        if (!topic.StartsWith(site.BaseUrl + Feeds, StringComparison.Ordinal))
            return null;
        var target = topic[site.BaseUrl.Length..];
        if (
            target.Length > RequestLimits.MaxTargetLength
            || RequestLimits.Fault(target) is not null
            || target.Contains('#')
        )
            return null;
        var parts = target.Split('?', 2);
        await using var scope = scopes.CreateAsyncScope();
        var http = new DefaultHttpContext
        {
            RequestServices = scope.ServiceProvider,
            RequestAborted = cancellationToken,
        };
        http.Request.Method = HttpMethods.Get;
        http.Request.Path = new PathString(Uri.UnescapeDataString(parts[0]));
        http.Request.QueryString = parts.Length > 1 ? new QueryString('?' + parts[1]) : QueryString.Empty;
        http.Request.RouteValues["format"] = parts[0][Feeds.Length..];
        var content = new MemoryStream();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(content));
        await _endpoint.Value(http);
        return http.Response.StatusCode == StatusCodes.Status200OK
            ? new(content.GetBuffer().AsMemory(0, (int)content.Length), http.Response.ContentType!)
            : null;
    }

    private static RequestDelegate FindEndpoint(EndpointDataSource endpoints) =>
        endpoints
            .Endpoints.OfType<RouteEndpoint>()
            .Single(endpoint => endpoint.RoutePattern.RawText == Feeds + "{format}")
            .RequestDelegate!;
}
