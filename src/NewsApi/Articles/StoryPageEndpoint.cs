using NewsApi.Caching;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Selection;

namespace NewsApi.Articles;

/// <summary>The page of a story, at an address to be shared: whoever opens it gets the page, whatever it says it accepts, since
/// many programs that unfold links say nothing.</summary>
public static class StoryPageEndpoint
{
    public static void MapStoryPage(this IEndpointRouteBuilder app) =>
        app.MapGroup("")
            .WithMetadata(new OpenToReaders())
            .ValidateRequests()
            .MapGet(Site.StoryPage("{idOrSlug}"), GetAsync)
            .CachesAnswers(invocation => MissingPage.IsPreferred(invocation.HttpContext.Request) ? "page" : "problem")
            .WithTags("Articles")
            .WithName("getStoryPage")
            .Answers<string>("The page.", mediaType: MediaTypes.Html)
            .WithAnswerHeader(SharedHeaders.MiningReservation)
            .RedirectsFormerSlugs()
            .Refuses(ProblemType.InvalidRequest)
            .RefusesAlsoAsPage(ProblemType.NotFound, ProblemType.Gone);

    /// <summary>Read an article as a page</summary>
    /// <remarks>What a shared link leads to while <c>Site:ArticleUrl</c> names no other site: readable on any device, in light
    /// and dark, with no script, and with what a link is unfolded from (Open Graph, JSON-LD, oEmbed). Of a story that is withdrawn
    /// or not there, too, whoever prefers HTML gets a page that says so.</remarks>
    /// <param name="idOrSlug" example="how-the-world-mended-the-ozone-layer">Id or slug of the article.</param>
    private static async Task<IResult> GetAsync(
        [WrittenAs<SlugText>] string idOrSlug,
        ArticleRepository articles,
        ArticleFormats formats,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var found = Slugs.IsIdOrSlug(idOrSlug)
            ? await articles.FindAsync(idOrSlug, ArticleMembers.All, Readership.Of(http), cancellationToken)
            : null;
        if (found?.Article is { } moved && idOrSlug != moved.Slug)
            return new MovedSlug(Site.StoryPage(moved.Slug), site.Freshness).From(Sources.Story(moved.Id));
        if (MissingPage.For(http.Request, idOrSlug, found, site) is { } page)
            return page;
        if (MissingArticle.Instead(found, idOrSlug, "", site, alsoAsPage: true) is { } other)
            return other;
        var row = found!.Article!;
        var (content, mediaType) = formats.Write(row, ArticleFormat.Html);
        return new Representation(content, mediaType)
        {
            ChangedAt = row.ChangedAt,
            ExpiresAt = row.ExpiresAt,
            Freshness = site.Freshness,
            Headers = [.. MiningRights.Headers(ArticlePresenter.RightsOf(row), site), PageStyle.Header],
        }.From(Sources.Story(row.Id));
    }
}
