using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Articles;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Changes;

[Collection(NewsroomCollection.Name)]
public sealed class ChangeListTests(ChangeListTests.Shared shared) : IClassFixture<ChangeListTests.Shared>
{
    private readonly HttpClient _client = shared.Newsroom.Client;

    [Fact]
    public async Task The_log_tells_of_everything_in_order_and_without_gaps()
    {
        var page = await _client.JsonAsync("/v1/changes");

        Assert.Equal(
            [
                "1 published walrus 1",
                "2 published tern 1",
                "3 published eel 1",
                "4 updated walrus 2",
                "5 withdrawn tern 1",
                "6 expired eel 1",
                "7 published tern 2",
            ],
            page.Items().Select(Summary)
        );
        Assert.Equal(7, page["after"]!.GetValue<long>());
        Assert.False(page["hasMore"]!.GetValue<bool>());
        Assert.Equal(
            page.Items().Select(item => item["at"]!.GetValue<DateTimeOffset>()).Order(),
            page.Items().Select(item => item["at"]!.GetValue<DateTimeOffset>())
        );
    }

    [Fact]
    public async Task A_page_leads_to_the_next_and_the_last_one_to_what_is_to_come()
    {
        var first = await _client.JsonAsync("/v1/changes?limit=4&type=-gallery");
        var next = new Uri(first["links"]!.Text("next"));
        var second = await _client.JsonAsync(next.PathAndQuery);
        using var third = await _client.GetAsync(new Uri(second["links"]!.Text("next")));
        var last = await third.JsonAsync(HttpStatusCode.OK);

        Assert.Equal("?after=4&limit=4&type=-gallery", next.Query);
        Assert.True(first["hasMore"]!.GetValue<bool>());
        Assert.Equal([5, 6, 7], second.Items().Select(item => item["seq"]!.GetValue<long>()));
        Assert.False(second["hasMore"]!.GetValue<bool>());
        Assert.Empty(last.Items());
        Assert.Equal(last["links"]!.Text("self"), last["links"]!.Text("next"));
        Assert.Equal($"<{last["links"]!.Text("next")}>; rel=\"next\"", third.Header("Link"));
    }

    /// <summary>The walrus moved from news to sport, and from topic/ice to place/greenland, which lies below place/arctic.</summary>
    [Theory]
    [InlineData("section=news", "1 published walrus 1", "4 left walrus 2")]
    [InlineData("section=sport", "4 updated walrus 2")]
    [InlineData("section=news|sport", "1 published walrus 1", "4 updated walrus 2")]
    [InlineData("tag=topic/ice", "1 published walrus 1", "4 left walrus 2")]
    [InlineData("tag=place/greenland", "4 updated walrus 2")]
    [InlineData("tag=place/arctic~", "4 updated walrus 2")]
    [InlineData("tag=place/arctic")]
    [InlineData("tag=-topic/ice,place/arctic~|topic/ice", "1 published walrus 1", "4 updated walrus 2")]
    [InlineData("type=article", "2 published tern 1", "5 withdrawn tern 1", "7 published tern 2")]
    [InlineData("type=-article,-brief", "1 published walrus 1", "4 updated walrus 2")]
    [InlineData("language=pt", "3 published eel 1", "6 expired eel 1")]
    [InlineData("language=pt-PT")]
    [InlineData("language=-en", "3 published eel 1", "6 expired eel 1")]
    [InlineData("type=brief&language=en")]
    public async Task A_filter_tells_what_enters_and_leaves_it(string filter, params string[] expected)
    {
        var page = await _client.JsonAsync("/v1/changes?" + filter);

        Assert.Equal(expected, page.Items().Select(Summary));
        Assert.Equal(7, page["after"]!.GetValue<long>());
    }

    [Fact]
    public async Task Ids_follow_single_stories()
    {
        var page = await _client.JsonAsync($"/v1/changes?ids={shared.Tern}");

        Assert.Equal(["2 published tern 1", "5 withdrawn tern 1", "7 published tern 2"], page.Items().Select(Summary));
    }

    [Fact]
    public async Task An_included_article_is_the_one_of_now_and_no_takedown_has_one()
    {
        var page = await _client.JsonAsync("/v1/changes?include=article");

        Assert.Equal(
            ["walrus 2", "tern 2", null, "walrus 2", null, null, "tern 2"],
            page.Items()
                .Select(item => item["article"] is { } article ? $"{article["slug"]} {article["version"]}" : null)
        );
        Assert.All(
            page.Items().Where(item => item["article"] is not null),
            item => Assert.NotNull(item["article"]!["body"])
        );
    }

    [Fact]
    public async Task An_included_article_has_the_members_asked_for()
    {
        var page = await _client.JsonAsync("/v1/changes?include=article&fields=headline,body&bodyFormat=text&limit=1");

        var article = page.Items().Single()["article"]!.AsObject();
        Assert.Equal(["id", "headline", "body"], article.Select(member => member.Key));
        Assert.Equal("It happened.", article["body"]!.GetValue<string>());
    }

    /// <summary>Who follows the news must not get what is none any more.</summary>
    [Fact]
    public async Task An_article_that_has_left_is_not_included()
    {
        var page = await _client.JsonAsync("/v1/changes?include=article&section=news");

        Assert.Equal(["published", "left"], page.Items().Select(item => item.Text("kind")));
        Assert.All(page.Items(), item => Assert.Null(item["article"]));
    }

    [Theory]
    [InlineData("/v1/changes?after=8", "after")]
    [InlineData("/v1/changes?after=9223372036854775807&wait=0", "after")]
    [InlineData("/v1/changes/stream?after=8", "after")]
    public async Task A_place_that_was_never_reached_is_refused(string target, string name)
    {
        using var response = await shared.Newsroom.GetAsync(target);

        var problem = await response.InvalidAsync(name);
        Assert.Contains("The change log ends at 7;", problem.Messages(name).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_cache_keeps_it_unasked_and_a_client_with_a_copy_is_told_so()
    {
        using var response = await shared.Newsroom.GetAsync("/v1/changes?after=2&include=article");
        using var again = await shared.Newsroom.GetAsync(
            "/v1/changes?after=2&include=article",
            ("If-None-Match", response.Header("ETag"))
        );

        Assert.Equal("public, max-age=0", response.Header("Cache-Control"));
        Assert.Equal("changes", response.Header("Surrogate-Key"));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Theory]
    [InlineData(
        "/v1/changes?tag=place/artic",
        "At offset 0: there is no tag 'place/artic'. Did you mean 'place/arctic'?"
    )]
    [InlineData("/v1/changes/stream?tag=topic/ice,(place/arctic", "At offset 23, the end: expected ')', ',' or '|'.")]
    [InlineData("/v1/export?tag=nope", "At offset 0: there is no tag 'nope'.")]
    public async Task Filters_are_those_of_lists_with_their_refusals(string target, string message)
    {
        using var response = await shared.Newsroom.GetAsync(target);

        var problem = await response.InvalidAsync("tag");
        Assert.Equal([message], problem.Messages("tag"));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("9223372036854775808")]
    public async Task A_place_to_resume_from_is_checked_together_with_the_parameters(string place)
    {
        using var response = await shared.Newsroom.GetAsync("/v1/changes/stream?tag=nope", ("Last-Event-ID", place));

        await response.InvalidAsync("Last-Event-ID", "tag");
    }

    [Fact]
    public async Task What_is_not_public_is_told_of_nowhere()
    {
        var everything =
            await _client.GetStringAsync("/v1/changes?include=article") + await _client.GetStringAsync("/v1/export");

        Assert.DoesNotContain("hidden", everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_tell_is_answered_at_once_unless_told_to_wait()
    {
        var clock = Stopwatch.StartNew();

        var page = await _client.JsonAsync("/v1/changes?after=7");

        Assert.Empty(page.Items());
        Assert.Equal(7, page["after"]!.GetValue<long>());
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"took {clock.Elapsed}");
    }

    private static string Summary(JsonNode item) =>
        $"{item["seq"]} {item.Text("kind")} {item.Text("slug")} {item["version"]}";

    /// <summary>A newsroom with a short history.</summary>
    public sealed class Shared(NewsroomFixture fixture) : IAsyncLifetime
    {
        public Newsroom Newsroom { get; private set; } = null!;

        public Guid Tern { get; private set; }

        public async Task InitializeAsync()
        {
            Newsroom = await fixture.StartAsync();
            var (editor, desk, wire) = (new Editor(Newsroom), new Desk(Newsroom), new Wire(Newsroom));
            await editor.AddSectionAsync("news");
            await editor.AddSectionAsync("sport");
            await editor.AddSectionAsync("birds");
            await editor.AddSectionAsync("fish");
            await editor.AddTagAsync("topic/ice");
            await editor.AddTagAsync("place/arctic");
            await editor.AddTagAsync("place/greenland", parent: "place/arctic");
            await desk.ScheduleAsync(
                await editor.SaveAsync(Editor.Draft("hidden-scheduled")),
                DateTimeOffset.UtcNow.AddDays(1),
                null
            );
            await editor.SaveAsync(Editor.Draft("hidden-draft"));

            var draft = Editor.Draft("walrus") with { Type = ArticleType.Analysis, Tags = ["topic/ice"] };
            var walrus = await editor.PublishAsync(draft);
            Tern = await editor.PublishAsync(Editor.Draft("tern", "birds"));
            var eel = await editor.PublishAsync(
                Editor.Draft("eel", "fish") with
                {
                    Language = "pt-BR",
                    Type = ArticleType.Brief,
                }
            );
            await wire.RewriteAsync(walrus, draft with { Section = "sport", Tags = ["place/greenland"] });
            await editor.PublishAsync(walrus);
            await editor.WithdrawAsync(Tern);
            await wire.ExpireAsync(eel);
            await editor.PublishAsync(Tern);
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }
}
