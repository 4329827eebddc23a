using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Saving drafts: what is kept, what is replaced, what makes a revision.</summary>
[Collection(EditingCollection.Name)]
public sealed class DraftTests(EditorsNewsroom shared) : IClassFixture<EditorsNewsroom>
{
    /// <summary>A draft with every member that there is.</summary>
    private const string Whole = """
        {
          "type": "analysis",
          "language": "pt-BR",
          "headline": "Como viram as marés",
          "standfirst": "Duas vezes por dia\no mar vem e vai.",
          "byline": "Por Amara Lindqvist",
          "section": "oceans",
          "tags": ["topic/tides", "contributor/amara-lindqvist", "topic/moon"],
          "leadImage": {
            "url": "https://images.example.org/tide.jpg",
            "alt": "Uma praia vazia",
            "caption": "A maré baixa.",
            "credit": "Foto: Example",
            "width": 1600,
            "height": 900,
            "focalPoint": { "x": 0.25, "y": 1 },
            "renditions": [{ "url": "https://images.example.org/tide-800.jpg", "width": 800, "height": 450 }]
          },
          "body": [
            { "type": "paragraph", "html": "A Lua <em>puxa</em> o mar." },
            { "type": "heading", "level": 3, "text": "Sizígia" },
            { "type": "quote", "html": "O mar <q>sobe</q>.", "attribution": "Um pescador" },
            { "type": "pullquote", "text": "O mar sobe." },
            { "type": "list", "ordered": true, "items": ["um", "<strong>dois</strong>"] },
            {
              "type": "image", "url": "https://images.example.org/moon.jpg", "alt": "A Lua", "caption": "Cheia",
              "credit": "Example", "width": 10, "height": 20
            },
            { "type": "embed", "url": "https://video.example.org/1", "provider": "Example", "title": "Um filme" },
            { "type": "table", "caption": "Marés", "header": ["a", "b"], "rows": [["1", "2"], ["3", "4"]] },
            { "type": "code", "language": "sql", "text": "select 1;\n\tselect 2;" },
            { "type": "divider" }
          ],
          "urgency": 2,
          "rights": {
            "syndicatable": false, "copyright": "© Example", "usageTerms": "Nenhum.",
            "licence": "https://creativecommons.org/licenses/by/4.0/", "expiresAt": "2040-01-01T00:00:00Z", "aiTraining": true
          },
          "corrections": [{ "kind": "clarification", "text": "Era 1987.", "at": "2026-01-02T03:04:05.678901Z" }],
          "embargoUntil": "2035-06-07T08:09:10Z"
        }
        """;

    private readonly EditorClient _editor = shared.Editor;

    [Fact]
    public async Task What_is_sent_comes_back_member_by_member()
    {
        var story = await _editor.CreateAsync(Whole);

        var sent = JsonNode.Parse(Whole)!.AsObject();
        Assert.StartsWith("como-viram-as-mares", story.Slug, StringComparison.Ordinal);
        Assert.All(
            sent,
            member =>
                Assert.True(
                    JsonNode.DeepEquals(member.Value, story.Json[member.Key]),
                    $"{member.Key}: {story.Json[member.Key]}"
                )
        );
        Assert.Equal("draft", story.State);
        Assert.Equal(1, story.Revision);
        Assert.Equal("news desk", story.Json.Text("savedBy"));
        Assert.All(
            ["publishedRevision", "version", "dueAt", "impact", "firstPublishedAt", "withdrawal", "source", "removed"],
            name => Assert.Null(story.Json[name])
        );
    }

    [Fact]
    public async Task What_is_left_out_is_as_the_document_says()
    {
        var story = (await _editor.CreateAsync("""{ "language": "en", "section": "news" }""")).Json;

        Assert.Equal(
            ("article", "", "", 4),
            (story.Text("type"), story.Text("headline"), story.Text("standfirst"), story["urgency"]!.GetValue<int>())
        );
        Assert.Equal("""{"syndicatable":true,"aiTraining":false}""", story["rights"]!.ToJsonString());
        Assert.All(["tags", "body", "corrections"], name => Assert.Empty(story[name]!.AsArray()));
        Assert.All(["byline", "leadImage", "embargoUntil"], name => Assert.Null(story[name]));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "headline": "" }""")]
    [InlineData("""{ "headline": "Another", "body": [] }""")]
    public async Task What_an_editor_read_may_be_sent_back_and_is_no_new_revision(string change)
    {
        foreach (var draft in new[] { Whole, """{ "language": "en", "section": "news" }""" })
        {
            var story = await _editor.CreateAsync(draft);
            story = await _editor.PatchAsync(story, change);

            var saved = await _editor.PutAsync(story, story.Json);

            Assert.Equal(story.Json.ToJsonString(), saved.Json.ToJsonString());
            Assert.Equal(story.ETag, saved.ETag);
        }
    }

    [Fact]
    public async Task What_was_published_and_corrected_may_be_sent_back_too()
    {
        var draft = JsonNode.Parse(Whole)!.AsObject();
        draft.Remove("embargoUntil");
        var story = await _editor.CreatePublicAsync(draft);
        story = await _editor.CorrectAsync(story, new { text = "It was 1987." });
        story = await _editor.PatchAsync(story, new { byline = "By somebody else" });

        var saved = await _editor.PutAsync(story, story.Json);

        Assert.Equal(story.Json.ToJsonString(), saved.Json.ToJsonString());
    }

    [Fact]
    public async Task PUT_replaces_everything_but_slug_and_corrections()
    {
        var story = await _editor.CreateAsync(Whole);

        var saved = (await _editor.PutAsync(story, """{ "language": "en", "section": "news" }""")).Json;

        Assert.Equal(story.Slug, saved.Text("slug"));
        Assert.Single(saved["corrections"]!.AsArray());
        Assert.Equal(
            ("en", "news", "article", ""),
            (saved.Text("language"), saved.Text("section"), saved.Text("type"), saved.Text("headline"))
        );
        Assert.All(["byline", "leadImage", "embargoUntil"], name => Assert.Null(saved[name]));
        Assert.Equal(2, saved["revision"]!.GetValue<int>());
    }

    [Fact]
    public async Task PATCH_changes_what_it_names_removes_what_is_null_and_replaces_lists()
    {
        var story = await _editor.CreateAsync(Whole);

        var saved = await _editor.PatchAsync(
            story,
            """
            {
              "headline": "How tides turn",
              "byline": null,
              "embargoUntil": null,
              "tags": ["topic/moon"],
              "body": [{ "type": "divider" }],
              "corrections": null,
              "rights": { "copyright": null, "syndicatable": true },
              "leadImage": { "caption": "Low tide.", "focalPoint": null }
            }
            """
        );

        var expected = JsonNode.Parse(Whole)!.AsObject();
        expected["headline"] = "How tides turn";
        expected.Remove("byline");
        expected.Remove("embargoUntil");
        expected["tags"] = new JsonArray("topic/moon");
        expected["body"] = JsonNode.Parse("""[{ "type": "divider" }]""");
        expected["corrections"] = new JsonArray();
        expected["rights"]!["syndicatable"] = true;
        expected["rights"]!.AsObject().Remove("copyright");
        expected["leadImage"]!["caption"] = "Low tide.";
        expected["leadImage"]!.AsObject().Remove("focalPoint");
        Assert.All(
            expected,
            member =>
                Assert.True(
                    JsonNode.DeepEquals(member.Value, saved.Json[member.Key]),
                    $"{member.Key}: {saved.Json[member.Key]}"
                )
        );
        Assert.Null(saved.Json["byline"]);
        Assert.Null(saved.Json["embargoUntil"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "headline": "Como viram as marés" }""")]
    [InlineData(
        """{ "corrections": [{ "kind": "clarification", "text": "Era 1987.", "at": "2026-01-02T03:04:05.678901Z" }] }"""
    )]
    [InlineData("""{ "embargoUntil": "2035-06-07T10:09:10+02:00" }""")]
    [InlineData("""{ "rights": { "aiTraining": true } }""")]
    public async Task A_PATCH_that_changes_nothing_is_no_new_revision(string patch)
    {
        var story = await _editor.CreateAsync(Whole);

        var saved = await _editor.PatchAsync(story, patch);

        Assert.Equal((story.ETag, story.Json.ToJsonString()), (saved.ETag, saved.Json.ToJsonString()));
    }

    [Theory]
    [InlineData("""{ "language": null }""", "/language")]
    [InlineData("""{ "section": null, "nope": 1 }""", "/section", "/nope")]
    [InlineData("""{ "nope": null }""", "/nope")]
    [InlineData("""{ "id": "01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42", "revision": 7 }""", "/id", "/revision")]
    [InlineData("""{ "rights": { "licens": "x" } }""", "/rights/licens")]
    [InlineData("""{ "rights": { "licens": null } }""", "/rights/licens")]
    [InlineData("""{ "leadImage": { "alt": null } }""", "/leadImage/alt")]
    [InlineData("""{ "leadImage": { "alt": "" } }""", "/leadImage/alt")]
    [InlineData("""{ "body": [{ "type": "paragraph" }] }""", "/body/0/html")]
    [InlineData("""{ "body": { "0": { "html": "x" } } }""", "/body")]
    [InlineData("""{ "tags": { "0": "topic/moon" } }""", "/tags")]
    [InlineData("""{ "headline": 1, "urgency": 9 }""", "/headline")]
    [InlineData("""{ "urgency": 9, "byline": " " }""", "/urgency", "/byline")]
    [InlineData("""[{ "op": "remove", "path": "/byline" }]""", "")]
    public async Task A_PATCH_that_leaves_no_valid_draft_is_refused_with_pointers(string patch, params string[] faults)
    {
        var story = await _editor.CreateAsync(Whole);

        using var response = await _editor.SendAsync(HttpMethod.Patch, story.Path, patch, story.ETag);

        await response.InvalidAsync(faults);
        Assert.Equal(story.ETag, (await _editor.GetAsync(story.Id)).ETag);
    }

    [Fact]
    public async Task A_picture_may_be_given_and_taken_away()
    {
        var story = await _editor.CreateAsync(Editor.Draft("pictured"));

        using var incomplete = await _editor.SendAsync(
            HttpMethod.Patch,
            story.Path,
            """{ "leadImage": { "url": "/media/a.svg" } }""",
            story.ETag
        );
        await incomplete.InvalidAsync("/leadImage/alt", "/leadImage/height", "/leadImage/width");
        story = await _editor.PatchAsync(
            story,
            """{ "leadImage": { "url": "/media/a.svg", "alt": "A", "width": 1, "height": 1 } }"""
        );
        var address = new Uri(shared.Newsroom.BaseAddress, "/media/a.svg").ToString();
        Assert.Equal(address, story.Json["leadImage"]!.Text("url"));
        Assert.Equal(story.ETag, (await _editor.PutAsync(story, story.Json)).ETag);
        Assert.Null((await _editor.PatchAsync(story, """{ "leadImage": null }""")).Json["leadImage"]);
    }

    [Fact]
    public async Task A_deleted_draft_is_gone_with_its_history_and_its_slug_is_free()
    {
        var story = await _editor.CreateAsync(Editor.Draft("free-again"));
        story = await _editor.PatchAsync(story, new { headline = "Once more" });

        await _editor.DeleteAsync(story);

        foreach (var path in new[] { "", "/history", "/history/1", "/history/compare?from=1" })
        {
            using var gone = await _editor.SendAsync(HttpMethod.Get, story.Path + path);
            await gone.ProblemAsync(ProblemType.NotFound);
        }
        using var again = await _editor.SendAsync(HttpMethod.Delete, story.Path, null, story.ETag);
        await again.ProblemAsync(ProblemType.NotFound);
        Assert.Equal("free-again", (await _editor.CreateAsync(Editor.Draft("free-again"))).Slug);
    }

    [Fact]
    public async Task The_answer_to_a_creation_says_where_the_story_is()
    {
        using var response = await _editor.SendAsync(
            HttpMethod.Post,
            EditorClient.Stories,
            Editor.Draft("found-there")
        );

        var story = await EditorClient.StoryAsync(response, HttpStatusCode.Created);
        Assert.Equal(story.Path, response.Header("Location"));
        Assert.Equal(7, story.Id.Version);
        Assert.Equal(story.ETag, (await _editor.GetAsync(story.Id)).ETag);
    }
}
