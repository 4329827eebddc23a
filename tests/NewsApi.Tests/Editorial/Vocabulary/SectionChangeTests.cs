using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Vocabulary;

/// <summary>What editors do with sections, and what readers see of it.</summary>
[Collection(EditingCollection.Name)]
public sealed class SectionChangeTests(NewsroomFixture fixture) : IAsyncLifetime
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
    }

    public async Task DisposeAsync()
    {
        _desk.Dispose();
        await _newsroom.DisposeAsync();
    }

    [Fact]
    public async Task A_new_section_comes_last_under_a_slug_made_of_its_title_and_readers_see_it_at_once()
    {
        await _desk.CreateSectionAsync(new { title = "News" });

        using var answer = await _desk.SendAsync(
            HttpMethod.Post,
            Path,
            new { title = "Künste & Bücher", description = "What is made." }
        );

        var section = await answer.JsonAsync(HttpStatusCode.Created);
        Assert.Equal($"{Path}/kunste-bucher", answer.Headers.Location!.OriginalString);
        Assert.Equal(1, section["position"]!.GetValue<int>());
        Assert.Equal(0, section["depth"]!.GetValue<int>());
        using var read = await _desk.SendAsync(HttpMethod.Get, answer.Headers.Location.OriginalString);
        Assert.Equal(answer.Headers.ETag, read.Headers.ETag);
        Assert.False(read.Headers.ETag!.IsWeak);
        Assert.Equal(["news", "kunste-bucher"], await PublicTreeAsync());
    }

    [Fact]
    public async Task The_list_is_flat_in_the_order_of_the_tree_and_counts_stories_in_any_state()
    {
        await _desk.CreateSectionAsync(new { title = "Sport" });
        await _desk.CreateSectionAsync(new { title = "News", position = 0 });
        await _desk.CreateSectionAsync(new { title = "Football", parent = "sport" });
        await _desk.CreateSectionAsync(new { title = "Women", parent = "football" });
        await _editor.SaveAsync(Editor.Draft("draft", "football"));
        await _editor.WithdrawAsync(await _editor.PublishAsync(Editor.Draft("withdrawn", "football")));
        await _editor.PublishAsync(Editor.Draft("public", "women"));

        var list = await _desk.ReadAsync(Path);

        Assert.Equal(
            ["sport 0: 0, 1", "football 1: 2, 1", "women 2: 1, 0", "news 0: 0, 0"],
            list.Items()
                .Select(section =>
                    $"{section.Text("slug")} {section["depth"]}: {section["usage"]!["stories"]}, {section["usage"]!["children"]}"
                )
        );
    }

    [Fact]
    public async Task All_faults_of_a_section_are_told_at_once()
    {
        await _desk.CreateSectionAsync(new { title = "Science" });

        using var answer = await _desk.SendAsync(
            HttpMethod.Post,
            Path,
            new
            {
                title = "two\nlines",
                slug = "science",
                description = " ",
                parent = "sciense",
                position = -1,
            }
        );

        var problem = await answer.JsonAsync(HttpStatusCode.BadRequest);
        Assert.Equal(["/description", "/parent", "/position", "/slug", "/title"], problem.FaultyNames());
        Assert.Contains("Did you mean 'science'?", problem["errors"]!["/parent"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Titles_and_descriptions_of_the_utmost_length_in_any_script_are_taken()
    {
        var longest = string.Concat(Enumerable.Repeat("ﷺ", 500));

        await _desk.CreateSectionAsync(
            new
            {
                title = longest,
                description = longest,
                slug = "long",
            }
        );

        Assert.Equal(longest, (await _newsroom.Client.JsonAsync("/v1/sections/long")).Text("title"));
    }

    [Fact]
    public async Task Its_new_title_shows_in_its_stories_and_each_of_them_is_told_of_as_a_minor_update()
    {
        await _desk.CreateSectionAsync(new { title = "Sport" });
        await _desk.CreateSectionAsync(new { title = "Football", parent = "sport" });
        await _editor.PublishAsync(Editor.Draft("in-sport", "sport"));
        await _editor.PublishAsync(Editor.Draft("in-football", "football"));

        await _desk.PatchSectionAsync("sport", new { title = "Sports" });

        var story = await _newsroom.Client.JsonAsync("/v1/articles/in-sport");
        Assert.Equal("Sports", story["section"]!.Text("title"));
        Assert.Equal(2, story["version"]!.GetValue<int>());
        // Below it nothing shows its title.
        Assert.Equal(1, (await _newsroom.Client.JsonAsync("/v1/articles/in-football"))["version"]!.GetValue<int>());
        Assert.Equal(3, await _desk.ChangesAsync());
        var facets = await _newsroom.Client.JsonAsync("/v1/articles?limit=0&facets=section");
        Assert.Contains(facets["facets"]!["section"]!.AsArray(), value => value!.Text("title") == "Sports");
    }

    [Fact]
    public async Task A_former_slug_redirects_and_goes_on_working_in_filters_drafts_and_the_editorial_API()
    {
        await _desk.CreateSectionAsync(new { title = "Sport" });
        await _editor.PublishAsync(Editor.Draft("story", "sport"));
        // Remembered by whoever answers, for a while.
        await _newsroom.Client.JsonAsync("/v1/articles?section=sport");

        var section = await _desk.PatchSectionAsync("sport", new { slug = "sports" });

        Assert.Equal(["sport"], section["formerSlugs"]!.AsArray().Select(slug => slug!.GetValue<string>()));
        using var moved = await _newsroom.Client.GetAsync("/v1/sections/sport");
        Assert.Equal(HttpStatusCode.PermanentRedirect, moved.StatusCode);
        Assert.Equal("/v1/sections/sports", moved.Headers.Location!.OriginalString);
        Assert.Equal(["story"], (await _newsroom.Client.JsonAsync("/v1/articles?section=sport")).Slugs());
        Assert.Equal("sports", (await _newsroom.Client.JsonAsync("/v1/articles/story"))["section"]!.Text("slug"));
        await _editor.PublishAsync(Editor.Draft("later", "sport"));
        Assert.Equal(2, (await _newsroom.Client.JsonAsync("/v1/sections/sports"))["articleCount"]!.GetValue<int>());
        Assert.Equal("sports", (await _desk.ReadAsync($"{Path}/sport")).Text("slug"));

        // It may have its former slug back.
        Assert.Equal("sport", (await _desk.PatchSectionAsync("sports", new { slug = "sport" })).Text("slug"));
        using var back = await _newsroom.Client.GetAsync("/v1/sections/sports");
        Assert.Equal("/v1/sections/sport", back.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task It_moves_with_all_below_it_and_lists_and_counts_follow()
    {
        foreach (
            var (title, parent) in new[]
            {
                ("News", (string?)null),
                ("Sport", null),
                ("Football", "sport"),
                ("Women", "football"),
            }
        )
            await _desk.CreateSectionAsync(new { title, parent });
        await _editor.PublishAsync(Editor.Draft("story", "women"));

        var moved = await _desk.PatchSectionAsync("football", new { parent = "news" });

        Assert.Equal("news", moved.Text("parent"));
        Assert.Equal(["news", "football", "women", "sport"], await PublicTreeAsync());
        Assert.Equal(2, (await _desk.ReadAsync($"{Path}/women"))["depth"]!.GetValue<int>());
        Assert.Equal(["story"], (await _newsroom.Client.JsonAsync("/v1/articles?section=news")).Slugs());
        Assert.Empty((await _newsroom.Client.JsonAsync("/v1/articles?section=sport")).Slugs());
        Assert.Equal(0, (await _newsroom.Client.JsonAsync("/v1/sections/sport"))["articleCount"]!.GetValue<int>());

        await _desk.PatchSectionAsync("football", new { parent = (string?)null });
        Assert.Equal(["news", "sport", "football", "women"], await PublicTreeAsync());
        Assert.Empty((await _newsroom.Client.JsonAsync("/v1/articles?section=news")).Slugs());
    }

    [Fact]
    public async Task No_section_moves_below_itself_or_too_deep()
    {
        await _desk.CreateSectionAsync(new { title = "Level 0" });
        for (var level = 1; level <= 7; level++)
            await _desk.CreateSectionAsync(new { title = $"Level {level}", parent = $"level-{level - 1}" });
        await _desk.CreateSectionAsync(new { title = "Other" });
        await _desk.CreateSectionAsync(new { title = "Below other", parent = "other" });

        foreach (
            var (slug, parent) in new[]
            {
                ("level-2", "level-2"),
                ("level-2", "level-5"),
                ("other", "level-6"),
                ("level-0", "other"),
            }
        )
        {
            var problem = await _desk.PatchSectionAsync(slug, new { parent }, HttpStatusCode.BadRequest);
            Assert.Equal(["/parent"], problem.FaultyNames());
        }
        using var tooDeep = await _desk.SendAsync(HttpMethod.Post, Path, new { title = "Level 8", parent = "level-7" });
        Assert.Equal(["/parent"], (await tooDeep.JsonAsync(HttpStatusCode.BadRequest)).FaultyNames());
        await _desk.PatchSectionAsync("other", new { parent = "level-5" });
    }

    [Fact]
    public async Task Another_place_among_its_siblings_dates_the_tree_anew_and_changes_no_story()
    {
        await _desk.CreateSectionAsync(new { title = "News" });
        await _desk.CreateSectionAsync(new { title = "Sport" });
        await _editor.PublishAsync(Editor.Draft("story", "sport"));
        var (changed, changes) = (await _desk.ChangedAtAsync(), await _desk.ChangesAsync());

        await _desk.PatchSectionAsync("news", new { position = 5 });

        Assert.Equal(["sport", "news"], await PublicTreeAsync());
        Assert.True(await _desk.ChangedAtAsync() > changed);
        Assert.Equal(changes, await _desk.ChangesAsync());
    }

    private async Task<IEnumerable<string>> PublicTreeAsync()
    {
        var tree = await _newsroom.Client.JsonAsync("/v1/sections");
        return tree.Items().SelectMany(Flat);

        static IEnumerable<string> Flat(JsonNode section) =>
            section["children"]!.AsArray().SelectMany(child => Flat(child!)).Prepend(section.Text("slug"));
    }
}
