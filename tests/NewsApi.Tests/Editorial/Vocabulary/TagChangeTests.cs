using System.Net;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Vocabulary;

/// <summary>What editors do with tags, and what readers see of it.</summary>
[Collection(EditingCollection.Name)]
public sealed class TagChangeTests(NewsroomFixture fixture) : IAsyncLifetime
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
    }

    public async Task DisposeAsync()
    {
        _desk.Dispose();
        await _newsroom.DisposeAsync();
    }

    [Fact]
    public async Task A_new_tag_has_a_slug_made_of_its_title_and_is_the_newsrooms_alone()
    {
        await _desk.CreateTagAsync(new { type = "place", title = "Europe" });

        using var answer = await _desk.SendAsync(
            HttpMethod.Post,
            Path,
            new
            {
                type = "place",
                title = "Україна",
                description = "A country.",
                aliases = Texts("Ukraine"),
                externalIds = new { wikidata = "Q212" },
                parent = "place/europe",
            }
        );

        var tag = await answer.JsonAsync(HttpStatusCode.Created);
        Assert.Equal("place/ukraina", tag.Text("id"));
        Assert.Equal($"{Path}/place/ukraina", answer.Headers.Location!.OriginalString);
        Assert.Equal("place/europe", tag.Text("parent"));
        Assert.Equal("Q212", tag["externalIds"]!.Text("wikidata"));
        Assert.False(tag["isPublic"]!.GetValue<bool>());
        using var read = await _desk.SendAsync(HttpMethod.Get, $"{Path}/place/ukraina");
        Assert.Equal(answer.Headers.ETag, read.Headers.ETag);
        Assert.Empty((await _newsroom.Client.JsonAsync("/v1/tags")).Items());
    }

    [Fact]
    public async Task All_faults_of_a_tag_are_told_at_once()
    {
        await _desk.CreateTagAsync(new { type = "place", title = "Europe" });
        await _desk.CreateTagAsync(new { type = "person", title = "Europe" });

        using var answer = await _desk.SendAsync(
            HttpMethod.Post,
            Path,
            new
            {
                type = "place",
                slug = "europe",
                title = new string('x', 501),
                description = "",
                aliases = Texts("One", "one", "\u0007"),
                externalIds = new { wikidata = "212", iptc = "medtop:1" },
                parent = "place/europa",
            }
        );

        var problem = await answer.JsonAsync(HttpStatusCode.BadRequest);
        // The control character is told of before anything else is looked at.
        Assert.Equal(["/aliases/2"], problem.FaultyNames());

        using var second = await _desk.SendAsync(
            HttpMethod.Post,
            Path,
            new
            {
                type = "place",
                slug = "europe",
                title = new string('x', 501),
                description = "",
                aliases = Texts("One", "one", "\t"),
                externalIds = new { wikidata = "212", iptc = "medtop:1" },
                parent = "place/europa",
            }
        );
        problem = await second.JsonAsync(HttpStatusCode.BadRequest);
        Assert.Equal(
            [
                "/aliases/1",
                "/aliases/2",
                "/description",
                "/externalIds/iptc",
                "/externalIds/wikidata",
                "/parent",
                "/slug",
                "/title",
            ],
            problem.FaultyNames()
        );
        Assert.Contains("Did you mean 'place/europe'?", problem["errors"]!["/parent"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task Titles_and_aliases_of_the_utmost_length_in_any_script_are_taken()
    {
        var longest = string.Concat(Enumerable.Repeat("ﷺ", 500));
        await _desk.CreateTagAsync(
            new
            {
                type = "topic",
                title = longest,
                slug = "long",
                aliases = new[] { string.Concat(Enumerable.Repeat("😀", 250)) },
            }
        );
        await _editor.PublishAsync(Editor.Draft("story") with { Tags = ["topic/long"] });

        await _desk.PatchTagAsync("topic/long", new { description = "Long." });

        Assert.Equal(longest, (await _newsroom.Client.JsonAsync("/v1/tags/topic/long")).Text("title"));
    }

    [Fact]
    public async Task Its_new_name_shows_wherever_readers_meet_it()
    {
        await _editor.AddTagAsync("topic/kiev", "Kiev");
        await _editor.AddTagAsync("topic/podil", "Podil", parent: "topic/kiev");
        await _editor.PublishAsync(Editor.Draft("in-kiev") with { Tags = ["topic/kiev"] });
        await _editor.PublishAsync(Editor.Draft("in-podil") with { Tags = ["topic/podil"] });

        var tag = await _desk.PatchTagAsync(
            "topic/kiev",
            new
            {
                title = "Kyiv",
                slug = "kyiv",
                aliases = Texts("Kiev city"),
            }
        );

        Assert.Equal(["kiev"], tag["formerSlugs"]!.AsArray().Select(slug => slug!.GetValue<string>()));
        var story = await _newsroom.Client.JsonAsync("/v1/articles/in-kiev");
        Assert.Equal("topic/kyiv Kyiv", $"{story["tags"]![0]!.Text("id")} {story["tags"]![0]!.Text("title")}");
        Assert.Equal(["in-kiev"], (await _newsroom.Client.SearchAsync("kyiv")).Slugs());
        Assert.Equal("Kyiv", (await _newsroom.Client.JsonAsync("/v1/tags/topic/podil"))["parent"]!.Text("title"));
        using var moved = await _newsroom.Client.GetAsync("/v1/tags/topic/kiev");
        Assert.Equal("/v1/tags/topic/kyiv", moved.Headers.Location!.OriginalString);
        Assert.Equal(2, (await _newsroom.Client.JsonAsync("/v1/articles?tag=topic/kiev~")).Total());
        foreach (var prefix in new[] { "kyi", "kiev c", "city" })
            Assert.Equal(
                ["topic/kyiv"],
                (await _newsroom.Client.JsonAsync($"/v1/tags/suggest?prefix={prefix}"))
                    .Items()
                    .Select(item => item.Text("id"))
            );
        // Its stories alone are told of.
        Assert.Equal(3, await _desk.ChangesAsync());
    }

    [Fact]
    public async Task A_reader_pages_on_while_it_is_renamed()
    {
        await _editor.AddTagAsync("topic/a", "Zavumo");
        for (var i = 0; i < 3; i++)
            await _editor.PublishAsync(Editor.Draft($"story-{i}") with { Tags = ["topic/a"] });
        var first = await _newsroom.Client.JsonAsync("/v1/articles?tag=topic/a&limit=2");

        await _desk.PatchTagAsync("topic/a", new { slug = "b" });

        var next = await _newsroom.Client.JsonAsync(new Uri(first["links"]!.Text("next")).PathAndQuery);
        Assert.Equal(["story-0"], next.Slugs());
    }

    [Fact]
    public async Task Its_story_is_found_by_its_new_title_and_not_by_the_old_one()
    {
        await _editor.AddTagAsync("topic/a", "Zavumo");
        await _editor.PublishAsync(Editor.Draft("story") with { Tags = ["topic/a"] });
        Assert.Equal(["story"], (await _newsroom.Client.SearchAsync("zavumo")).Slugs());

        await _desk.PatchTagAsync("topic/a", new { title = "Belundo" });

        Assert.Empty((await _newsroom.Client.SearchAsync("zavumo")).Slugs());
        Assert.Equal(["story"], (await _newsroom.Client.SearchAsync("belundo")).Slugs());
    }

    [Fact]
    public async Task Aliases_and_ids_elsewhere_are_dated_anew_and_change_no_story()
    {
        await _editor.AddTagAsync("topic/a", "Zavumo");
        await _editor.PublishAsync(Editor.Draft("story") with { Tags = ["topic/a"] });
        var (changed, changes) = (await _desk.ChangedAtAsync(), await _desk.ChangesAsync());

        await _desk.PatchTagAsync(
            "topic/a",
            new { aliases = Texts("Kelomo"), externalIds = new { iptc = "medtop:20000419" } }
        );

        Assert.True(await _desk.ChangedAtAsync() > changed);
        Assert.Equal(changes, await _desk.ChangesAsync());
        var tag = await _newsroom.Client.JsonAsync("/v1/tags/topic/a");
        Assert.Equal("medtop:20000419", tag["externalIds"]!.Text("iptc"));
        Assert.Single((await _newsroom.Client.JsonAsync("/v1/tags/suggest?prefix=kelo")).Items());

        // A member of an object is removed by itself.
        tag = await _desk.PatchTagAsync(
            "topic/a",
            new { externalIds = new { iptc = (string?)null }, aliases = (string[]?)null }
        );
        Assert.Null(tag["externalIds"]);
        Assert.Empty((await _newsroom.Client.JsonAsync("/v1/tags/suggest?prefix=kelo")).Items());
    }

    [Fact]
    public async Task Work_on_a_tag_that_readers_do_not_know_moves_nothing_public()
    {
        await _editor.AddTagAsync("topic/known", "Known");
        await _editor.PublishAsync(Editor.Draft("story") with { Tags = ["topic/known"] });
        await _editor.AddTagAsync("topic/secret", "Secret");
        await _editor.AddTagAsync("topic/other-secret", "Other secret");
        await _editor.SaveAsync(Editor.Draft("draft") with { Tags = ["topic/secret"] });
        var changed = await _desk.ChangedAtAsync();
        using var before = await _newsroom.Client.GetAsync("/v1/tags");

        await _desk.PatchTagAsync(
            "topic/secret",
            new
            {
                title = "More secret",
                slug = "hush",
                parent = "topic/known",
            }
        );
        await _desk.PatchTagAsync("topic/hush", new { aliases = Texts("Psst"), parent = (string?)null });
        await _desk.MergeTagAsync("topic/hush", "topic/other-secret");
        await _desk.CreateTagAsync(new { type = "topic", title = "Third" });
        await _desk.DeleteTagAsync("topic/third");

        // What Last-Modified is made of.
        Assert.Equal(changed, await _desk.ChangedAtAsync());
        using var after = await _newsroom.Client.GetAsync("/v1/tags");
        Assert.Equal(before.Headers.ETag, after.Headers.ETag);
        foreach (var slug in new[] { "secret", "hush", "other-secret", "third" })
            await _newsroom.Client.JsonAsync($"/v1/tags/topic/{slug}", HttpStatusCode.NotFound);
    }

    private static string[] Texts(params string[] texts) => texts;
}
