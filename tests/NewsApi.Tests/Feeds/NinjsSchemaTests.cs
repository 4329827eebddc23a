using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Feeds;

/// <summary>What this service writes as ninjs is held against the schema of the IPTC.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class NinjsSchemaTests(NewsroomFixture fixture)
{
    private readonly HttpClient _client = fixture.Sample.Client;

    [Fact]
    public async Task Every_story_of_the_sample_newsroom_fits_the_schema()
    {
        var (slugs, _) = await _client.ReadForthAsync("/v1/articles?limit=100&fields=slug");

        Assert.InRange(slugs.Count, 65, 1000);
        await Assert.AllAsync(
            slugs,
            async slug =>
            {
                var item = await _client.JsonAsync($"/v1/articles/{slug}?format=ninjs");

                PublicSchema.Ninjs.AssertFits(item);
                Assert.Equal("full", item.Text("representationType"));
                Assert.Equal(
                    ["text/html", "text/plain"],
                    item["bodies"]!.AsArray().Select(body => body!.Text("contentType"))
                );
            }
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("&fields=*")]
    public async Task Every_page_of_the_feed_fits_it_and_so_does_each_item(string also)
    {
        var items = 0;
        foreach (var page in await FeedPages.ReadAsync(_client, $"/v1/feeds/ninjs?limit=20{also}"))
        {
            var feed = JsonNode.Parse(page.Text)!;
            PublicSchema.Ninjs.AssertFits(feed);
            foreach (var item in feed["associations"]!.AsArray())
            {
                items++;
                // Its name is what the association adds.
                item!.AsObject().Remove("name");
                PublicSchema.Ninjs.AssertFits(item);
            }
        }
        Assert.InRange(items, 65, 1000);
    }

    /// <summary>A validator that lets everything pass would prove nothing.</summary>
    [Fact]
    public async Task An_item_that_was_spoilt_does_not_fit()
    {
        (string, Action<JsonObject>)[] spoilt =
        [
            ("no uri", item => item.Remove("uri")),
            ("a member that the standard lacks", item => item["headline"] = "As in version 1"),
            ("no such status", item => item["pubStatus"] = "cancelled"),
            ("a text in place of a number", item => item["urgency"] = "4"),
            ("no moment", item => item["versionCreated"] = "yesterday"),
            ("an associated item without a name", item => item["associations"]![0]!.AsObject().Remove("name")),
            ("a body that is no object", item => item["bodies"] = new JsonArray("text")),
            ("a subject with a member too many", item => item["subjects"]![0]!["title"] = "x"),
            (
                "a place whose shape is none",
                item => item["places"] = JsonNode.Parse("""[{"name":"x","geoJSON":{"type":"Blob"}}]""")
            ),
        ];
        var good = await _client.JsonAsync("/v1/articles/how-the-world-mended-the-ozone-layer?format=ninjs");
        PublicSchema.Ninjs.AssertFits(good);

        Assert.All(
            spoilt,
            fault =>
            {
                var bad = good.DeepClone().AsObject();
                fault.Item2(bad);
                Assert.True(PublicSchema.Ninjs.Faults(bad).Count > 0, fault.Item1);
            }
        );
    }
}
