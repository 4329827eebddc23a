using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Vocabulary;

/// <summary>How tags end, and what the newsroom's list of them holds.</summary>
[Collection(EditingCollection.Name)]
public sealed class TagMergeTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private const string Path = "/v1/editorial/tags";

    private Newsroom _newsroom = null!;
    private EditorialClient _desk = null!;
    private Editor _editor = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        _desk = await EditorialClient.ForAsync(_newsroom);
        _editor = new Editor(_newsroom);
        await _editor.AddSectionAsync("news");
        await _editor.AddTagAsync("topic/old", "Zavumo", null, "Rafido", "KELOMO");
        await _editor.AddTagAsync("topic/new", "Kelomo");
        await _editor.AddTagAsync("topic/below", "Below", "topic/old");
        await _editor.AddTagAsync("topic/third", "Third");
    }

    public async Task DisposeAsync()
    {
        _desk.Dispose();
        await _newsroom.DisposeAsync();
    }

    [Fact]
    public async Task Merged_its_stories_in_every_state_what_lies_below_it_and_its_names_go_to_the_other()
    {
        await _editor.PublishAsync(Editor.Draft("both") with { Tags = ["topic/old", "topic/third", "topic/new"] });
        await _editor.PublishAsync(Editor.Draft("old") with { Tags = ["topic/third", "topic/old"] });
        await _editor.PublishAsync(Editor.Draft("below") with { Tags = ["topic/below"] });
        await _editor.PublishAsync(Editor.Draft("new") with { Tags = ["topic/new"] });
        var draft = await _editor.SaveAsync(Editor.Draft("draft") with { Tags = ["topic/new", "topic/old"] });
        await _desk.PatchTagAsync("topic/old", new { slug = "older" });
        await _newsroom.Client.JsonAsync("/v1/articles?tag=topic/old");

        var tag = await _desk.MergeTagAsync("topic/older", "topic/new");

        Assert.Equal("topic/new", tag.Text("id"));
        Assert.Equal(["old", "older"], tag["formerSlugs"]!.AsArray().Select(slug => slug!.GetValue<string>()));
        // But for those it has as its title, and in the case in which they were first given.
        Assert.Equal(["Zavumo", "Rafido"], tag["aliases"]!.AsArray().Select(alias => alias!.GetValue<string>()));
        var both = await _newsroom.Client.JsonAsync("/v1/articles/both");
        Assert.Equal(["topic/new", "topic/third"], both["tags"]!.AsArray().Select(each => each!.Text("id")));
        Assert.Equal(["new", "old", "both"], (await _newsroom.Client.JsonAsync("/v1/articles?tag=topic/old")).Slugs());
        Assert.Equal(4, (await _newsroom.Client.JsonAsync("/v1/articles?tag=topic/new~")).Total());
        Assert.Equal("topic/new", (await _newsroom.Client.JsonAsync("/v1/tags/topic/below"))["parent"]!.Text("id"));
        foreach (var former in new[] { "old", "older" })
        {
            using var moved = await _newsroom.Client.GetAsync($"/v1/tags/topic/{former}");
            Assert.Equal("/v1/tags/topic/new", moved.Headers.Location!.OriginalString);
        }
        var suggested = (await _newsroom.Client.JsonAsync("/v1/tags/suggest?prefix=rafi")).Items();
        Assert.Equal(["topic/new"], suggested.Select(item => item.Text("id")));
        // The story that bore the other alone shows nothing new.
        Assert.Equal(1, (await _newsroom.Client.JsonAsync("/v1/articles/new"))["version"]!.GetValue<int>());

        await _editor.PublishAsync(draft);
        Assert.Equal(4, (await _newsroom.Client.JsonAsync("/v1/tags/topic/new"))["articleCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_was_merged_goes_along_when_the_tag_is_merged_itself()
    {
        await _editor.PublishAsync(Editor.Draft("story") with { Tags = ["topic/below"] });
        await _desk.MergeTagAsync("topic/below", "topic/old");

        await _desk.MergeTagAsync("topic/old", "topic/new");

        Assert.Equal(["story"], (await _newsroom.Client.JsonAsync("/v1/articles?tag=topic/below")).Slugs());
        using var moved = await _newsroom.Client.GetAsync("/v1/tags/topic/below");
        Assert.Equal("/v1/tags/topic/new", moved.Headers.Location!.OriginalString);
        // Whoever goes by one of the former ids is told of the story, too.
        Assert.Equal((1, 3), await _desk.IdsOfLatestChangeAsync());
    }

    [Fact]
    public async Task A_tag_that_readers_know_makes_known_what_it_is_merged_into()
    {
        await _editor.AddTagAsync("topic/whole", "Whole");
        await _desk.PatchTagAsync("topic/new", new { parent = "topic/whole" });
        var story = await _editor.PublishAsync(Editor.Draft("story") with { Tags = ["topic/old"] });
        await _editor.WithdrawAsync(story);
        await _newsroom.Client.JsonAsync("/v1/tags/topic/new", HttpStatusCode.NotFound);

        await _desk.MergeTagAsync("topic/old", "topic/new");

        Assert.Equal("topic/whole", (await _newsroom.Client.JsonAsync("/v1/tags/topic/new"))["parent"]!.Text("id"));
        using var moved = await _newsroom.Client.GetAsync("/v1/tags/topic/old");
        Assert.Equal("/v1/tags/topic/new", moved.Headers.Location!.OriginalString);
    }

    /// <summary>Its title became an alias that everyone could read, while the stories that bore it were drafts.</summary>
    [Fact]
    public async Task A_tag_that_readers_do_not_know_leaves_no_trace_in_one_that_they_know()
    {
        await _editor.PublishAsync(Editor.Draft("story") with { Tags = ["topic/new"] });
        await _editor.AddTagAsync("topic/merger", "Secretum");
        var draft = await _editor.SaveAsync(Editor.Draft("draft") with { Tags = ["topic/merger"] });
        using var before = await _newsroom.Client.GetAsync("/v1/tags/topic/new");

        var tag = await _desk.MergeTagAsync("topic/merger", "topic/new");

        using var after = await _newsroom.Client.GetAsync("/v1/tags/topic/new");
        Assert.Equal(before.Headers.ETag, after.Headers.ETag);
        Assert.Equal(before.Content.Headers.LastModified, after.Content.Headers.LastModified);
        Assert.DoesNotContain("Secretum", tag.ToJsonString(), StringComparison.Ordinal);
        await _newsroom.Client.JsonAsync("/v1/tags/topic/merger", HttpStatusCode.NotFound);
        Assert.Empty((await _newsroom.Client.JsonAsync("/v1/tags/suggest?prefix=secre")).Items());

        await _editor.PublishAsync(draft);
        Assert.Equal(["draft", "story"], (await _newsroom.Client.JsonAsync("/v1/articles?tag=topic/new")).Slugs());
        await _newsroom.Client.JsonAsync("/v1/tags/topic/merger", HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("topic/old")]
    [InlineData("topic/below")]
    [InlineData("topic/nev")]
    [InlineData("place/new")]
    [InlineData("new")]
    public async Task It_is_not_merged_into_itself_what_lies_below_it_another_type_or_nothing(string into)
    {
        await _editor.AddTagAsync("place/new", "New");
        var before = await _desk.ReadAsync(Path);

        var problem = await _desk.MergeTagAsync("topic/old", into, HttpStatusCode.BadRequest);

        Assert.Equal(["/into"], problem.FaultyNames());
        Assert.True(JsonNode.DeepEquals(before["items"], (await _desk.ReadAsync(Path))["items"]));
    }

    [Fact]
    public async Task It_is_not_merged_where_there_is_no_room_for_its_aliases()
    {
        await _desk.PatchTagAsync(
            "topic/new",
            new { aliases = Enumerable.Range(0, 199).Select(number => $"Alias {number}") }
        );

        var problem = await _desk.MergeTagAsync("topic/old", "topic/new", HttpStatusCode.BadRequest);

        Assert.Equal(["/into"], problem.FaultyNames());
    }

    [Fact]
    public async Task A_tag_that_nobody_uses_or_knows_is_deleted_and_its_slugs_are_free()
    {
        await _desk.PatchTagAsync("topic/third", new { slug = "last" });

        await _desk.DeleteTagAsync("topic/last");

        using var gone = await _desk.SendAsync(HttpMethod.Get, $"{Path}/topic/last");
        await gone.JsonAsync(HttpStatusCode.NotFound);
        await _desk.CreateTagAsync(new { type = "topic", title = "Third" });
    }

    [Fact]
    public async Task A_tag_in_use_is_not_deleted_and_the_refusal_says_by_how_much()
    {
        await _editor.SaveAsync(Editor.Draft("draft") with { Tags = ["topic/old"] });

        var problem = await _desk.DeleteTagAsync("topic/old", HttpStatusCode.Conflict);

        Assert.Equal("It is used: 1 story has it, and 1 lies directly below it.", problem!.Text("detail"));
    }

    [Fact]
    public async Task A_tag_that_readers_have_known_is_never_deleted()
    {
        var story = await _editor.PublishAsync(Editor.Draft("story") with { Tags = ["topic/third"] });
        using var saved = await _desk.ChangeAsync(
            HttpMethod.Patch,
            $"/v1/editorial/articles/{story}",
            new { tags = Array.Empty<string>() }
        );
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        await _editor.PublishAsync(story);

        var problem = await _desk.DeleteTagAsync("topic/third", HttpStatusCode.Conflict);

        Assert.Contains("Merge it", problem!.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_must_name_the_state_that_it_is_meant_for()
    {
        using var first = await _desk.SendAsync(HttpMethod.Get, $"{Path}/topic/old");
        await _desk.PatchTagAsync("topic/old", new { title = "Older" });

        foreach (
            var (method, path, body) in new (HttpMethod, string, object?)[]
            {
                (HttpMethod.Patch, $"{Path}/topic/old", new { title = "Mine" }),
                (HttpMethod.Delete, $"{Path}/topic/old", null),
                (HttpMethod.Post, $"{Path}/topic/old/merge", new { into = "topic/new" }),
            }
        )
        {
            using var unconditional = await _desk.SendAsync(method, path, body);
            await unconditional.JsonAsync((HttpStatusCode)428);
            using var late = await _desk.SendAsync(method, path, body, first.Headers.ETag!.Tag);
            await late.JsonAsync(HttpStatusCode.PreconditionFailed);
        }
        Assert.Equal("Older", (await _desk.ReadAsync($"{Path}/topic/old")).Text("title"));
    }

    [Fact]
    public async Task A_request_sent_again_has_its_first_answer_again()
    {
        var draft = new { type = "topic", title = "Once" };
        using var made = await _desk.SendAsync(HttpMethod.Post, Path, draft, key: "make");
        using var again = await _desk.SendAsync(HttpMethod.Post, Path, draft, key: "make");
        Assert.Equal(await made.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());

        var merge = $"{Path}/topic/once/merge";
        var etag = made.Headers.ETag!.Tag;
        using var merged = await _desk.SendAsync(HttpMethod.Post, merge, new { into = "topic/new" }, etag, "merge");
        using var repeated = await _desk.SendAsync(HttpMethod.Post, merge, new { into = "topic/new" }, etag, "merge");
        await merged.JsonAsync(HttpStatusCode.OK);
        Assert.Equal(await merged.Content.ReadAsStringAsync(), await repeated.Content.ReadAsStringAsync());
        Assert.Equal("true", repeated.Headers.GetValues("Idempotency-Replayed").Single());
    }

    [Theory]
    [InlineData("", "topic/below topic/new topic/third topic/old")]
    [InlineData("type=place", "")]
    [InlineData("q=rafi", "topic/old")]
    [InlineData("q=THI", "topic/third")]
    [InlineData("q=kelo", "topic/new topic/old")]
    [InlineData("sort=usage", "topic/third topic/new topic/below topic/old")]
    public async Task The_list_holds_every_tag_known_or_not(string query, string expected)
    {
        await _editor.PublishAsync(Editor.Draft("public") with { Tags = ["topic/third"] });
        await _editor.SaveAsync(Editor.Draft("draft") with { Tags = ["topic/third", "topic/new"] });
        await _editor.SaveAsync(Editor.Draft("more") with { Tags = ["topic/new"] });

        // Page by page, there and back.
        var pages = new List<JsonNode> { await _desk.ReadAsync($"{Path}?{query}&limit=3".Replace("?&", "?")) };
        while (pages[^1]["links"]!["next"]?.GetValue<string>() is { } next)
            pages.Add(await _desk.ReadAsync(new Uri(next).PathAndQuery));
        var tags = pages.SelectMany(page => page.Items()).ToList();

        Assert.Equal(expected, string.Join(' ', tags.Select(tag => tag.Text("id"))));
        Assert.Equal(tags.Count, pages[0].Total());
        if (pages.Count > 1)
        {
            var back = await _desk.ReadAsync(new Uri(pages[1]["links"]!.Text("prev")).PathAndQuery);
            Assert.True(JsonNode.DeepEquals(pages[0]["items"], back["items"]));
        }
        if (tags.Find(tag => tag.Text("id") == "topic/third") is { } third)
        {
            Assert.True(third["isPublic"]!.GetValue<bool>());
            Assert.Equal("""{"stories":2,"children":0}""", third["usage"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task Of_a_list_every_parameter_is_checked()
    {
        using var answer = await _desk.SendAsync(
            HttpMethod.Get,
            $"{Path}?type=mood&q=--&sort=recent&limit=101&cursor=x&section=news"
        );

        Assert.Equal(
            ["cursor", "limit", "q", "section", "sort", "type"],
            (await answer.JsonAsync(HttpStatusCode.BadRequest)).FaultyNames()
        );
    }
}
