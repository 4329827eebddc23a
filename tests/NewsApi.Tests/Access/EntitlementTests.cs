using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Access;

/// <summary>Keys that open a part of what is public. That they open nothing else, on any path, is in the property of visibility.
/// </summary>
[Collection(NewsroomCollection.Name)]
public sealed class EntitlementTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private const string Keys = "/v1/admin/keys";

    private Newsroom _newsroom = null!;
    private EditorClient _admin = null!;
    private Editor _editor = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        _admin = await EditorClient.StartAsync(_newsroom, "operations", Scopes.Admin);
        _editor = new(_newsroom);
        await _editor.AddSectionAsync("news");
        await _editor.AddSectionAsync("sport");
        await _editor.AddTagAsync("topic/ball");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_is_told_in_words_and_goes_on_with_the_key_that_takes_the_place()
    {
        await _editor.PublishAsync(Editor.Draft("match", "sport") with { Tags = ["topic/ball"] });
        var made = await MakeAsync(
            """{ "section": "sport", "tag": "-topic/ball", "delayDays": 7, "syndicatableOnly": true }"""
        );
        using var rotated = await _admin.SendAsync(HttpMethod.Post, $"{Keys}/{made.Text("id")}/rotate", new { });
        var fresh = await rotated.JsonAsync(HttpStatusCode.Created);

        foreach (var key in new[] { made, fresh })
        {
            Assert.Equal("sport", key["entitlement"]!.Text("section"));
            Assert.Equal("partner", key.Text("plan"));
            var me = await GetAsync("/v1/me", key).JsonAsync();
            Assert.Equal(
                "Of what is public, the stories with section sport and tag -topic/ball, as far as others may publish them, "
                    + "from 7 days after their first publication on.",
                me.Text("mayRead")
            );
            Assert.Equal(made["entitlement"]!.ToJsonString(), me["entitlement"]!.ToJsonString());
        }
    }

    [Theory]
    [InlineData("""{}""", "/entitlement")]
    [InlineData("""{ "syndicatableOnly": false }""", "/entitlement")]
    [InlineData("""{ "section": "weather" }""", "/entitlement/section")]
    [InlineData("""{ "section": "" }""", "/entitlement/section")]
    [InlineData("""{ "section": "sport|" }""", "/entitlement/section")]
    [InlineData("""{ "tag": "topic/nobody-knows" }""", "/entitlement/tag")]
    [InlineData("""{ "tag": "sport" }""", "/entitlement/tag")]
    [InlineData("""{ "type": "novel" }""", "/entitlement/type")]
    [InlineData("""{ "language": "english" }""", "/entitlement/language")]
    [InlineData("""{ "delayDays": 0 }""", "/entitlement/delayDays")]
    [InlineData("""{ "delayDays": 3651 }""", "/entitlement/delayDays")]
    [InlineData("""{ "section": "weather", "delayDays": -1 }""", "/entitlement/delayDays", "/entitlement/section")]
    public async Task A_bad_one_is_refused_and_no_key_is_made(string entitlement, params string[] pointers)
    {
        var before = (await _admin.ReadAsync(Keys)).Total();

        using var answer = await PostAsync(entitlement);

        await answer.InvalidAsync(pointers);
        Assert.Equal(before, (await _admin.ReadAsync(Keys)).Total());
    }

    [Fact]
    public async Task A_key_that_may_write_has_none()
    {
        using var answer = await _admin.SendAsync(
            HttpMethod.Post,
            Keys,
            JsonNode.Parse(
                """{ "name": "desk", "scopes": ["content:write"], "entitlement": { "section": "sport" } }"""
            )!
        );

        await answer.InvalidAsync("/entitlement");
    }

    [Fact]
    public async Task What_is_kept_for_some_is_not_given_to_others()
    {
        await _editor.PublishAsync(Editor.Draft("match", "sport"));
        await _editor.PublishAsync(Editor.Draft("vote"));
        var (one, same, other) = (
            await MakeAsync("""{ "section": "sport" }"""),
            await MakeAsync("""{ "section": "sport" }"""),
            await MakeAsync("""{ "section": "news" }""")
        );
        const string List = "/v1/articles?fields=slug";

        foreach (var _ in Enumerable.Range(0, 2))
        {
            Assert.Equal(["match"], (await GetAsync(List, one).JsonAsync()).Slugs());
            Assert.Equal(["vote"], (await GetAsync(List, other).JsonAsync()).Slugs());
            Assert.Equal(["vote", "match"], (await _newsroom.Client.JsonAsync(List)).Slugs());
        }
        using var shared = await GetAsync(List, same);
        Assert.Equal("newsapi; hit", shared.Header("Cache-Status"));
        Assert.Matches("^max-age=[0-9]+, private$", shared.Header("Cache-Control"));
        Assert.Contains("X-Api-Key", shared.Header("Vary"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_story_that_comes_late_its_holder_is_told_when_it_is_old_enough_and_nobody_else()
    {
        var key = await MakeAsync("""{ "delayDays": 2 }""");
        var id = await _editor.PublishAsync(Editor.Draft("match", "sport"));
        await _newsroom.CatchUpAsync();
        using var early = await GetAsync($"/v1/articles/{id}", key);
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        Assert.Empty((await GetAsync("/v1/changes", key).JsonAsync()).Items());
        var after = (await _newsroom.Client.JsonAsync("/v1/changes"))["after"]!.GetValue<long>();

        await DateBackAsync(id, TimeSpan.FromDays(2) - TimeSpan.FromMilliseconds(100));
        await Task.Delay(150);
        var late = _newsroom.Services.GetRequiredService<LateStories>();
        await late.ReleaseAsync(CancellationToken.None);
        await late.ReleaseAsync(CancellationToken.None);

        using var item = await GetAsync($"/v1/articles/{id}", key);
        Assert.Equal(HttpStatusCode.OK, item.StatusCode);
        var told = (await GetAsync($"/v1/changes?after={after}&include=article", key).JsonAsync()).Items().Single();
        Assert.Equal(("published", "match"), (told.Text("kind"), told["article"]!.Text("slug")));
        Assert.Empty((await _newsroom.Client.JsonAsync($"/v1/changes?after={after}")).Items());
        var other = await MakeAsync("""{ "delayDays": 1 }""");
        Assert.Empty((await GetAsync($"/v1/changes?after={after}", other).JsonAsync()).Items());

        await _editor.WithdrawAsync(id);
        await _newsroom.CatchUpAsync();
        using var gone = await GetAsync($"/v1/articles/{id}", key);
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        Assert.Equal(
            ["published", "withdrawn"],
            (await GetAsync($"/v1/changes?after={after}", key).JsonAsync())
                .Items()
                .Select(change => change.Text("kind"))
        );
    }

    [Fact]
    public async Task Of_a_story_that_goes_before_it_is_old_enough_they_never_learn()
    {
        var key = await MakeAsync("""{ "delayDays": 2 }""");
        var id = await _editor.PublishAsync(Editor.Draft("match", "sport"));
        await _editor.WithdrawAsync(id);
        await _newsroom.CatchUpAsync();

        foreach (var name in new[] { id.ToString(), "match" })
        {
            using var item = await GetAsync($"/v1/articles/{name}", key);
            Assert.Equal(HttpStatusCode.NotFound, item.StatusCode);
        }
        Assert.Empty((await GetAsync("/v1/changes", key).JsonAsync()).Items());
    }

    [Fact]
    public async Task Versions_that_others_might_not_publish_stay_hidden_when_they_may_publish_the_story()
    {
        var key = await MakeAsync("""{ "syndicatableOnly": true }""");
        var desk = await EditorClient.StartAsync(_newsroom);
        var story = await desk.CreateAsync(
            new
            {
                language = "en",
                headline = "Ours alone",
                section = "news",
                rights = new { syndicatable = false },
                body = new[] { new { type = "paragraph", html = "Text." } },
            }
        );
        story = await desk.PublishAsync(story, new { impact = "major" });
        using var before = await GetAsync($"/v1/articles/{story.Id}", key);
        Assert.Equal(HttpStatusCode.NotFound, before.StatusCode);
        story = await desk.PatchAsync(story, """{ "headline": "For everyone", "rights": { "syndicatable": true } }""");
        await desk.PublishAsync(story, new { impact = "major" });

        using var item = await GetAsync($"/v1/articles/{story.Id}", key);
        Assert.Equal(HttpStatusCode.OK, item.StatusCode);
        var versions = await GetAsync($"/v1/articles/{story.Id}/versions", key).JsonAsync();
        Assert.Equal([2], versions.Items().Select(version => version["version"]!.GetValue<int>()));
        using var first = await GetAsync($"/v1/articles/{story.Id}/versions/1", key);
        await first.ProblemAsync(ProblemType.NotFound);
    }

    private async Task<JsonNode> MakeAsync(string entitlement)
    {
        using var answer = await PostAsync(entitlement);
        return await answer.JsonAsync(HttpStatusCode.Created);
    }

    private Task<HttpResponseMessage> PostAsync(string entitlement) =>
        _admin.SendAsync(
            HttpMethod.Post,
            Keys,
            JsonNode.Parse($$"""{ "name": "partner", "scopes": ["content:read"], "entitlement": {{entitlement}} }""")!
        );

    private Task<HttpResponseMessage> GetAsync(string target, JsonNode key) =>
        _newsroom.GetAsync(target, ("X-Api-Key", key.Text("secret")));

    private async Task DateBackAsync(Guid id, TimeSpan by)
    {
        await using var connection = new NpgsqlConnection(_newsroom.Connections.Owner);
        foreach (
            var (table, key) in new[]
            {
                ("article_rows", "id"),
                ("article_index_rows", "article_id"),
                ("changes", "article_id"),
            }
        )
            await connection.ExecuteAsync(
                $"update delivery.{table} set first_published_at = clock_timestamp() - @by where {key} = @id",
                new { id, by }
            );
    }
}

file static class Reading
{
    public static async Task<JsonNode> JsonAsync(this Task<HttpResponseMessage> answer)
    {
        using var response = await answer;
        return await response.JsonAsync(HttpStatusCode.OK);
    }
}
