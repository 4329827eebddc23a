using System.Globalization;
using System.Xml.Linq;
using NewsApi.Tests.Support;
using Xunit;
using static NewsApi.Tests.Feeds.FeedPages;

namespace NewsApi.Tests.Feeds;

/// <summary>The feed in RSS keeps to RSS 2.0 and to the best practices of the RSS Advisory Board.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class RssPracticeTests(NewsroomFixture fixture)
{
    private static readonly string[] OfChannel =
    [
        "title",
        "link",
        "description",
        "language",
        "lastBuildDate",
        "docs",
        "item",
    ];

    private static readonly string[] OfItem =
    [
        "title",
        "link",
        "guid",
        "pubDate",
        "description",
        "category",
        "enclosure",
    ];

    private readonly HttpClient _client = fixture.Sample.Client;

    [Theory]
    [InlineData("?limit=40")]
    [InlineData("?limit=40&fields=*")]
    [InlineData("?section=science")]
    [InlineData("?q=water&sort=newest")]
    [InlineData("?limit=0")]
    public async Task Every_channel_names_itself_and_has_what_it_must(string query)
    {
        foreach (var page in await ReadAsync(_client, $"/v1/feeds/rss{query}"))
        {
            var rss = page.Xml.Root!;
            var channel = Assert.Single(rss.Elements());
            Assert.Equal(
                ("rss", "2.0", "channel"),
                (rss.Name, rss.Attribute("version")!.Value, channel.Name.ToString())
            );
            Assert.All(Own(channel), name => Assert.Contains(name, OfChannel));
            Assert.Equal(
                Own(channel).Where(name => name != "item").Distinct(),
                Own(channel).Where(name => name != "item")
            );
            Assert.All(
                (string[])["title", "link", "description"],
                name => Assert.NotEmpty(channel.Element(name)!.Value)
            );
            Assert.Equal(page.Address, channel.Href("self"));
            AssertMoment(channel.Element("lastBuildDate")!.Value);
            Assert.All(channel.Descendants(), element => Assert.False(IsRelative(element), element.ToString()));
        }
    }

    [Fact]
    public async Task Every_item_has_one_guid_that_is_no_address()
    {
        var items = (await _client.ChannelAsync("?limit=100")).Elements("item").ToList();

        var ids = items.Select(item => Assert.Single(item.Elements("guid"))).ToList();
        Assert.All(ids, id => Assert.Equal("false", id.Attribute("isPermaLink")!.Value));
        Assert.All(ids, id => Assert.StartsWith("urn:uuid:", id.Value, StringComparison.Ordinal));
        Assert.Equal(ids.Select(id => id.Value).Distinct(), ids.Select(id => id.Value));
    }

    [Fact]
    public async Task Every_item_has_each_element_once_but_categories_and_dates_as_in_mail()
    {
        var items = (await _client.ChannelAsync("?limit=100&fields=*")).Elements("item").ToList();

        Assert.InRange(items.Count, 65, 100);
        Assert.All(
            items,
            item =>
            {
                Assert.All(Own(item), name => Assert.Contains(name, OfItem));
                var single = Own(item).Where(name => name != "category").ToList();
                Assert.Equal(single.Distinct(), single);
                Assert.NotEmpty(item.Element("title")!.Value);
                AssertMoment(item.Element("pubDate")!.Value);
                Assert.NotEmpty(item.Element(Content + "encoded")!.Value);
            }
        );
    }

    [Fact]
    public async Task An_enclosure_has_address_length_and_type()
    {
        var enclosures = (await _client.ChannelAsync("?limit=100")).Descendants("enclosure").ToList();

        Assert.NotEmpty(enclosures);
        Assert.All(
            enclosures,
            enclosure =>
            {
                Assert.Equal(
                    ["length", "type", "url"],
                    enclosure.Attributes().Select(attribute => attribute.Name.ToString()).Order()
                );
                Assert.Matches("^[0-9]+$", enclosure.Attribute("length")!.Value);
                Assert.Matches("^image/[a-z0-9.+-]+$", enclosure.Attribute("type")!.Value);
                Assert.Equal(
                    enclosure.Attribute("url")!.Value,
                    enclosure.Parent!.Element(Media + "content")!.Attribute("url")!.Value
                );
            }
        );
    }

    private static List<string> Own(XElement element) =>
        [
            .. element
                .Elements()
                .Where(child => child.Name.NamespaceName.Length == 0)
                .Select(child => child.Name.LocalName),
        ];

    private static void AssertMoment(string text) =>
        Assert.True(
            DateTimeOffset.TryParseExact(
                text,
                "ddd, dd MMM yyyy HH:mm:ss zz'00'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out _
            ),
            text
        );

    private static bool IsRelative(XElement element) =>
        element
            .Attributes()
            .Where(attribute => attribute.Name.LocalName is "url" or "href" or "domain")
            .Select(attribute => attribute.Value)
            .Concat(element.Name.LocalName == "link" && element.Name.NamespaceName.Length == 0 ? [element.Value] : [])
            .Any(address => !address.StartsWith("http", StringComparison.Ordinal));
}
