using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Stories that are taken out of the public, and what stays of them.</summary>
[Collection(EditingCollection.Name)]
public sealed class WithdrawalTests(EditorsNewsroom shared) : IClassFixture<EditorsNewsroom>
{
    private readonly EditorClient _editor = shared.Editor;
    private readonly StoryStandings _standings = new(shared);
    private readonly HttpClient _reader = shared.Newsroom.Client;

    [Theory]
    [InlineData("legal", null)]
    [InlineData("rights", "The agency took it back.")]
    [InlineData("editorial", "Die Quelle war „falsch“ — 誤報。")]
    public async Task Every_address_of_it_answers_410_with_its_tombstone(string kind, string? reason)
    {
        var story = await RenamedAsync();
        var request = new JsonObject { ["kind"] = kind };
        if (reason is not null)
            request["reason"] = reason;

        story = await _editor.WithdrawAsync(story, request);

        foreach (var problem in await GoneAsync(story))
        {
            Assert.Equal(story.Id, problem["articleId"]!.GetValue<Guid>());
            Assert.Equal((kind, reason), (problem.Text("kind"), problem["reason"]?.GetValue<string>()));
            Assert.Null(problem["replacedBy"]);
            Assert.Equal(story.Json["withdrawal"]!.Text("withdrawnAt"), problem.Text("withdrawnAt"));
        }
        Assert.Equal(kind, story.Json["withdrawal"]!.Text("kind"));
        Assert.Null(story.Json["version"]);
        var batch = await (
            await _reader.PostJsonAsync("/v1/articles/batch", new { ids = new[] { story.Slug } })
        ).JsonAsync(HttpStatusCode.OK);
        Assert.Equal(410, batch.Items().Single()["status"]!.GetValue<int>());
        Assert.DoesNotContain(story.Slug, (await _reader.JsonAsync("/v1/articles?limit=100")).Slugs());
    }

    [Fact]
    public async Task A_duplicate_names_the_story_that_stands_in_its_place()
    {
        var (story, other) = (await RenamedAsync(), await _standings.NewAsync(Standing.Published));

        story = await _editor.WithdrawAsync(story, new { kind = "duplicate", replacedBy = other.Id });

        Assert.Equal(other.Id, story.Json["withdrawal"]!["replacedBy"]!.GetValue<Guid>());
        Assert.All(await GoneAsync(story), problem => Assert.Equal(other.Id, problem["replacedBy"]!.GetValue<Guid>()));
    }

    [Theory]
    [InlineData("{}", "/kind")]
    [InlineData("""{ "kind": "whim" }""", "/kind")]
    [InlineData("""{ "kind": "Legal", "why": "x" }""", "/kind", "/why")]
    [InlineData("""{ "kind": "duplicate" }""", "/replacedBy")]
    [InlineData("""{ "kind": "legal", "replacedBy": "01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42" }""", "/replacedBy")]
    [InlineData("""{ "kind": "duplicate", "replacedBy": "a-slug" }""", "/replacedBy")]
    [InlineData("""{ "kind": "duplicate", "replacedBy": "01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42" }""", "/replacedBy")]
    [InlineData("""{ "kind": "legal", "reason": "" }""", "/reason")]
    [InlineData("""{ "kind": "legal", "reason": " " }""", "/reason")]
    [InlineData("""{ "kind": "legal", "reason": "a\nb" }""", "/reason")]
    [InlineData("""{ "kind": "legal", "reason": "a\u2028b" }""", "/reason")]
    [InlineData("""{ "kind": "duplicate", "reason": "a\u0085b" }""", "/reason", "/replacedBy")]
    public async Task A_withdrawal_that_makes_no_sense_is_refused(string request, params string[] faults)
    {
        var story = await _standings.NewAsync(Standing.Published);

        using var response = await WithdrawAsync(story, request);

        await response.InvalidAsync(faults);
        Assert.Equal("published", (await _editor.GetAsync(story.Id)).State);
    }

    [Fact]
    public async Task A_reason_has_500_characters_at_most()
    {
        var story = await _standings.NewAsync(Standing.Published);

        using var longer = await WithdrawAsync(story, new { kind = "legal", reason = new string('x', 501) });
        await longer.InvalidAsync("/reason");

        await _editor.WithdrawAsync(story, new { kind = "legal", reason = new string('x', 500) });
    }

    [Theory]
    [InlineData(Standing.Draft)]
    [InlineData(Standing.Scheduled)]
    [InlineData(Standing.Withdrawn)]
    [InlineData(Standing.Reinstated)]
    public async Task What_readers_can_not_see_stands_in_no_place_of_a_duplicate(Standing standing)
    {
        var (story, other) = (await _standings.NewAsync(Standing.Published), await _standings.NewAsync(standing));

        using var response = await WithdrawAsync(story, new { kind = "duplicate", replacedBy = other.Id });

        await response.InvalidAsync("/replacedBy");
    }

    [Fact]
    public async Task A_story_is_no_duplicate_of_itself()
    {
        var story = await _standings.NewAsync(Standing.Published);

        using var response = await WithdrawAsync(story, new { kind = "duplicate", replacedBy = story.Id });

        await response.InvalidAsync("/replacedBy");
    }

    [Fact]
    public async Task The_tombstone_stays_until_a_reinstated_story_is_published_again()
    {
        var story = await RenamedAsync();
        var first = Instant(story, "firstPublishedAt");
        story = await _editor.WithdrawAsync(story, new { kind = "legal", reason = "An injunction." });

        story = await _editor.ReinstateAsync(story);
        Assert.Equal("legal", story.Json["withdrawal"]!.Text("kind"));
        story = await _editor.PatchAsync(story, new { headline = "Cleared", slug = $"{story.Slug}-cleared" });
        foreach (var problem in await GoneAsync(story, $"{story.Slug[..^8]}"))
            Assert.Equal("An injunction.", problem.Text("reason"));
        story = await _editor.PublishAsync(story);

        Assert.Null(story.Json["withdrawal"]);
        Assert.Equal(first, Instant(story, "firstPublishedAt"));
        Assert.True(Instant(story, "publishedAt") > first);
        var article = await _reader.JsonAsync($"/v1/articles/{story.Slug}");
        Assert.Equal(("Cleared", 3), (article.Text("headline"), article["version"]!.GetValue<int>()));
        using var former = await _reader.GetAsync($"/v1/articles/{story.Slug[..^8]}");
        Assert.Equal(HttpStatusCode.PermanentRedirect, former.StatusCode);
        Assert.Equal(["published", "updated", "withdrawn", "published"], await ChangesAsync(story));
    }

    [Fact]
    public async Task Versions_from_before_a_withdrawal_do_not_come_back_with_it()
    {
        var story = await _editor.WithdrawAsync(await RenamedAsync());
        story = await _editor.PublishAsync(await _editor.ReinstateAsync(story));

        var versions = await _reader.JsonAsync($"/v1/articles/{story.Id}/versions");
        using var before = await _reader.GetAsync($"/v1/articles/{story.Id}/versions/1");

        Assert.Equal(3, versions.Items().Single()["version"]!.GetValue<int>());
        await before.ProblemAsync(ProblemType.NotFound);
    }

    private Task<HttpResponseMessage> WithdrawAsync(StoryInHand story, object request) =>
        _editor.SendAsync(HttpMethod.Post, $"{story.Path}/withdraw", request, story.ETag);

    /// <summary>A public story with two versions and a former slug.</summary>
    private async Task<StoryInHand> RenamedAsync()
    {
        var story = await _standings.NewAsync(Standing.Published);
        return await _editor.PublishAsync(await _editor.PatchAsync(story, new { slug = $"{story.Slug}-renamed" }));
    }

    /// <summary>The tombstones at all of a story's addresses.</summary>
    private async Task<List<JsonNode>> GoneAsync(StoryInHand story, string? slug = null)
    {
        slug ??= story.Slug;
        var problems = new List<JsonNode>();
        foreach (var name in new[] { story.Id.ToString(), slug, slug[..^"-renamed".Length] })
        foreach (var below in new[] { "", "/related", "/versions", "/versions/1", "/versions/2", "/versions/9" })
        {
            using var response = await _reader.GetAsync($"/v1/articles/{name}{below}");
            problems.Add(await response.ProblemAsync(ProblemType.Gone));
        }
        return problems;
    }

    private async Task<IEnumerable<string>> ChangesAsync(StoryInHand story)
    {
        await using var owner = new NpgsqlConnection(shared.Newsroom.Connections.Owner);
        return await owner.QueryAsync<string>(
            "select kind::text from delivery.changes where article_id = @Id order by seq",
            new { story.Id }
        );
    }

    private static DateTimeOffset Instant(StoryInHand story, string member) =>
        story.Json[member]!.GetValue<DateTimeOffset>();
}
