using System.Net;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Editorial;
using NewsApi.Tests.Support;
using Xunit;
using static NewsApi.Tests.Feeds.FeedPages;

namespace NewsApi.Tests.Feeds;

/// <summary>What happens to a story, as those see it who subscribed to a feed.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class FeedLifeTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private readonly EditorsNewsroom _shared = new(fixture);
    private EditorClient _editor = null!;
    private HttpClient _reader = null!;
    private StoryInHand _older = null!;
    private StoryInHand _newer = null!;

    public async Task InitializeAsync()
    {
        await _shared.InitializeAsync();
        (_editor, _reader) = (_shared.Editor, _shared.Newsroom.Client);
        _older = await _editor.CreatePublicAsync(Editor.Draft("older") with { Tags = ["topic/tides"] });
        _newer = await _editor.CreatePublicAsync(Editor.Draft("newer", "oceans") with { Tags = ["topic/moon"] });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_story_keeps_its_id_when_its_address_changes()
    {
        var before = await _reader.AtomAsync();

        _older = await _editor.PatchAsync(_older, new { slug = "renamed" });
        _older = await _editor.PublishAsync(_older, new { impact = "minor" });

        var after = await _reader.AtomAsync();
        Assert.Equal(Ids(before), Ids(after));
        Assert.EndsWith("/stories/older", before.Entries()[1].Href("alternate"), StringComparison.Ordinal);
        Assert.EndsWith("/stories/renamed", after.Entries()[1].Href("alternate"), StringComparison.Ordinal);
        var item = (await _reader.ChannelAsync()).Elements("item").Last();
        Assert.Equal($"urn:uuid:{_older.Id}", item.Element("guid")!.Value);
        Assert.EndsWith("/stories/renamed", item.Element("link")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_minor_change_is_shown_and_moves_nothing()
    {
        var before = await DatesAsync(_older);

        _older = await _editor.PatchAsync(_older, new { headline = "With a comma, now" });
        _older = await _editor.PublishAsync(_older, new { impact = "minor" });

        Assert.Equal(before, await DatesAsync(_older));
        var feed = await _reader.AtomAsync();
        Assert.Equal([Urn(_newer), Urn(_older)], Ids(feed));
        Assert.Equal("With a comma, now", feed.Entries()[1].Element(Atom + "title")!.Value);
    }

    [Fact]
    public async Task A_major_change_moves_the_story_up_and_dates_it_anew()
    {
        var before = await DatesAsync(_older);
        await Task.Delay(1100); // RSS dates by whole seconds.

        _older = await _editor.PublishAsync(_older);

        var after = await DatesAsync(_older);
        Assert.Equal([Urn(_older), Urn(_newer)], Ids(await _reader.AtomAsync()));
        Assert.Equal(before.Published, after.Published);
        Assert.NotEqual(before.Updated, after.Updated);
        Assert.NotEqual(before.PubDate, after.PubDate);
        Assert.Equal(1, after.Count);
    }

    [Theory]
    [InlineData("rss")]
    [InlineData("atom")]
    [InlineData("json")]
    [InlineData("ninjs")]
    public async Task A_withdrawn_story_leaves_every_feed_at_once(string format)
    {
        using var before = await _reader.GetAsync($"/v1/feeds/{format}");

        _older = await _editor.WithdrawAsync(_older);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/feeds/{format}");
        request.Headers.IfNoneMatch.Add(before.Headers.ETag!);
        using var after = await _reader.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        var text = await after.Content.ReadAsStringAsync();
        Assert.DoesNotContain("Headline of older", text, StringComparison.Ordinal);
        Assert.Contains("Headline of newer", text, StringComparison.Ordinal);
        // Those that can tell of it do.
        Assert.Equal(format is "atom" or "ninjs", text.Contains(Urn(_older), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Atom_has_a_tombstone_and_ninjs_a_canceled_item_on_the_first_page_alone()
    {
        await _editor.CreatePublicAsync(Editor.Draft("newest"));
        _older = await _editor.WithdrawAsync(_older);
        var problem = await _reader.JsonAsync($"/v1/articles/{_older.Id}", HttpStatusCode.Gone);

        var pages = await ReadAsync(_reader, "/v1/feeds/atom?limit=1");
        var tombstone = Assert.Single(pages[0].Xml.Root!.Elements(Tombstones + "deleted-entry"));
        Assert.Equal(Urn(_older), tombstone.Attribute("ref")!.Value);
        Assert.Equal(problem.Text("withdrawnAt"), tombstone.Attribute("when")!.Value);
        Assert.Equal(problem.Text("withdrawnAt"), pages[0].Xml.Root!.Element(Atom + "updated")!.Value);
        Assert.Empty(pages[1].Xml.Root!.DeletedIds());

        var ninjs = await _reader.JsonAsync("/v1/feeds/ninjs?limit=1");
        PublicSchema.Ninjs.AssertFits(ninjs);
        var canceled = ninjs["associations"]![0]!;
        canceled.AsObject().Remove("name");
        PublicSchema.Ninjs.AssertFits(canceled);
        Assert.Equal((Urn(_older), "canceled"), (canceled.Text("uri"), canceled.Text("pubStatus")));
        Assert.Equal("usable", ninjs["associations"]![1]!.Text("pubStatus"));
    }

    [Theory]
    [InlineData("?section=news", true)]
    [InlineData("?section=science", false)]
    [InlineData("?tag=topic/tides", true)]
    [InlineData("?tag=topic/moon", false)]
    [InlineData("?tag=-topic/moon", true)]
    [InlineData("?language=en", true)]
    [InlineData("?language=de", false)]
    [InlineData("?type=article&section=news", true)]
    [InlineData("?type=opinion", false)]
    public async Task A_filtered_feed_tells_of_what_was_in_it_alone(string query, bool told)
    {
        _older = await _editor.WithdrawAsync(_older);

        Assert.Equal(told ? [Urn(_older)] : [], (await _reader.AtomAsync(query)).DeletedIds());
        var ninjs = await _reader.JsonAsync($"/v1/feeds/ninjs{query}");
        Assert.Equal(
            told ? [Urn(_older)] : [],
            ninjs["associations"]!
                .AsArray()
                .Where(item => item!.Text("pubStatus") == "canceled")
                .Select(item => item!.Text("uri"))
        );
    }

    [Fact]
    public async Task A_story_in_a_subsection_was_in_the_feed_of_the_section_above()
    {
        _newer = await _editor.WithdrawAsync(_newer);

        Assert.Equal([Urn(_newer)], (await _reader.AtomAsync("?section=science")).DeletedIds());
        Assert.Empty((await _reader.AtomAsync("?section=news")).DeletedIds());
    }

    [Fact]
    public async Task A_story_that_came_back_is_not_told_of_as_gone()
    {
        _older = await _editor.WithdrawAsync(_older);
        _older = await _editor.ReinstateAsync(_older);
        Assert.Equal([Urn(_older)], (await _reader.AtomAsync()).DeletedIds());

        _older = await _editor.PublishAsync(_older);

        var feed = await _reader.AtomAsync();
        Assert.Empty(feed.DeletedIds());
        Assert.Equal([Urn(_older), Urn(_newer)], Ids(feed));
    }

    [Fact]
    public async Task A_story_whose_rights_have_ended_is_told_of_like_one_that_was_withdrawn()
    {
        var ends = DateTimeOffset.UtcNow.AddSeconds(2);
        var story = await _editor.CreatePublicAsync(
            Editor.Draft("short-lived") with
            {
                Rights = new() { ExpiresAt = ends },
            }
        );
        Assert.Contains(Urn(story), Ids(await _reader.AtomAsync()));

        while (DateTimeOffset.UtcNow < ends.AddMilliseconds(200))
            await Task.Delay(50);
        // Before the clock has come by.
        Assert.DoesNotContain(Urn(story), Ids(await _reader.AtomAsync()));
        await _shared.Newsroom.Services.GetRequiredService<DueStories>().ExpireAsync(CancellationToken.None);

        Assert.Equal([Urn(story)], (await _reader.AtomAsync()).DeletedIds());
        Assert.Equal("canceled", (await _reader.JsonAsync("/v1/feeds/ninjs"))["associations"]![0]!.Text("pubStatus"));
    }

    [Fact]
    public async Task Rights_authors_and_subjects_come_along()
    {
        await _editor.CreatePublicAsync(
            Editor.Draft("rich", "oceans") with
            {
                Byline = "By Amara Lindqvist and others",
                Tags = ["contributor/amara-lindqvist", "topic/moon", "tone/explainer"],
                Rights = new()
                {
                    Copyright = "© Someone",
                    UsageTerms = "Ask first.",
                    Syndicatable = false,
                    Licence = "https://example.org/licence",
                },
            }
        );

        var entry = (await _reader.AtomAsync()).Entries()[0];
        Assert.Equal("Amara Lindqvist", entry.Element(Atom + "author")!.Element(Atom + "name")!.Value);
        Assert.Equal("© Someone; Ask first.; Not for syndication.", entry.Element(Atom + "rights")!.Value);
        Assert.Equal("https://example.org/licence", entry.Href("license"));
        Assert.Equal(
            ["oceans", "topic/moon"],
            entry.Elements(Atom + "category").Select(category => category.Attribute("term")!.Value)
        );
        var item = (await _reader.ChannelAsync()).Element("item")!;
        Assert.Equal("Amara Lindqvist", item.Element(DublinCore + "creator")!.Value);
        Assert.Equal("© Someone; Ask first.; Not for syndication.", item.Element(DublinCore + "rights")!.Value);
        Assert.Equal(["oceans", "Moon"], item.Elements("category").Select(category => category.Value));
        var ninjs = (await _reader.JsonAsync("/v1/feeds/ninjs"))["associations"]![0]!;
        Assert.Equal("By Amara Lindqvist and others", ninjs.Text("by"));
        Assert.Equal("© Someone", ninjs.Text("copyrightNotice"));
    }

    private async Task<(string Updated, string Published, string PubDate, int Count)> DatesAsync(StoryInHand story)
    {
        var entry = (await _reader.AtomAsync())
            .Entries()
            .Single(entry => entry.Element(Atom + "id")!.Value == Urn(story));
        var items = (await _reader.ChannelAsync())
            .Elements("item")
            .Where(item => item.Element("guid")!.Value == Urn(story))
            .ToList();
        return (
            entry.Element(Atom + "updated")!.Value,
            entry.Element(Atom + "published")!.Value,
            items[0].Element("pubDate")!.Value,
            items.Count
        );
    }

    private static List<string> Ids(XElement feed) =>
        [.. feed.Entries().Select(entry => entry.Element(Atom + "id")!.Value)];

    private static string Urn(StoryInHand story) => $"urn:uuid:{story.Id}";
}
