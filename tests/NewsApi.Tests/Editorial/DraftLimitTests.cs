using System.Text.Json.Nodes;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Limits of drafts: what reaches one is taken as it is, what goes beyond it is refused and not stored.</summary>
[Collection(EditingCollection.Name)]
public sealed class DraftLimitTests(StoredDraft shared) : IClassFixture<StoredDraft>
{
    /// <summary>Two units of UTF-16, four bytes of UTF-8, one character.</summary>
    private const string Wave = "🌊";

    /// <summary>Where a text is, in how many characters it may have, and the members around it.</summary>
    public static TheoryData<string, int, string> Texts =>
        new()
        {
            { "/headline", 300, """{ "headline": "?" }""" },
            { "/standfirst", 2_000, """{ "standfirst": "?" }""" },
            { "/byline", 300, """{ "byline": "?" }""" },
            { "/rights/copyright", 1_000, """{ "rights": { "copyright": "?" } }""" },
            { "/rights/usageTerms", 1_000, """{ "rights": { "usageTerms": "?" } }""" },
            { "/leadImage/alt", 1_000, Image("alt", "leadImage") },
            { "/leadImage/caption", 1_000, Image("caption", "leadImage") },
            { "/leadImage/credit", 1_000, Image("credit", "leadImage") },
            { "/body/0/alt", 1_000, Image("alt") },
            { "/body/0/caption", 1_000, Image("caption") },
            { "/body/0/credit", 1_000, Image("credit") },
            { "/body/0/html", 20_000, Block(""" "type": "paragraph", "html": "?" """) },
            { "/body/0/text", 20_000, Block(""" "type": "heading", "level": 2, "text": "?" """) },
            { "/body/0/html", 20_000, Block(""" "type": "quote", "html": "?" """) },
            { "/body/0/attribution", 1_000, Block(""" "type": "quote", "html": "x", "attribution": "?" """) },
            { "/body/0/text", 20_000, Block(""" "type": "pullquote", "text": "?" """) },
            { "/body/0/attribution", 1_000, Block(""" "type": "pullquote", "text": "x", "attribution": "?" """) },
            { "/body/0/items/0", 20_000, Block(""" "type": "list", "ordered": true, "items": ["?"] """) },
            { "/body/0/title", 1_000, Block(""" "type": "embed", "url": "https://example.org/", "title": "?" """) },
            {
                "/body/0/provider",
                1_000,
                Block(""" "type": "embed", "url": "https://example.org/", "title": "x", "provider": "?" """)
            },
            {
                "/body/0/caption",
                1_000,
                Block(""" "type": "table", "header": ["a"], "rows": [["b"]], "caption": "?" """)
            },
            { "/body/0/header/0", 20_000, Block(""" "type": "table", "header": ["?"], "rows": [["b"]] """) },
            { "/body/0/rows/0/0", 20_000, Block(""" "type": "table", "header": ["a"], "rows": [["?"]] """) },
            { "/body/0/text", 20_000, Block(""" "type": "code", "text": "?" """) },
            { "/body/0/language", 1_000, Block(""" "type": "code", "text": "x", "language": "?" """) },
            {
                "/corrections/0/text",
                20_000,
                """{ "corrections": [{ "kind": "correction", "at": "2026-01-01T00:00:00Z", "text": "?" }] }"""
            },
        };

    /// <summary>Where a list is, how many it may have, the members around it, and one of them.</summary>
    public static TheoryData<string, int, string, string> Lists =>
        new()
        {
            { "/body", 2_000, """{ "body": [?] }""", """{ "type": "divider" }""" },
            {
                "/corrections",
                100,
                """{ "corrections": [?] }""",
                """{ "kind": "correction", "text": "x", "at": "2026-01-01T00:00:00Z" }"""
            },
            {
                "/leadImage/renditions",
                20,
                """{ "leadImage": { "url": "/a", "alt": "x", "width": 1, "height": 1, "renditions": [?] } }""",
                """{ "url": "/a", "width": 1, "height": 1 }"""
            },
            { "/body/0/items", 1_000, Block(""" "type": "list", "ordered": true, "items": [?] """), "\"x\"" },
            { "/body/0/rows", 1_000, Block(""" "type": "table", "header": ["a"], "rows": [?] """), "[\"x\"]" },
            { "/body/0/header", 1_000, Block(""" "type": "table", "header": [?], "rows": [] """), "\"x\"" },
        };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_may_have_as_many_characters_as_the_document_says(string pointer, int most, string members)
    {
        foreach (var character in new[] { "x", Wave })
        {
            await AssertLimitAsync(
                pointer,
                Put(members, string.Concat(Enumerable.Repeat(character, most))),
                Put(members, string.Concat(Enumerable.Repeat(character, most + 1)))
            );
        }
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public Task A_list_may_have_as_many_elements_as_the_document_says(
        string pointer,
        int most,
        string members,
        string element
    ) =>
        AssertLimitAsync(
            pointer,
            Put(members, string.Join(',', Enumerable.Repeat(element, most))),
            Put(members, string.Join(',', Enumerable.Repeat(element, most + 1)))
        );

    /// <summary>Deeply nested markup once cost the sanitiser seconds for each text.</summary>
    [Fact]
    public async Task A_text_may_have_500_marks_of_elements() =>
        await AssertLimitAsync("/body/0/html", Marked([250]), Marked([251]));

    [Fact]
    public async Task A_body_may_have_5000_marks_of_elements() =>
        await AssertLimitAsync(
            "/body",
            Marked([.. Enumerable.Repeat(250, 10)]),
            Marked([.. Enumerable.Repeat(250, 10), 1])
        );

    /// <summary>Paragraphs with so many elements.</summary>
    private static JsonObject Marked(IEnumerable<int> elements) =>
        new()
        {
            ["body"] = new JsonArray([
                .. elements.Select(count => new JsonObject
                {
                    ["type"] = "paragraph",
                    ["html"] = string.Concat(Enumerable.Repeat("<em>x</em> ", count)).TrimEnd(),
                }),
            ]),
        };

    [Fact]
    public async Task A_story_may_have_fifty_tags()
    {
        var vocabulary = new Editor(shared.Newsroom);
        var tags = Enumerable.Range(1, 51).Select(number => $"topic/number-{number}").ToList();
        foreach (var tag in tags)
            await vocabulary.AddTagAsync(tag);

        await AssertLimitAsync("/tags", Tags(50), Tags(51));

        JsonObject Tags(int count) =>
            new() { ["tags"] = new JsonArray([.. tags.Take(count).Select(tag => JsonValue.Create(tag))]) };
    }

    [Theory]
    [InlineData("/rights/licence", """{ "rights": { "licence": "?" } }""")]
    [InlineData("/leadImage/url", """{ "leadImage": { "url": "?", "alt": "x", "width": 1, "height": 1 } }""")]
    public Task An_address_may_have_two_thousand_characters(string pointer, string members) =>
        AssertLimitAsync(pointer, Put(members, Address(2_000)), Put(members, Address(2_001)));

    [Theory]
    [InlineData("""{ "urgency": 1 }""")]
    [InlineData("""{ "urgency": 8 }""")]
    [InlineData("""{ "leadImage": { "url": "/a", "alt": "x", "width": 1, "height": 100000 } }""")]
    [InlineData("""{ "rights": { "licence": "HTTPS://example.org:8443/a?b=c|d{e}&f='g'#h" } }""")]
    [InlineData("""{ "rights": { "licence": "https://example.org/@user?to=a@b" } }""")]
    [InlineData("""{ "rights": { "licence": "https://münchen.example/straße?%22%3Cx%3E" } }""")]
    [InlineData("""{ "language": "zh-Hans-CN" }""")]
    [InlineData("""{ "language": "es-419" }""")]
    public async Task What_lies_just_within_is_taken_as_it_is(string members) =>
        AssertHas(await shared.Editor.CreateAsync(Whole(members)), JsonNode.Parse(members)!);

    [Fact]
    public async Task A_slug_may_have_120_characters() =>
        await AssertLimitAsync(
            "/slug",
            new() { ["slug"] = new string('a', 120) },
            new() { ["slug"] = new string('a', 121) }
        );

    [Fact]
    public async Task Escaping_may_not_make_a_text_longer_than_it_may_be_sent_again()
    {
        await AssertLimitAsync(
            "/body/0/html",
            Put(Block(""" "type": "paragraph", "html": "?" """), string.Concat(Enumerable.Repeat("&amp;", 4_000))),
            Put(Block(""" "type": "paragraph", "html": "?" """), new string('&', 4_001))
        );
    }

    [Fact]
    public async Task Reasons_and_corrections_are_counted_in_characters_too()
    {
        var story = await shared.Editor.CreatePublicAsync(Whole("""{ "headline": "Waves" }"""));
        var correction = string.Concat(Enumerable.Repeat(Wave, 20_000));
        var reason = string.Concat(Enumerable.Repeat(Wave, 500));
        foreach (
            var (step, body, pointer) in new (string, JsonObject, string)[]
            {
                ("corrections", new() { ["text"] = correction + Wave }, "/text"),
                ("withdraw", new() { ["kind"] = "legal", ["reason"] = reason + Wave }, "/reason"),
            }
        )
        {
            using var refused = await shared.Editor.SendAsync(
                HttpMethod.Post,
                $"{story.Path}/{step}",
                body,
                story.ETag
            );
            await refused.InvalidAsync(pointer);
        }

        story = await shared.Editor.CorrectAsync(story, new { text = correction });
        story = await shared.Editor.WithdrawAsync(story, new { kind = "legal", reason });

        Assert.Equal(correction, story.Json["corrections"]![0]!.Text("text"));
        Assert.Equal(reason, story.Json["withdrawal"]!.Text("reason"));
    }

    private async Task AssertLimitAsync(string pointer, JsonObject atLimit, JsonObject beyond)
    {
        var story = await shared.Editor.CreateAsync(Whole(atLimit.ToJsonString()));
        AssertHas(story, atLimit);
        var before = await shared.Newsroom.Connections.TableHashesAsync();
        foreach (
            var (method, path, body) in new[]
            {
                (HttpMethod.Post, EditorClient.Stories, Whole(beyond.ToJsonString())),
                (HttpMethod.Put, story.Path, Whole(beyond.ToJsonString())),
                (HttpMethod.Patch, story.Path, beyond),
            }
        )
        {
            using var response = await shared.Editor.SendAsync(method, path, body, story.ETag);
            await response.InvalidAsync(pointer);
        }
        Assert.Equal(before, await shared.Newsroom.Connections.TableHashesAsync());

        // What was taken may be sent again.
        var again = await shared.Editor.PutAsync(story, story.Json);
        Assert.Equal(story.ETag, again.ETag);
        await shared.Editor.DeleteAsync(again);
    }

    private static void AssertHas(StoryInHand story, JsonNode members)
    {
        foreach (var (name, value) in members.AsObject())
        {
            var saved = story.Json[name]!;
            if (value is JsonObject part)
                Assert.All(part, member => AssertHasMember(saved, member.Key, member.Value!));
            else
                Assert.True(JsonNode.DeepEquals(value, saved), $"{name} came back as {saved}");
        }
    }

    // Addresses of this service come back whole.
    private static void AssertHasMember(JsonNode saved, string name, JsonNode value)
    {
        if (!value.ToJsonString().Contains("\"/a\"", StringComparison.Ordinal))
            Assert.True(JsonNode.DeepEquals(value, saved[name]), $"{name} came back as {saved[name]}");
    }

    private static JsonObject Whole(string members)
    {
        var draft = JsonNode.Parse("""{ "language": "en", "section": "news" }""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject())
            draft[name] = value!.DeepClone();
        return draft;
    }

    private static JsonObject Put(string members, string text) =>
        JsonNode.Parse(members.Replace("?", text, StringComparison.Ordinal))!.AsObject();

    private static string Block(string members) => $$"""{ "body": [{ {{members}} }] }""";

    private static string Image(string member, string? outer = null)
    {
        var alt = member == "alt" ? "" : """ "alt": "x", """;
        var members = $$""" "url": "https://example.org/a", "width": 1, "height": 1, {{alt}} "{{member}}": "?" """;
        return outer is null ? Block($""" "type": "image", {members} """) : $$"""{ "{{outer}}": { {{members}} } }""";
    }

    private static string Address(int length) => "https://example.org/".PadRight(length, 'a');
}
