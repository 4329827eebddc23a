using NewsApi.Caching;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Selection;

namespace NewsApi.Sitemaps;

/// <summary>Sitemaps, for search engines: all stories by months, and the latest in the form that news search wants.</summary>
public static class SitemapEndpoints
{
    /// <summary>A fifth of what the protocol allows: a part is read and written whole.</summary>
    internal const int PartSize = 10_000;

    /// <summary>News search takes no more in one sitemap, and none that are older.</summary>
    private const int MostLatest = 1_000;
    private static readonly TimeSpan Latest = TimeSpan.FromHours(48);

    private static readonly Sources AllStories = Sources.Everything(Sources.AnyList);

    public static void AddSitemaps(this IServiceCollection services) => services.AddSingleton<SitemapRepository>();

    public static void MapSitemaps(this WebApplication app)
    {
        var sitemaps = app.MapGroup("")
            .OffersJson()
            .ValidateRequests()
            .WithTags("Search engines")
            .WithMetadata(new OpenToReaders());
        sitemaps
            .MapGet("/sitemap.xml", IndexAsync)
            .CachesAnswers()
            .WithName("getSitemap")
            .Answers<string>("The index.", mediaType: MediaTypes.Xml)
            .Refuses(ProblemType.InvalidRequest);
        sitemaps
            .MapGet("/sitemaps/news.xml", LatestAsync)
            .CachesAnswers()
            .WithName("getNewsSitemap")
            .Answers<string>("The latest stories.", mediaType: MediaTypes.Xml)
            .Refuses(ProblemType.InvalidRequest);
        sitemaps
            .MapGet("/sitemaps/{part}", PartAsync)
            .CachesAnswers()
            .WithName("getSitemapPart")
            .Answers<string>("Stories of one month.", mediaType: MediaTypes.Xml)
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
    }

    /// <summary>Get the sitemap index</summary>
    /// <remarks>The months that have stories, the latest first, each with when any of its stories last changed: a search engine
    /// reads again only what has.</remarks>
    private static async Task<IResult> IndexAsync(
        SitemapRepository sitemaps,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var (months, changedAt) = await sitemaps.MonthsAsync(Readership.Of(http), cancellationToken);
        var parts =
            from month in months
            where month.UpdatedAt is not null
            from part in Enumerable.Range(1, (month.ArticleCount + PartSize - 1) / PartSize)
            select ($"{site.BaseUrl}/sitemaps/{SitemapPartName.Of(month.Month, part)}", month.UpdatedAt);
        return Answer(SitemapXml.Index(parts), changedAt, [], site);
    }

    /// <summary>Get a part of the sitemap</summary>
    /// <remarks>The stories whose latest major version was published in that month (UTC), in the order of publication.</remarks>
    /// <param name="part" example="2026-11.xml">Name of the part, as the index has it.</param>
    private static async Task<IResult> PartAsync(
        [WrittenAs<SitemapPartName>] string part,
        SitemapRepository sitemaps,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        if (!SitemapPartName.TryRead(part, out var name, out _))
            return NotThere();
        var (changedAt, stories) = await sitemaps.PartAsync(
            name.Month,
            name.Part,
            PartSize,
            Readership.Of(http),
            cancellationToken
        );
        return stories.Count == 0 ? NotThere() : Answer(SitemapXml.Part(stories, site), changedAt, stories, site);
    }

    /// <summary>Get the sitemap of the latest stories</summary>
    /// <remarks>What was published for the first time within the last 48 hours, up to 1,000 stories, the latest first: in the form
    /// of Google News.</remarks>
    private static async Task<IResult> LatestAsync(
        SitemapRepository sitemaps,
        Site site,
        TimeProvider time,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var (changedAt, stories) = await sitemaps.LatestAsync(
            now - Latest,
            MostLatest,
            Readership.Of(http),
            cancellationToken
        );
        // The oldest goes by itself.
        DateTimeOffset? oldestGoes = stories.Count == 0 ? null : stories[^1].FirstPublishedAt + Latest;
        return Answer(SitemapXml.Latest(stories, site), changedAt, stories, site, oldestGoes);
    }

    private static SharedAnswer Answer(
        ReadOnlyMemory<byte> xml,
        DateTimeOffset changedAt,
        IEnumerable<SitemapStory> stories,
        Site site,
        DateTimeOffset? differsAt = null
    ) =>
        new Representation(xml, MediaTypes.Xml)
        {
            ChangedAt = changedAt,
            ExpiresAt = stories.Min(story => story.ExpiresAt),
            DiffersAt = differsAt,
            Freshness = site.Freshness,
        }.From(AllStories);

    private static SharedAnswer NotThere() =>
        new ProblemResult(ProblemType.NotFound, "The sitemap has no such part. GET /sitemap.xml lists them.")
        {
            Freshness = Freshness.Brief,
        }.From(AllStories);
}
