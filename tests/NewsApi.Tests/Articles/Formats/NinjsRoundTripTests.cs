using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using NewsApi.Tests.Importing;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>What this service writes as ninjs it can read itself: the items of one newsroom are stories in another.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class NinjsRoundTripTests(NewsroomFixture fixture)
{
    [Fact]
    public async Task Every_story_of_the_sample_newsroom_arrives_with_its_words_and_tags()
    {
        var copy = await fixture.StartAsync();
        using var wire = await Wire.OpenAsync(copy);
        var stories = (await fixture.Sample.Client.JsonAsync("/v1/articles?limit=100&fields=*&bodyFormat=html"))
            .Items()
            .ToList();
        var items = new List<JsonObject>();
        foreach (var story in stories)
            items.Add(
                (await fixture.Sample.Client.JsonAsync($"/v1/articles/{story.Text("slug")}?format=ninjs")).AsObject()
            );

        var import = await wire.ImportAsync("?publish=true&createMissing=true&provider=other-newsroom", items);

        Assert.All(import.Results, result => Assert.True(result.Text("status") == "created", result.ToJsonString()));
        await Assert.AllAsync(
            stories.Zip(import.Results),
            async pair =>
            {
                var (sent, result) = pair;
                var arrived = await copy.Client.JsonAsync($"/v1/articles/{result.Text("id")}?bodyFormat=html");
                Assert.Equal(sent.Text("headline"), arrived.Text("headline"));
                Assert.Equal(sent.Text("standfirst"), arrived.Text("standfirst"));
                Assert.Equal(sent.Text("language"), arrived.Text("language"));
                Assert.Equal(sent["section"]!.Text("title"), arrived["section"]!.Text("title"));
                Assert.Equal(Words(sent), Words(arrived));
                Assert.Equal(Subjects(sent), Subjects(arrived));
                Assert.Equal(sent["leadImage"]?.Text("alt"), arrived["leadImage"]?.Text("alt"));
                Assert.Equal(sent["rights"]!["copyright"]?.ToString(), arrived["rights"]!["copyright"]?.ToString());
            }
        );
    }

    /// <summary>The words of the text: blocks that HTML has no element for become others.</summary>
    private static string Words(JsonNode story) =>
        string.Concat(
            new HtmlParser().ParseDocument(story.Text("body")).Body!.TextContent.Where(c => !char.IsWhiteSpace(c))
        );

    /// <summary>ninjs has no place for the manner of a story, and tells authors by their names alone.</summary>
    private static IEnumerable<string> Subjects(JsonNode story) =>
        story["tags"]!
            .AsArray()
            .Where(tag => tag!.Text("type") is not ("tone" or "contributor"))
            .Select(tag => tag!.Text("title"))
            .Order(StringComparer.Ordinal);
}
