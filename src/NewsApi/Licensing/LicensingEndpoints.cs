using System.Text;
using NewsApi.Articles;
using NewsApi.Caching;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Selection;

namespace NewsApi.Licensing;

/// <summary>What machines may do here, in the forms that they read: the Robots Exclusion Protocol (RFC 9309), RSL 1.0, and the
/// TDM Reservation Protocol.</summary>
public static class LicensingEndpoints
{
    private const string SiteTerms = "/license.xml";

    public static void MapLicensing(this WebApplication app)
    {
        var licensing = app.MapGroup("").OffersJson().ValidateRequests().WithTags("Search engines");
        licensing
            .MapGet("/robots.txt", GetRobots)
            .WithName("getRobots")
            .Answers<string>("The file.", mediaType: MediaTypes.Text)
            .Refuses(ProblemType.InvalidRequest);
        licensing
            .MapGet(SiteTerms, GetTerms)
            .WithName("getLicence")
            .Answers<string>("The terms.", mediaType: MediaTypes.Rsl)
            .Refuses(ProblemType.InvalidRequest);
        licensing
            .MapGet("/.well-known/tdmrep.json", GetReservation)
            .WithName("getReservation")
            .Answers<IReadOnlyList<TdmReservation>>("The reservation.")
            .Refuses(ProblemType.InvalidRequest);
        licensing
            .MapGet(Site.StoryPage("{idOrSlug}") + SiteTerms, GetStoryTermsAsync)
            .WithMetadata(new OpenToReaders())
            .CachesAnswers()
            .WithName("getArticleLicence")
            .Answers<string>("The terms.", mediaType: MediaTypes.Rsl)
            .RedirectsFormerSlugs()
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound, ProblemType.Gone);
    }

    /// <summary>Get robots.txt</summary>
    /// <remarks>Everything public may be read. Names the sitemaps and the terms.</remarks>
    private static Representation GetRobots(Site site)
    {
        var text = $"""
            User-agent: *
            Allow: /

            Sitemap: {site.BaseUrl}/sitemap.xml
            Sitemap: {site.BaseUrl}/sitemaps/news.xml
            License: {site.BaseUrl}{SiteTerms}

            """;
        return Fixed(Encoding.UTF8.GetBytes(text), MediaTypes.Text + "; charset=utf-8", site);
    }

    /// <summary>Get the terms for machines</summary>
    /// <remarks>RSL 1.0, from the configuration. A story may have other terms: its page names them.</remarks>
    private static Representation GetTerms(Site site) => Fixed(RslDocument.OfSite(site), MediaTypes.Rsl, site);

    /// <summary>Get the reservation of text and data mining</summary>
    /// <remarks>TDM Reservation Protocol, from the configuration. A story may say otherwise in its headers and its page.</remarks>
    private static Representation GetReservation(Site site)
    {
        IReadOnlyList<TdmReservation> reservation = [TdmReservation.Of("/", site.AllowsTraining, site.LicencePolicy)];
        return Fixed(
            Representation.Json(reservation, NewsJsonContext.Wire.IReadOnlyListTdmReservation),
            MediaTypes.Json,
            site
        );
    }

    /// <summary>Get an article's terms for machines</summary>
    /// <remarks>RSL 1.0, from the article's <c>rights</c>.</remarks>
    /// <param name="idOrSlug" example="how-the-world-mended-the-ozone-layer">Id or slug of the article.</param>
    private static async Task<IResult> GetStoryTermsAsync(
        [WrittenAs<SlugText>] string idOrSlug,
        ArticleRepository articles,
        ArticlePresenter presenter,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var found = Slugs.IsIdOrSlug(idOrSlug)
            ? await articles.FindAsync(idOrSlug, ArticleMembers.None, Readership.Of(http), cancellationToken)
            : null;
        if (found?.Article is { } moved && idOrSlug != moved.Slug)
            return new MovedSlug(Site.StoryPage(moved.Slug) + SiteTerms, site.Freshness).From(Sources.Story(moved.Id));
        if (MissingArticle.Instead(found, idOrSlug, "", site) is { } other)
            return other;
        var row = found!.Article!;
        return new Representation(RslDocument.Of(presenter.Story(row), site), MediaTypes.Rsl)
        {
            ChangedAt = row.ChangedAt,
            ExpiresAt = row.ExpiresAt,
            Freshness = site.Freshness,
        }.From(Sources.Story(row.Id));
    }

    /// <summary>What changes with the configuration alone, and so with the start of the program.</summary>
    private static Representation Fixed(ReadOnlyMemory<byte> content, string mediaType, Site site) =>
        new(content, mediaType)
        {
            ChangedAt = Started,
            Freshness = site.Freshness,
            SurrogateKeys = ["licence"],
        };

    private static readonly DateTimeOffset Started = DateTimeOffset.UtcNow;
}
