using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Vocabulary;

/// <summary>How sections end, and what keeps editors out of each other's way.</summary>
[Collection(EditingCollection.Name)]
public sealed class SectionMergeTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private const string Path = "/v1/editorial/sections";

    private Newsroom _newsroom = null!;
    private EditorialClient _desk = null!;
    private Editor _editor = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        _desk = await EditorialClient.ForAsync(_newsroom);
        _editor = new Editor(_newsroom);
        foreach (var title in new[] { "News", "Sport", "Empty" })
            await _desk.CreateSectionAsync(new { title });
        await _desk.CreateSectionAsync(new { title = "Football", parent = "sport" });
    }

    public async Task DisposeAsync()
    {
        _desk.Dispose();
        await _newsroom.DisposeAsync();
    }

    /// <summary>No story changes with it, so the log says nothing; other instances once knew the old meaning for five seconds.
    /// </summary>
    [Fact]
    public async Task Merged_without_stories_it_leads_on_in_other_instances_too()
    {
        await using var other = await Newsroom.StartAsync(_newsroom.Connections);
        await _editor.PublishAsync(Editor.Draft("public", "news"));
        Assert.Empty((await other.Client.JsonAsync("/v1/articles?section=empty")).Slugs());

        await _desk.MergeSectionAsync("empty", "news");

        var clock = Stopwatch.StartNew();
        while (!(await other.Client.JsonAsync("/v1/articles?section=empty")).Slugs().Any())
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(3), "The other instance goes on as before.");
    }

    [Fact]
    public async Task Merged_its_stories_in_every_state_and_what_lies_below_it_move_and_its_names_lead_on()
    {
        await _editor.PublishAsync(Editor.Draft("public", "sport"));
        await _editor.PublishAsync(Editor.Draft("below", "football"));
        await _editor.WithdrawAsync(await _editor.PublishAsync(Editor.Draft("withdrawn", "sport")));
        var draft = await _editor.SaveAsync(Editor.Draft("draft", "sport"));
        await _desk.PatchSectionAsync("sport", new { slug = "sports" });

        var news = await _desk.MergeSectionAsync("sports", "news");

        Assert.Equal("news", news.Text("slug"));
        Assert.Equal(["sport", "sports"], news["formerSlugs"]!.AsArray().Select(slug => slug!.GetValue<string>()));
        Assert.Equal(["below", "public"], (await _newsroom.Client.JsonAsync("/v1/articles?section=sport")).Slugs());
        Assert.Equal("news", (await _newsroom.Client.JsonAsync("/v1/articles/public"))["section"]!.Text("slug"));
        Assert.Equal("news", (await _newsroom.Client.JsonAsync("/v1/sections/football"))["parent"]!.Text("slug"));
        foreach (var former in new[] { "sport", "sports" })
        {
            using var moved = await _newsroom.Client.GetAsync($"/v1/sections/{former}");
            Assert.Equal("/v1/sections/news", moved.Headers.Location!.OriginalString);
        }
        var list = await _desk.ReadAsync(Path);
        Assert.Equal(["news", "football", "empty"], list.Items().Select(section => section.Text("slug")));
        Assert.Equal(3, list.Items().First()["usage"]!["stories"]!.GetValue<int>());

        await _editor.PublishAsync(draft);
        Assert.Equal(3, (await _newsroom.Client.JsonAsync("/v1/articles?section=news")).Total());
    }

    [Fact]
    public async Task What_was_merged_goes_along_when_the_section_is_merged_itself()
    {
        await _editor.PublishAsync(Editor.Draft("story", "football"));
        await _desk.MergeSectionAsync("football", "sport");

        await _desk.MergeSectionAsync("sport", "news");

        Assert.Equal(["story"], (await _newsroom.Client.JsonAsync("/v1/articles?section=football")).Slugs());
        using var moved = await _newsroom.Client.GetAsync("/v1/sections/football");
        Assert.Equal("/v1/sections/news", moved.Headers.Location!.OriginalString);
        // Whoever goes by one of the former ids is told of the story, too.
        Assert.Equal((3, 0), await _desk.IdsOfLatestChangeAsync());
    }

    [Theory]
    [InlineData("sport", "sport")]
    [InlineData("sport", "football")]
    [InlineData("sport", "newz")]
    [InlineData("sport", "Not a slug")]
    public async Task It_is_not_merged_into_itself_what_lies_below_it_or_nothing(string slug, string into)
    {
        var before = await _desk.ReadAsync(Path);

        var problem = await _desk.MergeSectionAsync(slug, into, HttpStatusCode.BadRequest);

        Assert.Equal(["/into"], problem.FaultyNames());
        Assert.True(JsonNode.DeepEquals(before, await _desk.ReadAsync(Path)));
    }

    [Fact]
    public async Task It_is_not_merged_where_what_lies_below_it_would_come_to_lie_too_deep()
    {
        await _desk.CreateSectionAsync(new { title = "Level 1", parent = "empty" });
        for (var level = 2; level <= 7; level++)
            await _desk.CreateSectionAsync(new { title = $"Level {level}", parent = $"level-{level - 1}" });

        var problem = await _desk.MergeSectionAsync("sport", "level-7", HttpStatusCode.BadRequest);

        Assert.Equal(["/into"], problem.FaultyNames());
        await _desk.MergeSectionAsync("sport", "level-6");
        Assert.Equal(7, (await _desk.ReadAsync($"{Path}/football"))["depth"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_unused_section_is_deleted_and_its_slugs_are_free()
    {
        await _desk.PatchSectionAsync("empty", new { slug = "blank" });

        await _desk.DeleteSectionAsync("blank");

        await _newsroom.Client.JsonAsync("/v1/sections/empty", HttpStatusCode.NotFound);
        Assert.DoesNotContain(
            (await _newsroom.Client.JsonAsync("/v1/sections")).Items(),
            section => section.Text("slug") == "blank"
        );
        await _newsroom.Client.JsonAsync("/v1/articles?section=blank", HttpStatusCode.BadRequest);
        await _desk.CreateSectionAsync(new { title = "Blank" });
        await _desk.CreateSectionAsync(new { title = "Empty" });
    }

    [Fact]
    public async Task A_section_in_use_is_not_deleted_and_the_refusal_says_by_how_much()
    {
        await _editor.SaveAsync(Editor.Draft("one", "sport"));
        await _editor.SaveAsync(Editor.Draft("two", "sport"));

        var problem = await _desk.DeleteSectionAsync("sport", HttpStatusCode.Conflict);

        Assert.Equal("/problems/not-open", problem!.Text("type"));
        Assert.Equal("It is used: 2 stories have it, and 1 lies directly below it.", problem!.Text("detail"));
    }

    [Fact]
    public async Task A_section_in_which_readers_saw_a_story_is_never_deleted()
    {
        var story = await _editor.PublishAsync(Editor.Draft("story", "football"));
        await _desk.MergeSectionAsync("football", "sport");
        using var saved = await _desk.ChangeAsync(
            HttpMethod.Patch,
            $"/v1/editorial/articles/{story}",
            new { section = "news" }
        );
        Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        await _desk.DeleteSectionAsync("sport", HttpStatusCode.Conflict);
        await _editor.PublishAsync(story);

        var problem = await _desk.DeleteSectionAsync("sport", HttpStatusCode.Conflict);

        Assert.Contains("Merge it", problem!.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_must_name_the_state_that_it_is_meant_for()
    {
        using var first = await _desk.SendAsync(HttpMethod.Get, $"{Path}/news");
        var etag = first.Headers.ETag!.Tag;
        await _desk.PatchSectionAsync("news", new { title = "The news" });

        foreach (var (method, path, body) in Changes("news"))
        {
            using var unconditional = await _desk.SendAsync(method, path, body);
            await unconditional.JsonAsync((HttpStatusCode)428);
            using var late = await _desk.SendAsync(method, path, body, etag);
            await late.JsonAsync(HttpStatusCode.PreconditionFailed);
        }
        Assert.Equal("The news", (await _desk.ReadAsync($"{Path}/news")).Text("title"));

        foreach (var (method, path, body) in Changes("none"))
        {
            using var nothing = await _desk.SendAsync(method, path, body, etag);
            await nothing.JsonAsync(HttpStatusCode.NotFound);
        }

        static IEnumerable<(HttpMethod, string, object?)> Changes(string slug) =>
            [
                (HttpMethod.Patch, $"{Path}/{slug}", new { title = "Mine" }),
                (HttpMethod.Delete, $"{Path}/{slug}", null),
                (HttpMethod.Post, $"{Path}/{slug}/merge", new { into = "sport" }),
            ];
    }

    [Fact]
    public async Task A_story_filed_in_the_meantime_is_no_change_of_the_section()
    {
        using var read = await _desk.SendAsync(HttpMethod.Get, $"{Path}/news");
        await _editor.PublishAsync(Editor.Draft("story"));

        using var changed = await _desk.SendAsync(
            HttpMethod.Patch,
            $"{Path}/news",
            new { title = "The news" },
            read.Headers.ETag!.Tag
        );

        await changed.JsonAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_change_that_changes_nothing_leaves_all_as_it_is()
    {
        await _editor.PublishAsync(Editor.Draft("story"));
        var changed = await _desk.ChangedAtAsync();
        using var read = await _desk.SendAsync(HttpMethod.Get, $"{Path}/news");

        using var same = await _desk.SendAsync(
            HttpMethod.Patch,
            $"{Path}/news",
            new
            {
                title = "News",
                description = (string?)null,
                slug = (string?)null,
            },
            read.Headers.ETag!.Tag
        );

        await same.JsonAsync(HttpStatusCode.OK);
        Assert.Equal(read.Headers.ETag, same.Headers.ETag);
        Assert.Equal(changed, await _desk.ChangedAtAsync());
        Assert.Equal(1, await _desk.ChangesAsync());
    }

    [Fact]
    public async Task A_request_sent_again_has_its_first_answer_again()
    {
        using var made = await _desk.SendAsync(HttpMethod.Post, Path, new { title = "Once" }, key: "make");
        using var again = await _desk.SendAsync(HttpMethod.Post, Path, new { title = "Once" }, key: "make");
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(await made.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal(made.Headers.Location, again.Headers.Location);
        using var other = await _desk.SendAsync(HttpMethod.Post, Path, new { title = "Twice" }, key: "make");
        await other.JsonAsync(HttpStatusCode.UnprocessableEntity);

        var merge = $"{Path}/once/merge";
        var etag = made.Headers.ETag!.Tag;
        using var merged = await _desk.SendAsync(HttpMethod.Post, merge, new { into = "news" }, etag, "merge");
        using var repeated = await _desk.SendAsync(HttpMethod.Post, merge, new { into = "news" }, etag, "merge");
        await merged.JsonAsync(HttpStatusCode.OK);
        Assert.Equal(await merged.Content.ReadAsStringAsync(), await repeated.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Nobody_manages_sections_without_a_key_that_may()
    {
        using var reader = await EditorialClient.ForAsync(_newsroom, Scopes.ContentRead);
        using var stranger = new HttpClient { BaseAddress = _newsroom.BaseAddress };
        foreach (var path in new[] { Path, $"{Path}/news", "/v1/editorial/tags" })
        {
            using var unknown = await stranger.GetAsync(path);
            Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
            using var forbidden = await reader.SendAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        }
        using var created = await reader.SendAsync(HttpMethod.Post, Path, new { title = "Mine" });
        Assert.Equal(HttpStatusCode.Forbidden, created.StatusCode);
    }
}
