using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Sitemaps;

/// <summary>Sitemaps, for search engines: all stories by months, and the latest in the form that news search wants.</summary>
public static class SitemapEndpoints
{
    /// <summary>A fifth of what the protocol allows: a part is read and written whole.</summary>
    internal const int PartSize = 10_000;

    /// <summary>News search takes no more in one sitemap, and none that are older.</summary>
    private const int MostLatest = 1_000;
    private static readonly TimeSpan Latest = TimeSpan.FromHours(48);

    public static void AddSitemaps(this IServiceCollection services) => services.AddSingleton<SitemapRepository>();

    public static void MapSitemaps(this WebApplication app)
    {
        var sitemaps = app.MapGroup("").OffersJson().ValidateRequests().WithTags("Search engines");
        sitemaps
            .MapGet("/sitemap.xml", IndexAsync)
            .WithName("getSitemap")
            .Answers<string>("The index.", mediaType: MediaTypes.Xml)
            .Refuses(ProblemType.InvalidRequest);
        sitemaps
            .MapGet("/sitemaps/news.xml", LatestAsync)
            .WithName("getNewsSitemap")
            .Answers<string>("The latest stories.", mediaType: MediaTypes.Xml)
            .Refuses(ProblemType.InvalidRequest);
        sitemaps
            .MapGet("/sitemaps/{part}", PartAsync)
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
        CancellationToken cancellationToken
    )
    {
        var (months, changedAt) = await sitemaps.MonthsAsync(cancellationToken);
        var parts =
            from month in months
            where month.UpdatedAt is not null
            from part in Enumerable.Range(1, (month.ArticleCount + PartSize - 1) / PartSize)
            select ($"{site.BaseUrl}/sitemaps/{SitemapPartName.Of(month.Month, part)}", month.UpdatedAt);
        return Answer(SitemapXml.Index(parts), changedAt, site.MaxAge);
    }

    /// <summary>Get a part of the sitemap</summary>
    /// <remarks>The stories whose latest major version was published in that month (UTC), in the order of publication.</remarks>
    /// <param name="part" example="2026-11.xml">Name of the part, as the index has it.</param>
    private static async Task<IResult> PartAsync(
        [WrittenAs<SitemapPartName>] string part,
        SitemapRepository sitemaps,
        Site site,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!SitemapPartName.TryRead(part, out var name, out _))
            return NotThere();
        var (changedAt, stories) = await sitemaps.PartAsync(name.Month, name.Part, PartSize, cancellationToken);
        return stories.Count == 0
            ? NotThere()
            : Answer(SitemapXml.Part(stories, site), changedAt, MaxAge(stories, site, time));
    }

    /// <summary>Get the sitemap of the latest stories</summary>
    /// <remarks>What was published for the first time within the last 48 hours, up to 1,000 stories, the latest first: in the form
    /// of Google News.</remarks>
    private static async Task<IResult> LatestAsync(
        SitemapRepository sitemaps,
        Site site,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var (changedAt, stories) = await sitemaps.LatestAsync(now - Latest, MostLatest, cancellationToken);
        // The oldest goes by itself.
        var untilOldestGoes = stories.Count == 0 ? site.MaxAge : stories[^1].FirstPublishedAt + Latest - now;
        var maxAge = MaxAge(stories, site, time);
        return Answer(SitemapXml.Latest(stories, site), changedAt, untilOldestGoes < maxAge ? untilOldestGoes : maxAge);
    }

    /// <summary>Not past the moment at which one of the stories expires.</summary>
    private static TimeSpan MaxAge(IEnumerable<SitemapStory> stories, Site site, TimeProvider time)
    {
        var left = stories
            .Select(story => story.ExpiresAt - time.GetUtcNow())
            .OfType<TimeSpan>()
            .Append(site.MaxAge)
            .Min();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static Representation Answer(ReadOnlyMemory<byte> xml, DateTimeOffset changedAt, TimeSpan maxAge) =>
        new(xml, MediaTypes.Xml)
        {
            ChangedAt = changedAt,
            MaxAge = maxAge > TimeSpan.Zero ? maxAge : TimeSpan.Zero,
            SurrogateKeys = ["articles"],
        };

    private static ProblemResult NotThere() =>
        new(ProblemType.NotFound, "The sitemap has no such part. GET /sitemap.xml lists them.")
        {
            MaxAge = TimeSpan.FromSeconds(1),
        };
}
