using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Editorial;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Vocabulary;

/// <summary>A story that has expired is in no count of a section or tag, whether or not it has been swept.</summary>
[Collection(EditingCollection.Name)]
public sealed class ExpiredCountTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private Newsroom _newsroom = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        var editor = new Editor(_newsroom);
        await editor.AddSectionAsync("news");
        await editor.AddSectionAsync("local", "news");
        await editor.AddSectionAsync("sport");
        await editor.AddTagAsync("topic/a", "Alpha");
        await editor.AddTagAsync("topic/b", "Alphabet");
        await editor.AddTagAsync("topic/c", "Alpine");
        await editor.PublishAsync(Editor.Draft("first", "local") with { Tags = ["topic/a", "topic/b"] }, Epoch);
        await editor.PublishAsync(Editor.Draft("second", "news") with { Tags = ["topic/b"] }, Epoch.AddDays(1));
        // Of all lists the newest, and under one tag the only one.
        await editor.PublishAsync(
            Editor.Draft("gone", "local") with
            {
                Tags = ["topic/a", "topic/c"],
            },
            Epoch.AddDays(2),
            Epoch.AddDays(3)
        );
        await editor.PublishAsync(
            Editor.Draft("gone-too", "sport") with
            {
                Tags = ["topic/a"],
            },
            Epoch.AddDays(2),
            Epoch.AddDays(3)
        );
    }

    public async Task DisposeAsync() => await _newsroom.DisposeAsync();

    [Fact]
    public async Task Sections_count_what_readers_can_read()
    {
        var tree = await _newsroom.Client.JsonAsync("/v1/sections");
        var news = tree.Items().First();

        Assert.Equal("2 2026-01-02T00:00:00Z", Count(news));
        Assert.Equal("1 2026-01-01T00:00:00Z", Count(news["children"]![0]!));
        Assert.Equal("0 ", Count(tree.Items().Last()));
        Assert.Equal("0 ", Count(await _newsroom.Client.JsonAsync("/v1/sections/sport")));
    }

    [Fact]
    public async Task Tags_count_what_readers_can_read_and_stand_in_that_order()
    {
        Assert.Equal("1 2026-01-01T00:00:00Z", Count(await _newsroom.Client.JsonAsync("/v1/tags/topic/a")));
        Assert.Equal("0 ", Count(await _newsroom.Client.JsonAsync("/v1/tags/topic/c")));
        Assert.Equal(["topic/b", "topic/a", "topic/c"], await IdsAsync("/v1/tags?sort=usage"));
        Assert.Equal(["topic/b", "topic/a", "topic/c"], await IdsAsync("/v1/tags?sort=recent"));
        Assert.Equal(["topic/a", "topic/b"], await IdsAsync("/v1/tags?section=local"));
        Assert.Empty(await IdsAsync("/v1/tags?section=sport"));
        Assert.Equal(["topic/b", "topic/a", "topic/c"], await IdsAsync("/v1/tags/suggest?prefix=alp"));
        var suggested = await _newsroom.Client.JsonAsync("/v1/tags/suggest?prefix=alp");
        Assert.Equal([2, 1, 0], suggested.Items().Select(item => item["articleCount"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("usage")]
    [InlineData("recent")]
    [InlineData("title")]
    public async Task Pages_of_tags_meet_where_they_end(string sort)
    {
        var whole = await IdsAsync($"/v1/tags?sort={sort}");
        var paged = new List<string>();
        var path = $"/v1/tags?sort={sort}&limit=1";
        while (true)
        {
            var page = await _newsroom.Client.JsonAsync(path);
            paged.AddRange(page.Items().Select(item => item.Text("id")));
            if (page["links"]!["next"]?.GetValue<string>() is not { } next)
                break;
            path = new Uri(next).PathAndQuery;
        }
        Assert.Equal(whole, paged);
    }

    [Fact]
    public async Task A_tag_whose_story_has_expired_is_dated_anew_and_sweeping_changes_nothing_that_shows()
    {
        string[] paths =
        [
            "/v1/sections",
            "/v1/tags/topic/a",
            "/v1/tags?sort=usage",
            "/v1/tags?section=local",
            "/v1/tags/suggest?prefix=alp",
        ];
        var before = new List<string>();
        foreach (var path in paths)
            before.Add(await _newsroom.Client.GetStringAsync(path));

        await _newsroom.Services.GetRequiredService<DueStories>().ExpireAsync(CancellationToken.None);

        for (var i = 0; i < paths.Length; i++)
            Assert.Equal(before[i], await _newsroom.Client.GetStringAsync(paths[i]));
    }

    private static string Count(JsonNode node) =>
        $"{node["articleCount"]} {node["latestPublishedAt"]?.GetValue<string>()}";

    private async Task<IEnumerable<string>> IdsAsync(string path) =>
        (await _newsroom.Client.JsonAsync(path)).Items().Select(item => item.Text("id"));
}
