using System.Text.Json.Nodes;
using System.Xml.Linq;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Visibility;

/// <summary>Looks at feeds and sitemaps, and holds them against the model.</summary>
internal sealed class FeedReaders(ModelNewsroom newsroom)
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace Tombstones = "http://purl.org/atompub/tombstones/1.0";
    private static readonly XNamespace Sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";

    private readonly HttpClient _client = newsroom.Readers;

    private IReadOnlyList<ModelStory> Public =>
        [.. newsroom.Stories.Where(story => story is { Public: not null, IsUnswept: false })];

    /// <summary>Stories of which a takedown has been told.</summary>
    private IEnumerable<ModelStory> TakenDown =>
        newsroom.Stories.Where(story => story is { IsGone: true, IsUnswept: false });

    public async Task LookAsync()
    {
        await LookAtFeedsAsync("limit=100", Public);
        foreach (var section in newsroom.Vocabulary.SectionNames)
            await LookAtFeedsAsync(
                $"limit=100&section={section}",
                [.. Public.Where(story => newsroom.Vocabulary.IsSectionIn(story.Public!.Section, section))]
            );
        await LookAtTakedownsAsync();
        await LookAtSitemapsAsync();
    }

    private async Task LookAtFeedsAsync(string query, IReadOnlyList<ModelStory> stories)
    {
        var rss = await XmlAsync($"/v1/feeds/rss?{query}");
        var atom = await XmlAsync($"/v1/feeds/atom?{query}");
        var json = JsonNode.Parse(await _client.GetStringAsync($"/v1/feeds/json?{query}"))!;
        var ninjs = JsonNode.Parse(await _client.GetStringAsync($"/v1/feeds/ninjs?{query}"))!;

        var expected = Urns(stories);
        Assert.Equal(expected, rss.Descendants("guid").Select(id => id.Value).Order(StringComparer.Ordinal));
        Assert.Equal(
            expected,
            atom.Descendants(Atom + "entry")
                .Select(entry => entry.Element(Atom + "id")!.Value)
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(expected, json.Items().Select(item => item.Text("id")).Order(StringComparer.Ordinal));
        Assert.Equal(expected, Associated(ninjs, "usable"));
    }

    private async Task LookAtTakedownsAsync()
    {
        var atom = await XmlAsync("/v1/feeds/atom?limit=100");
        var ninjs = JsonNode.Parse(await _client.GetStringAsync("/v1/feeds/ninjs?limit=100"))!;

        var expected = Urns(TakenDown);
        Assert.Equal(
            expected,
            atom.Descendants(Tombstones + "deleted-entry")
                .Select(entry => entry.Attribute("ref")!.Value)
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(expected, Associated(ninjs, "canceled"));
    }

    private async Task LookAtSitemapsAsync()
    {
        var slugs = Public.Select(story => story.Public!.Slug).Order(StringComparer.Ordinal).ToList();
        var recent = Public.Where(story => !story.IsAged).Select(story => story.Public!.Slug);
        var parts = Locations(await XmlAsync("/sitemap.xml")).ToList();
        var listed = new List<string>();
        foreach (var part in parts)
            listed.AddRange(Locations(await XmlAsync(new Uri(part).PathAndQuery)));
        var latest = Locations(await XmlAsync("/sitemaps/news.xml"));

        Assert.Equal(slugs, Slugs(listed));
        Assert.Equal(recent.Order(StringComparer.Ordinal), Slugs(latest));
    }

    private async Task<XDocument> XmlAsync(string address) => XDocument.Parse(await _client.GetStringAsync(address));

    private static IEnumerable<string> Locations(XDocument sitemap) =>
        sitemap.Descendants(Sitemap + "loc").Select(location => location.Value);

    private static IEnumerable<string> Slugs(IEnumerable<string> addresses) =>
        addresses.Select(address => address.Split('/')[^1]).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Urns(IEnumerable<ModelStory> stories) =>
        stories.Select(story => $"urn:uuid:{story.Id}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Associated(JsonNode ninjs, string status) =>
        ninjs["associations"]!
            .AsArray()
            .Where(item => item!.Text("pubStatus") == status)
            .Select(item => item!.Text("uri"))
            .Order(StringComparer.Ordinal);
}
