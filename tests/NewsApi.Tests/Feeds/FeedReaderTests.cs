using System.Globalization;
using System.Net;
using System.ServiceModel.Syndication;
using System.Xml;
using CodeHollow.FeedReader;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Feeds;

/// <summary>Readers that others wrote understand the feeds, and see in them what the list has.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class FeedReaderTests(NewsroomFixture fixture)
{
    private static readonly string[] Facets = ["section", "language"];

    private readonly HttpClient _client = fixture.Sample.Client;

    [Theory]
    [InlineData("rss")]
    [InlineData("atom")]
    public async Task Readers_see_the_stories_of_the_list_in_its_order(string format)
    {
        foreach (var query in await QueriesAsync())
        {
            var list = (await _client.JsonAsync($"/v1/articles{query}"))
                .Items()
                .Select(article => new Entry(
                    $"urn:uuid:{article.Text("id")}",
                    article.Text("headline"),
                    article.Text("webUrl"),
                    OfSeconds(DateTimeOffset.Parse(article.Text("publishedAt"), CultureInfo.InvariantCulture))
                ))
                .ToList();
            var text = (await FeedPages.GetAsync(_client, $"/v1/feeds/{format}{query}")).Text;

            Assert.Equal(list, Syndication(text));
            Assert.Equal(list, FeedReaderOf(text));
        }
    }

    [Theory]
    [InlineData("rss")]
    [InlineData("atom")]
    public async Task With_fields_they_see_the_whole_text_and_without_none(string format)
    {
        var whole = await _client.JsonAsync("/v1/articles?limit=100&fields=*&bodyFormat=html");
        var full = FeedReader.ReadFromString(
            (await FeedPages.GetAsync(_client, $"/v1/feeds/{format}?limit=100&fields=*")).Text
        );
        var summary = FeedReader.ReadFromString(
            (await FeedPages.GetAsync(_client, $"/v1/feeds/{format}?limit=100")).Text
        );

        Assert.All(
            whole.Items().Zip(full.Items),
            // This reader takes even HTML for escaped.
            pair =>
                Assert.EndsWith(
                    WebUtility.HtmlDecode(pair.First.Text("body")),
                    pair.Second.Content,
                    StringComparison.Ordinal
                )
        );
        Assert.All(summary.Items, item => Assert.Null(item.Content));
    }

    /// <summary>All stories, those of each section and of each language, whole and in short.</summary>
    private async Task<IReadOnlyList<string>> QueriesAsync()
    {
        var facets = (await _client.JsonAsync("/v1/articles?limit=0&facets=section,language&facetLimit=100"))[
            "facets"
        ]!;
        var lists = Facets
            .SelectMany(facet => facets[facet]!.AsArray().Select(value => $"&{facet}={value!.Text("value")}"))
            .Prepend("")
            .ToList();
        Assert.InRange(lists.Count, 10, 100);
        return [.. lists.SelectMany(list => new[] { $"?limit=100{list}", $"?limit=100{list}&fields=*" })];
    }

    private static List<Entry> Syndication(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text));
        return
        [
            .. SyndicationFeed
                .Load(reader)
                .Items.Select(item => new Entry(
                    item.Id,
                    item.Title.Text,
                    item.Links.First(link => link.RelationshipType == "alternate").Uri.AbsoluteUri,
                    // Of RSS it reads but one date; of Atom the one that moves a story up.
                    OfSeconds(text.Contains("<rss", StringComparison.Ordinal) ? item.PublishDate : item.LastUpdatedTime)
                )),
        ];
    }

    private static List<Entry> FeedReaderOf(string text) =>
        [
            .. FeedReader
                .ReadFromString(text)
                .Items.Select(item => new Entry(item.Id, item.Title, item.Link, DateOf(item))),
        ];

    private static DateTimeOffset DateOf(FeedItem item) =>
        OfSeconds(
            DateTimeOffset.Parse(
                item.SpecificItem is CodeHollow.FeedReader.Feeds.AtomFeedItem entry
                    ? entry.UpdatedDateString
                    : item.PublishingDateString,
                CultureInfo.InvariantCulture
            )
        );

    /// <summary>RSS has no smaller measure.</summary>
    private static DateTimeOffset OfSeconds(DateTimeOffset moment) =>
        DateTimeOffset.FromUnixTimeSeconds(moment.ToUnixTimeSeconds());

    private sealed record Entry(string Id, string Title, string Link, DateTimeOffset At);
}
