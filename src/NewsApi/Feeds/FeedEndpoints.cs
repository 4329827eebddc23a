using NewsApi.Articles;
using NewsApi.Caching;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Paging;

namespace NewsApi.Feeds;

public static class FeedEndpoints
{
    /// <summary>Negotiates by itself: programs that read feeds ask for many types, and the path has said which it is.</summary>
    public static void MapFeeds(this WebApplication app) =>
        app.MapGroup("/v1/feeds")
            .WithMetadata(new OpenToReaders())
            .ValidateRequests()
            .MapGet("/{format}", GetAsync)
            // The path says which format it is; what the client accepts, whether it gets it.
            .CachesAnswers(invocation =>
                Choice<FeedFormat>.TryRead(invocation.GetArgument<string>(0), out var format, out _)
                && ContentNegotiation.Best(invocation.HttpContext.Request, FeedWriter.MediaTypesOf[format.Value])
                    is null
                    ? null
                    : ""
            )
            .WithTags("Feeds")
            .WithName("getFeed")
            .Answers<string>("A page of the feed.", paged: true, mediaType: MediaTypes.Rss)
            .AlsoAnswers(MediaTypes.Atom, MediaTypes.JsonFeed, MediaTypes.Ninjs)
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);

    /// <summary>Subscribe to a list</summary>
    /// <remarks>Every list of articles is a feed: take the address of the list and put <c>/v1/feeds/rss</c> (or <c>atom</c>,
    /// <c>json</c>, <c>ninjs</c>) in place of <c>/v1/articles</c>. Feeds show summaries; with <c>fields=*</c> or any
    /// <c>fields</c> that has <c>body</c> the full text, always as HTML (ninjs: as plain text, too). Facets and highlights have
    /// no place in a feed and are left out.<br/><br/>A story keeps its id whatever its address, and a minor change does not
    /// move it up. Atom and ninjs tell on their first page what was taken back within the last 30 days; the other formats
    /// can't, so a partner that must not miss a takedown follows <c>/v1/changes</c>.</remarks>
    /// <param name="format" example="rss">The format.</param>
    private static async Task<IResult> GetAsync(
        [WrittenAs<Choice<FeedFormat>>] string format,
        [AsParameters] ListArticlesQuery query,
        ArticleSearches searches,
        TimeProvider time,
        Site site,
        FeedBuilder feeds,
        FeedWriter writer,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        if (!Choice<FeedFormat>.TryRead(format, out var name, out var fault))
            return new ProblemResult(ProblemType.NotFound, $"There is no such format of a feed. {fault}")
            {
                Freshness = Freshness.Brief,
            };
        var mediaTypes = FeedWriter.MediaTypesOf[name.Value];
        if (ContentNegotiation.Best(http.Request, mediaTypes) is null)
            return ContentNegotiation.Refusal(mediaTypes);
        var list = await searches.ListAsync(query, cancellationToken);
        var feed = await feeds.BuildAsync(query, list, name.Value, http);
        return new Representation(writer.Write(feed, name.Value), mediaTypes[0])
        {
            ChangedAt = list.ChangedAt,
            ExpiresAt = ArticlePresenter.ExpiryOf(list.Rows),
            DiffersAt = new[] { query.DiffersAt(time.GetUtcNow()), FeedTakedowns.ForgottenAt(feed.Takedowns) }.Min(),
            Freshness = site.Freshness,
            // Where subscribers look first for the hub and the address to name to it (WebSub, section 4).
            Links =
            [
                .. new PageLinks(feed.SelfUrl, feed.NextUrl, feed.PreviousUrl).ToHeader(),
                $"<{feed.HubUrl}>; rel=\"hub\"",
                $"<{feed.SelfUrl}>; rel=\"self\"",
            ],
        }.From(
            // A feed with nothing in it is dated by whatever happened last; one of a search names takedowns that it never had.
            list.Rows.Count == 0
            || list.Search is not null
                ? Sources.StoriesOf(null, [.. list.Rows.Select(row => row.Id)])
                : query.SourcesOf(list)
        );
    }
}
