using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Feeds;

/// <summary>The feed in JSON is what JSON Feed 1.1 says.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class JsonFeedTests(NewsroomFixture fixture)
{
    private readonly HttpClient _client = fixture.Sample.Client;

    [Theory]
    [InlineData("?limit=20")]
    [InlineData("?limit=20&fields=*")]
    [InlineData("?limit=0")]
    [InlineData("?section=science")]
    public async Task Every_page_fits_the_schema(string query)
    {
        foreach (var page in await FeedPages.ReadAsync(_client, $"/v1/feeds/json{query}"))
        {
            var feed = JsonNode.Parse(page.Text)!;
            PublicSchema.JsonFeed.AssertFits(feed);
            Assert.Equal(page.Address, feed.Text("feed_url"));
            Assert.Equal(page.Links.GetValueOrDefault("next"), feed["next_url"]?.GetValue<string>());
        }
    }

    [Fact]
    public async Task A_feed_that_was_spoilt_does_not_fit()
    {
        (string, Action<JsonObject>)[] spoilt =
        [
            ("no version", feed => feed.Remove("version")),
            ("an item without an id", feed => feed["items"]![0]!.AsObject().Remove("id")),
            ("an item without a text", feed => feed["items"]![0]!.AsObject().Remove("content_text")),
            ("a member of another standard", feed => feed["items"]![0]!["pubDate"] = "x"),
            ("a relative address", feed => feed["items"]![0]!["url"] = "/stories/x"),
            ("an extension that is no object", feed => feed["items"]![0]!["_rights"] = "all"),
            ("no moment", feed => feed["items"]![0]!["date_published"] = "Mon, 23 Nov 2026 09:30:00 +0000"),
        ];
        var good = await _client.JsonAsync("/v1/feeds/json?limit=3");
        PublicSchema.JsonFeed.AssertFits(good);

        Assert.All(
            spoilt,
            fault =>
            {
                var bad = good.DeepClone().AsObject();
                fault.Item2(bad);
                Assert.True(PublicSchema.JsonFeed.Faults(bad).Count > 0, fault.Item1);
            }
        );
    }

    [Fact]
    public async Task An_item_tells_what_the_list_tells()
    {
        var list = await _client.JsonAsync("/v1/articles?limit=100");
        var feed = await _client.JsonAsync("/v1/feeds/json?limit=100");

        Assert.All(
            list.Items().Zip(feed["items"]!.AsArray()),
            pair =>
            {
                var (article, item) = (pair.First, pair.Second!);
                Assert.Equal($"urn:uuid:{article.Text("id")}", item.Text("id"));
                Assert.Equal(article.Text("webUrl"), item.Text("url"));
                Assert.Equal(article.Text("headline"), item.Text("title"));
                Assert.Equal(article.Text("standfirst"), item["summary"]?.GetValue<string>() ?? "");
                Assert.Equal(article.Text("firstPublishedAt"), item.Text("date_published"));
                Assert.Equal(article.Text("updatedAt"), item.Text("date_modified"));
                Assert.Equal(article.Text("language"), item.Text("language"));
                Assert.Equal(
                    article["rights"]!["syndicatable"]!.GetValue<bool>(),
                    item["_rights"]!["syndicatable"]!.GetValue<bool>()
                );
            }
        );
        Assert.Equal(list.Items().Count(), feed["items"]!.AsArray().Count);
    }
}
