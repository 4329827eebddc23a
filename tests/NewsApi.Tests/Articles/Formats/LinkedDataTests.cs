using System.Text.Json.Nodes;
using NewsApi.Articles;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>A story as schema.org has it.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class LinkedDataTests(EditorsNewsroom shared) : IClassFixture<EditorsNewsroom>
{
    private readonly EditorClient _editor = shared.Editor;
    private readonly HttpClient _reader = shared.Newsroom.Client;

    [Theory]
    [InlineData(ArticleType.Article, "NewsArticle")]
    [InlineData(ArticleType.Analysis, "AnalysisNewsArticle")]
    [InlineData(ArticleType.Opinion, "OpinionNewsArticle")]
    public async Task Its_type_follows_that_of_the_story(ArticleType type, string expected)
    {
        var story = await _editor.CreatePublicAsync(
            Editor.Draft($"of-type-{type}".ToLowerInvariant()) with
            {
                Type = type,
            }
        );

        Assert.Equal(expected, (await ReadAsync(story)).Text("@type"));
    }

    [Fact]
    public async Task Corrections_come_along()
    {
        var story = await _editor.CreatePublicAsync(Editor.Draft("corrected"));
        Assert.Null((await ReadAsync(story))["correction"]);

        story = await _editor.CorrectAsync(story, new { text = "It was 1987." });
        story = await _editor.CorrectAsync(story, new { text = "In Montreal.", kind = "clarification" });

        var article = await _reader.JsonAsync("/v1/articles/corrected");
        var data = await ReadAsync(story);
        Assert.Equal(article.Text("updatedAt"), data.Text("dateModified"));
        Assert.Equal(article.Text("firstPublishedAt"), data.Text("datePublished"));
        Assert.Equal(
            article["corrections"]!.AsArray().Select(one => ("CorrectionComment", one!.Text("text"), one!.Text("at"))),
            data["correction"]!
                .AsArray()
                .Select(one => (one!.Text("@type"), one!.Text("text"), one!.Text("datePublished")))
        );
        foreach (var format in new[] { "html", "text", "markdown", "ninjs" })
        {
            var text = await _reader.GetStringAsync($"/v1/articles/corrected?format={format}");
            Assert.Contains("It was 1987.", text, StringComparison.Ordinal);
            Assert.Contains("In Montreal.", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, "Organization", "News API")]
    [InlineData("By Jo Doe", "Person", "Jo Doe")]
    [InlineData("Jo Doe", "Person", "Jo Doe")]
    [InlineData("By ", "Person", "By ")]
    public async Task Without_a_contributor_the_byline_or_the_newsroom_is_the_author(
        string? byline,
        string type,
        string name
    )
    {
        var story = await _editor.CreatePublicAsync(Editor.Draft($"by-{Guid.NewGuid():N}") with { Byline = byline });

        var author = Assert.Single((await ReadAsync(story))["author"]!.AsArray())!;
        Assert.Equal((type, name), (author.Text("@type"), author.Text("name")));
    }

    [Fact]
    public async Task Contributors_are_authors_and_subjects_are_what_it_is_about()
    {
        var story = await _editor.CreatePublicAsync(
            Editor.Draft("with-tags", "oceans") with
            {
                Byline = "By someone else",
                Tags = ["topic/tides", "contributor/amara-lindqvist", "tone/explainer"],
            }
        );

        var data = await ReadAsync(story);
        Assert.Equal("Amara Lindqvist", Assert.Single(data["author"]!.AsArray())!.Text("name"));
        Assert.Equal(["Tides"], data["about"]!.AsArray().Select(tag => tag!.Text("name")));
        Assert.Equal(["Tides"], data["keywords"]!.AsArray().Select(word => word!.GetValue<string>()));
        Assert.Equal("oceans", data.Text("articleSection"));
        Assert.Equal("It happened.", data.Text("articleBody"));
    }

    private Task<JsonNode> ReadAsync(StoryInHand story) =>
        _reader.JsonAsync($"/v1/articles/{story.Slug}?format=jsonld");
}
