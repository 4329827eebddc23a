using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Markup that would do something in a reader's browser, in every place where stories have markup and in those where
/// they have plain text.</summary>
[Collection(EditingCollection.Name)]
public sealed class HostileHtmlTests(EditorsNewsroom shared) : IClassFixture<EditorsNewsroom>
{
    /// <summary>Where a story of these tests has inline HTML.</summary>
    private static readonly string[] InlinePlaces =
    [
        "/body/0/html",
        "/body/1/html",
        "/body/2/items/0",
        "/body/2/items/1",
    ];

    private readonly EditorClient _editor = shared.Editor;

    public static TheoryData<string> Hostile => HostilePayloads.Hostile;

    public static TheoryData<string> Harmless => HostilePayloads.Harmless;

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task What_is_active_is_taken_out_and_reported_wherever_it_stands(string payload)
    {
        var story = await _editor.CreateAsync(Draft(payload));

        AssertReported(story);
        await AssertInertAsync(story, payload);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_patch_lets_no_more_in(string payload)
    {
        var created = await _editor.CreateAsync(Draft(payload));
        var draft = await _editor.CreateAsync("""{ "language": "en", "section": "news", "headline": "Tides" }""");

        var patched = await _editor.PatchAsync(draft, new JsonObject { ["body"] = Body(payload) });

        AssertReported(patched);
        Assert.Equal(created.Json["body"]!.ToJsonString(), patched.Json["body"]!.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task What_only_looks_like_it_stays_and_does_nothing(string payload)
    {
        var story = await _editor.CreateAsync(Draft(payload));

        Assert.Null(story.Json["removed"]);
        Assert.All(
            InlineTexts(story.Json),
            html => Assert.Equal(InertMarkup.TextOf($"Before {payload} after"), InertMarkup.TextOf(html))
        );
        await AssertInertAsync(story, payload);
    }

    [Theory]
    [InlineData("s")]
    [InlineData("span")]
    [InlineData("b")]
    [InlineData("div")]
    [InlineData("svg")]
    public async Task Markup_nested_as_deep_as_a_text_is_long_harms_nobody(string element)
    {
        var html = string.Concat(Enumerable.Repeat($"<{element}>", 19_000 / (element.Length + 2))) + "x";

        using var response = await _editor.SendAsync(
            HttpMethod.Post,
            EditorClient.Stories,
            new JsonObject
            {
                ["language"] = "en",
                ["section"] = "news",
                ["body"] = new JsonArray(new JsonObject { ["type"] = "paragraph", ["html"] = html }),
            }
        );

        Assert.True((int)response.StatusCode is 201 or 400, await response.Content.ReadAsStringAsync());
        await shared.Newsroom.Client.JsonAsync("/v1/articles");
    }

    /// <summary>Nothing active is stored or published, and what is stored is as it should be: saving it again changes nothing.
    /// </summary>
    private async Task AssertInertAsync(StoryInHand story, string payload)
    {
        AssertPlainMembers(story.Json, payload);
        Assert.All(InlineTexts(story.Json), InertMarkup.AssertInline);
        var again = await _editor.PutAsync(story, story.Json);
        Assert.Equal(story.ETag, again.ETag);
        Assert.Null(again.Json["removed"]);
        Assert.Equal(story.Json["body"]!.ToJsonString(), again.Json["body"]!.ToJsonString());

        var published = await _editor.PublishAsync(again);
        var path = $"/v1/articles/{published.Id}";
        var client = shared.Newsroom.Client;
        var blocks = await client.JsonAsync(path);
        AssertPlainMembers(blocks, payload);
        Assert.Equal(story.Json["body"]!.ToJsonString(), blocks["body"]!.ToJsonString());
        InertMarkup.AssertBody((await client.JsonAsync($"{path}?bodyFormat=html")).Text("body"));
        InertMarkup.AssertMarkdown((await client.JsonAsync($"{path}?bodyFormat=markdown")).Text("body"));
        var text = (await client.JsonAsync($"{path}?bodyFormat=text")).Text("body");
        Assert.Contains(InertMarkup.TextOf(InlineTexts(blocks).First()).Trim()[..6], text, StringComparison.Ordinal);
    }

    private static void AssertReported(StoryInHand story)
    {
        Assert.NotNull(story.Json["removed"]);
        var removed = story.Json["removed"]!.AsArray();
        Assert.Equal(InlinePlaces, removed.Select(part => part!.Text("pointer")).Distinct());
        Assert.All(removed, part => Assert.NotEmpty(part!.Text("what")));
    }

    /// <summary>Plain text is kept letter for letter: whoever shows it escapes it.</summary>
    private static void AssertPlainMembers(JsonNode story, string payload)
    {
        var line = Line(payload);
        Assert.All(["headline", "byline"], member => Assert.Equal(line, story.Text(member)));
        Assert.Equal(payload, story.Text("standfirst"));
        Assert.All(["alt", "caption", "credit"], member => Assert.Equal(payload, story["leadImage"]!.Text(member)));
        Assert.Equal(payload, story["rights"]!.Text("usageTerms"));
        var body = story["body"]!;
        Assert.Equal(payload, body[1]!.Text("attribution"));
        Assert.Equal(payload, body[3]!.Text("text"));
        Assert.Equal(payload, body[4]!.Text("text"));
        Assert.All(["alt", "caption", "credit"], member => Assert.Equal(payload, body[5]!.Text(member)));
        Assert.All(["title", "provider"], member => Assert.Equal(payload, body[6]!.Text(member)));
        Assert.Equal(payload, body[7]!.Text("caption"));
        Assert.Equal(payload, body[7]!["header"]![0]!.GetValue<string>());
        Assert.Equal(payload, body[7]!["rows"]![0]![0]!.GetValue<string>());
        Assert.All(["text", "language"], member => Assert.Equal(payload, body[8]!.Text(member)));
    }

    private static IEnumerable<string> InlineTexts(JsonNode story) =>
        [
            story["body"]![0]!.Text("html"),
            story["body"]![1]!.Text("html"),
            .. story["body"]![2]!["items"]!.AsArray().Select(item => item!.GetValue<string>()),
        ];

    private static JsonObject Draft(string payload) =>
        new()
        {
            ["language"] = "en",
            ["section"] = "news",
            ["slug"] = $"hostile-{Guid.NewGuid():N}",
            ["headline"] = Line(payload),
            ["byline"] = Line(payload),
            ["standfirst"] = payload,
            ["leadImage"] = Picture(payload),
            ["rights"] = new JsonObject { ["usageTerms"] = payload },
            ["body"] = Body(payload),
        };

    private static JsonArray Body(string payload)
    {
        var html = $"Before {payload} after";
        var image = Picture(payload);
        image["type"] = "image";
        return
        [
            new JsonObject { ["type"] = "paragraph", ["html"] = html },
            new JsonObject
            {
                ["type"] = "quote",
                ["html"] = html,
                ["attribution"] = payload,
            },
            new JsonObject
            {
                ["type"] = "list",
                ["ordered"] = true,
                ["items"] = new JsonArray(html, html),
            },
            new JsonObject
            {
                ["type"] = "heading",
                ["level"] = 2,
                ["text"] = payload,
            },
            new JsonObject { ["type"] = "pullquote", ["text"] = payload },
            image,
            new JsonObject
            {
                ["type"] = "embed",
                ["url"] = "https://video.example.org/1",
                ["title"] = payload,
                ["provider"] = payload,
            },
            new JsonObject
            {
                ["type"] = "table",
                ["caption"] = payload,
                ["header"] = new JsonArray(payload),
                ["rows"] = new JsonArray(new JsonArray(payload)),
            },
            new JsonObject
            {
                ["type"] = "code",
                ["language"] = payload,
                ["text"] = payload,
            },
        ];
    }

    private static JsonObject Picture(string payload) =>
        new()
        {
            ["url"] = "https://images.example.org/a.jpg",
            ["alt"] = payload,
            ["caption"] = payload,
            ["credit"] = payload,
            ["width"] = 10,
            ["height"] = 10,
        };

    /// <summary>What may stand on one line of it.</summary>
    private static string Line(string payload) =>
        string.Concat(payload.Select(c => char.IsControl(c) || c == '\u2028' ? ' ' : c));
}
