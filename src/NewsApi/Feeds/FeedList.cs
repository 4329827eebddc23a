using System.ComponentModel.DataAnnotations;
using NewsApi.Articles;
using NewsApi.Caching;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Sections;
using NewsApi.Selection;

namespace NewsApi.Feeds;

/// <summary>Feeds to begin with. Any other list is a feed, too.</summary>
/// <param name="Items">That of all stories, then one for each section, in the order of the tree.</param>
public sealed record FeedDirectory(IReadOnlyList<FeedEntry> Items);

/// <summary>One feed in all its formats.</summary>
/// <param name="Title" example="Science">What it is about.</param>
/// <param name="Section" example="science">Slug of the section; absent for that of all stories.</param>
/// <param name="Rss" example="https://api.example.org/v1/feeds/rss?section=science">As RSS 2.0.</param>
/// <param name="Atom" example="https://api.example.org/v1/feeds/atom?section=science">As Atom 1.0.</param>
/// <param name="Json" example="https://api.example.org/v1/feeds/json?section=science">As JSON Feed 1.1.</param>
/// <param name="Ninjs" example="https://api.example.org/v1/feeds/ninjs?section=science">As ninjs 3.1.</param>
public sealed record FeedEntry(
    string Title,
    [property: WrittenAs<SlugText>] string? Section,
    [property: Url] string Rss,
    [property: Url] string Atom,
    [property: Url] string Json,
    [property: Url] string Ninjs
);

public static class FeedListEndpoint
{
    public static void MapFeedList(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/feeds", ListAsync)
            .CachesAnswers()
            .WithTags("Feeds")
            .WithName("listFeeds")
            .Answers<FeedDirectory>("The feeds.")
            .Refuses(ProblemType.InvalidRequest);

    /// <summary>List feeds</summary>
    /// <remarks>The feed of all stories and that of each section. Any other list of articles is a feed as well: see below.
    /// </remarks>
    private static async Task<IResult> ListAsync(
        SectionRepository sections,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var tree = await sections.TreeAsync(Readership.Of(http), cancellationToken);
        var all = Entry(site.Name, null, format => FeedAddresses.OfAll(site, format));
        var answer = new FeedDirectory([
            all,
            .. tree.Rows.Select(row =>
                Entry(row.Title, row.Slug, format => FeedAddresses.OfSection(site, format, row.Slug))
            ),
        ]);
        return new Representation(Representation.Json(answer, NewsJsonContext.Wire.FeedDirectory), MediaTypes.Json)
        {
            ChangedAt = tree.ChangedAt,
            Freshness = site.Freshness,
        }.From(new Sources { Vocabulary = true, Keys = ["sections"] });
    }

    private static FeedEntry Entry(string title, string? section, Func<string, string> address) =>
        new(title, section, address("rss"), address("atom"), address("json"), address("ninjs"));
}
