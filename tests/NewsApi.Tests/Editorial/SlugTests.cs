using System.Net;
using NewsApi.Editorial;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Slugs of stories: made, chosen, changed, kept for ever once readers have seen them.</summary>
[Collection(EditingCollection.Name)]
public sealed class SlugTests(EditorsNewsroom shared) : IClassFixture<EditorsNewsroom>
{
    private readonly EditorClient _editor = shared.Editor;
    private readonly HttpClient _reader = shared.Newsroom.Client;

    [Theory]
    [InlineData("How tides turn", "how-tides-turn")]
    [InlineData("  “It’s the Moon”,  she said — twice!  ", "its-the-moon-she-said-twice")]
    [InlineData("Käse, œuvre & façade: 50 % off", "kase-oeuvre-facade-50-off")]
    [InlineData("Приливы и отливы", "prilivy-i-otlivy")]
    [InlineData("潮の満ち引き", "chaonomanchiyinki")]
    [InlineData("المد والجزر", "lmd-wljzr")]
    [InlineData("🌊🌙", "ocean-crescent-moon")]
    [InlineData("C++", "c")]
    public async Task One_is_made_from_the_headline_in_any_script(string headline, string slug)
    {
        var story = await _editor.CreateAsync(Untitled with { Headline = headline });

        Assert.Equal(slug, story.Slug);
    }

    [Theory]
    [InlineData("")]
    [InlineData("!?")]
    [InlineData("—")]
    public async Task A_story_without_words_for_one_gets_one_of_its_own(string headline)
    {
        var story = await _editor.CreateAsync(Untitled with { Headline = headline });

        Assert.Equal($"story-{story.Id.ToString("N")[^12..]}", story.Slug);
    }

    [Fact]
    public async Task A_long_headline_makes_a_slug_of_whole_words_that_one_can_read()
    {
        var words = await _editor.CreateAsync(
            Untitled with
            {
                Headline = string.Join(' ', Enumerable.Repeat("tide", 60)),
            }
        );
        var word = await _editor.CreateAsync(Untitled with { Headline = new string('x', 300) });

        Assert.Matches("^tide(-tide){15}$", words.Slug);
        Assert.Equal(new string('x', 80), word.Slug);
    }

    [Fact]
    public async Task Headlines_that_are_the_same_get_numbers_and_at_last_something_unique()
    {
        var slugs = new List<string>();
        for (var i = 0; i < 12; i++)
            slugs.Add((await _editor.CreateAsync(Untitled with { Headline = "Breaking news" })).Slug);

        Assert.Equal(
            Enumerable.Range(2, 8).Select(number => $"breaking-news-{number}").Prepend("breaking-news"),
            slugs.Take(9)
        );
        Assert.All(slugs.Skip(9), slug => Assert.Matches("^breaking-news-[0-9a-f]{12}$", slug));
        Assert.Equal(slugs.Count, slugs.Distinct().Count());
    }

    [Fact]
    public async Task The_slug_stays_when_the_headline_changes()
    {
        var story = await _editor.CreateAsync(Untitled with { Headline = "First thought" });

        story = await _editor.PatchAsync(story, new { headline = "Second thought" });
        Assert.Equal("first-thought", story.Slug);
        story = await _editor.PatchAsync(story, """{ "slug": null }""");
        Assert.Equal("first-thought", story.Slug);
    }

    [Theory]
    [InlineData("Upper")]
    [InlineData("two--hyphens")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("é")]
    [InlineData("")]
    [InlineData("a\n")]
    public async Task What_is_no_slug_is_refused(string slug)
    {
        using var response = await CreateAsync(Editor.Draft("x") with { Slug = slug });

        await response.InvalidAsync("/slug");
    }

    [Fact]
    public async Task A_slug_has_120_characters_at_most()
    {
        using var longest = await CreateAsync(Editor.Draft(new string('a', 120)));
        using var longer = await CreateAsync(Editor.Draft(new string('a', 121)));

        await longest.JsonAsync(HttpStatusCode.Created);
        await longer.InvalidAsync("/slug");
    }

    [Fact]
    public async Task The_slug_of_another_story_is_refused_everywhere()
    {
        await _editor.CreateAsync(Editor.Draft("mine"));
        var other = await _editor.CreateAsync(Editor.Draft("yours"));

        using var created = await CreateAsync(Editor.Draft("mine"));
        using var put = await _editor.SendAsync(HttpMethod.Put, other.Path, Editor.Draft("mine"), other.ETag);
        using var patched = await _editor.SendAsync(HttpMethod.Patch, other.Path, new { slug = "mine" }, other.ETag);

        foreach (var response in new[] { created, put, patched })
        {
            var problem = await response.InvalidAsync("/slug");
            Assert.Equal(["The slug 'mine' belongs to another story, or did."], problem.Messages("/slug"));
        }
        Assert.Equal(other.ETag, (await _editor.GetAsync(other.Id)).ETag);
    }

    [Fact]
    public async Task A_slug_that_only_drafts_had_may_be_given_to_another_story()
    {
        var story = await _editor.CreateAsync(Editor.Draft("passed-on"));
        story = await _editor.PatchAsync(story, new { slug = "kept" });

        var other = await _editor.CreateAsync(Editor.Draft("passed-on"));

        Assert.Equal(("kept", "passed-on"), (story.Slug, other.Slug));
    }

    [Fact]
    public async Task A_slug_that_readers_have_seen_redirects_for_ever_on_every_path_and_is_never_given_away()
    {
        var story = await _editor.CreatePublicAsync(Editor.Draft("seen-first"));
        story = await _editor.PatchAsync(story, new { slug = "seen-second" });
        await AssertAnswersAsync(HttpStatusCode.OK, "seen-first");
        await AssertAnswersAsync(HttpStatusCode.NotFound, "seen-second");
        story = await _editor.PublishAsync(story, new { impact = "minor" });
        story = await _editor.PublishAsync(await _editor.PatchAsync(story, new { slug = "seen-third" }));

        foreach (var former in new[] { "seen-first", "seen-second" })
        {
            foreach (var below in new[] { "", "/related", "/versions", "/versions/1", "/related?limit=1&fields=slug" })
            {
                using var response = await _reader.GetAsync($"/v1/articles/{former}{below}");
                Assert.Equal(HttpStatusCode.PermanentRedirect, response.StatusCode);
                Assert.Equal($"/v1/articles/seen-third{below}", response.Header("Location"));
            }
            using var taken = await CreateAsync(Editor.Draft(former));
            await taken.InvalidAsync("/slug");
        }
        Assert.Equal("seen-first-2", (await _editor.CreateAsync(Untitled with { Headline = "Seen first" })).Slug);
        var first = await _reader.JsonAsync("/v1/articles/seen-third/versions/1");
        Assert.Equal("seen-first", first.Text("slug"));
    }

    [Fact]
    public async Task A_story_may_have_a_former_slug_of_its_own_again()
    {
        var story = await _editor.CreatePublicAsync(Editor.Draft("there"));
        story = await _editor.PublishAsync(await _editor.PatchAsync(story, new { slug = "and" }));

        story = await _editor.PublishAsync(await _editor.PatchAsync(story, new { slug = "there" }));

        Assert.Equal("there", story.Slug);
        await AssertAnswersAsync(HttpStatusCode.OK, "there");
        await AssertAnswersAsync(HttpStatusCode.PermanentRedirect, "and");
    }

    [Fact]
    public async Task Former_slugs_of_a_withdrawn_story_are_gone_and_still_its_own()
    {
        var story = await _editor.CreatePublicAsync(Editor.Draft("gone-first"));
        story = await _editor.PublishAsync(await _editor.PatchAsync(story, new { slug = "gone-second" }));
        await _editor.WithdrawAsync(story);

        foreach (var slug in new[] { "gone-first", "gone-second" })
        {
            await AssertAnswersAsync(HttpStatusCode.Gone, slug);
            using var taken = await CreateAsync(Editor.Draft(slug));
            await taken.InvalidAsync("/slug");
        }
    }

    [Fact]
    public async Task A_draft_without_a_headline_can_not_go_public_by_any_way()
    {
        var story = await _editor.CreateAsync(Untitled);

        foreach (
            var body in new[]
            {
                "{}",
                """{ "at": "2040-01-01T00:00:00Z" }""",
                """{ "embargoUntil": "2040-01-01T00:00:00Z" }""",
            }
        )
        {
            using var response = await _editor.SendAsync(HttpMethod.Post, $"{story.Path}/publish", body, story.ETag);
            await response.InvalidAsync("/headline");
        }
        story = await _editor.PatchAsync(story, new { headline = "Something" });
        story = await _editor.PublishAsync(story, new { at = StoryStandings.Tomorrow });
        using var removed = await _editor.SendAsync(
            HttpMethod.Patch,
            story.Path,
            """{ "headline": null }""",
            story.ETag
        );
        await removed.InvalidAsync("/headline");
    }

    private static ArticleDraft Untitled => Editor.Draft("x") with { Slug = null, Headline = "" };

    private Task<HttpResponseMessage> CreateAsync(ArticleDraft draft) =>
        _editor.SendAsync(HttpMethod.Post, EditorClient.Stories, draft);

    private async Task AssertAnswersAsync(HttpStatusCode status, string slug)
    {
        using var response = await _reader.GetAsync($"/v1/articles/{slug}");
        Assert.Equal((status, slug), (response.StatusCode, slug));
    }
}
