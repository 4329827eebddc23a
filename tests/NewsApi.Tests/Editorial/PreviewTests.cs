using System.Buffers.Text;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Links to single drafts, for readers without a key.</summary>
[Collection(EditingCollection.Name)]
public sealed class PreviewTests(EditorsNewsroom shared) : IClassFixture<EditorsNewsroom>
{
    private readonly EditorClient _editor = shared.Editor;
    private readonly StoryStandings _standings = new(shared);
    private readonly HttpClient _reader = shared.Newsroom.Client;

    [Theory]
    [InlineData(Standing.Draft)]
    [InlineData(Standing.Embargoed)]
    [InlineData(Standing.Published)]
    [InlineData(Standing.Withdrawn)]
    [InlineData(Standing.Expired)]
    public async Task It_shows_the_latest_save_of_a_story_in_every_state(Standing standing)
    {
        var story = await _standings.NewAsync(standing);
        var link = await LinkAsync(story);

        await _editor.PatchAsync(
            story,
            """{ "headline": "Saved last", "tags": ["topic/moon"], "byline": "By Amara" }"""
        );

        var preview = await _reader.JsonAsync(link);
        Assert.Equal(story.Id, preview["id"]!.GetValue<Guid>());
        Assert.Equal(("Saved last", "By Amara"), (preview.Text("headline"), preview.Text("byline")));
        Assert.Equal("Moon", preview["tags"]!.AsArray().Single()!.Text("title"));
        Assert.Equal("It <em>happened</em>.", preview["body"]!.AsArray().Single()!.Text("html"));
    }

    [Fact]
    public async Task It_looks_as_the_story_will_when_it_is_published()
    {
        var story = await _editor.CreateAsync(Editor.Draft("looked-at") with { Tags = ["tone/explainer"] });
        var preview = await _reader.JsonAsync(await LinkAsync(story));

        await _editor.PublishAsync(story);

        var article = await _reader.JsonAsync("/v1/articles/looked-at");
        foreach (var member in article.AsObject().Where(member => !member.Key.EndsWith("At", StringComparison.Ordinal)))
            Assert.Equal((member.Key, member.Value?.ToJsonString()), (member.Key, preview[member.Key]?.ToJsonString()));
    }

    [Fact]
    public async Task A_draft_without_a_headline_can_be_looked_at()
    {
        var story = await _editor.CreateAsync(new { language = "en", section = "news" });

        var preview = await _reader.JsonAsync(await LinkAsync(story));

        Assert.Equal("", preview.Text("headline"));
    }

    [Theory]
    [InlineData("?fields=headline", "{\"id\":\"ID\",\"headline\":\"Headline of sparse-html\"}")]
    [InlineData("?fields=body&bodyFormat=text", "{\"id\":\"ID\",\"body\":\"It happened.\"}")]
    public async Task It_takes_the_parameters_of_an_article(string query, string expected)
    {
        var story = await _editor.CreateAsync(Editor.Draft("sparse-html") with { Slug = $"sparse-{Guid.NewGuid():N}" });

        var preview = await _reader.JsonAsync(await LinkAsync(story) + query);

        Assert.Equal(expected.Replace("ID", story.Id.ToString(), StringComparison.Ordinal), preview.ToJsonString());
    }

    [Fact]
    public async Task It_is_told_to_no_cache_no_search_engine_and_no_other_site()
    {
        using var response = await _reader.GetAsync(await LinkAsync(await _standings.NewAsync(Standing.Draft)));

        await response.OkAsync();
        Assert.Equal(new() { NoStore = true, Private = true }, response.Headers.CacheControl);
        Assert.Equal("no-referrer", response.Header("Referrer-Policy"));
        Assert.Equal("noindex, nofollow", response.Header("X-Robots-Tag"));
        Assert.All(["ETag", "Last-Modified", "Surrogate-Key"], name => Assert.Empty(response.Header(name)));
    }

    [Fact]
    public async Task The_answer_says_until_when_the_link_is_good()
    {
        var story = await _standings.NewAsync(Standing.Draft);
        foreach (var (body, minutes) in new[] { ("{}", 60), ("""{ "expiresInMinutes": 10080 }""", 10080) })
        {
            using var response = await _editor.SendAsync(HttpMethod.Post, $"{story.Path}/preview", body);

            var link = await response.JsonAsync(HttpStatusCode.Created);
            Assert.StartsWith(shared.Newsroom.BaseAddress.ToString(), link.Text("url"), StringComparison.Ordinal);
            Assert.Equal(new Uri(link.Text("url")).AbsolutePath, response.Header("Location"));
            Assert.Equal(
                DateTimeOffset.UtcNow.AddMinutes(minutes),
                link["expiresAt"]!.GetValue<DateTimeOffset>(),
                TimeSpan.FromSeconds(5)
            );
        }
    }

    [Theory]
    [InlineData("""{ "expiresInMinutes": 0 }""", "/expiresInMinutes")]
    [InlineData("""{ "expiresInMinutes": -1 }""", "/expiresInMinutes")]
    [InlineData("""{ "expiresInMinutes": 10081 }""", "/expiresInMinutes")]
    [InlineData("""{ "expiresInMinutes": 1.5 }""", "/expiresInMinutes")]
    [InlineData("""{ "expiresInMinutes": "60", "for": "a friend" }""", "/expiresInMinutes", "/for")]
    [InlineData("""{ "expiresInMinutes": 99999999999 }""", "/expiresInMinutes")]
    public async Task A_link_for_a_time_that_makes_no_sense_is_refused(string body, params string[] faults)
    {
        var story = await _standings.NewAsync(Standing.Draft);

        using var response = await _editor.SendAsync(HttpMethod.Post, $"{story.Path}/preview", body);

        await response.InvalidAsync(faults);
    }

    [Fact]
    public async Task Any_other_token_answers_404()
    {
        var token = await TokenAsync(await _standings.NewAsync(Standing.Draft));
        var bytes = Base64Url.DecodeFromChars(token);
        var bad = new List<string>
        {
            "x",
            "AAAA",
            token + "A",
            token[..^1],
            token[1..],
            token.ToLowerInvariant(),
            new('A', 76),
        };
        for (var place = 0; place < bytes.Length; place++)
        {
            var tampered = bytes.ToArray();
            tampered[place] ^= 1;
            bad.Add(Base64Url.EncodeToString(tampered));
        }

        foreach (var other in bad)
        {
            using var response = await _reader.GetAsync($"/v1/previews/{other}");
            var problem = await response.ProblemAsync(ProblemType.NotFound);
            Assert.Equal("This link is not good, or not any more.", problem.Text("detail"));
        }
    }

    [Fact]
    public async Task A_token_that_is_over_names_no_story_or_has_another_signature_answers_404()
    {
        var story = await _standings.NewAsync(Standing.Draft);
        var key = await shared.Newsroom.Services.GetRequiredService<Previews>().KeyAsync(CancellationToken.None);
        var (now, soon) = (DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddMinutes(1));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Previews.Seal(key, story.Id, soon)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Previews.Seal(key, story.Id, now)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Previews.Seal(key, Guid.NewGuid(), soon)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(Previews.Seal([.. key.Reverse()], story.Id, soon)));
    }

    [Fact]
    public async Task It_gives_access_to_nothing_else()
    {
        var story = await _standings.NewAsync(Standing.Draft);
        var token = await TokenAsync(story);

        foreach (var path in new[] { story.Path, $"{story.Path}/history", EditorClient.Stories, "/v1/me" })
        foreach (var header in new[] { "X-Api-Key", "Authorization" })
        {
            using var response = await shared.Newsroom.GetAsync(path, (header, $"Bearer {token}"));
            await response.ProblemAsync(ProblemType.Unauthorized);
        }
        foreach (
            var path in new[] { $"/v1/articles/{story.Id}", $"/v1/articles/{story.Slug}", $"/v1/articles/{token}" }
        )
        {
            using var response = await _reader.GetAsync(path);
            await response.ProblemAsync(ProblemType.NotFound);
        }
        Assert.DoesNotContain(story.Slug, (await _reader.JsonAsync("/v1/articles?limit=100")).Slugs());
    }

    [Fact]
    public async Task It_is_gone_with_the_draft()
    {
        var story = await _standings.NewAsync(Standing.Draft);
        var link = await LinkAsync(story);
        await _editor.DeleteAsync(story);

        using var response = await _reader.GetAsync(link);

        var problem = await response.ProblemAsync(ProblemType.NotFound);
        Assert.Equal("This link is not good, or not any more.", problem.Text("detail"));
    }

    [Fact]
    public async Task Making_one_changes_nothing_of_the_story()
    {
        var story = await _standings.NewAsync(Standing.Published);

        await LinkAsync(story);

        Assert.Equal(story.ETag, (await _editor.GetAsync(story.Id)).ETag);
    }

    private async Task<string> LinkAsync(StoryInHand story) => $"/v1/previews/{await TokenAsync(story)}";

    private async Task<string> TokenAsync(StoryInHand story)
    {
        using var response = await _editor.SendAsync(HttpMethod.Post, $"{story.Path}/preview", "{}");
        return (await response.JsonAsync(HttpStatusCode.Created)).Text("url").Split('/')[^1];
    }

    private async Task<HttpStatusCode> StatusAsync(string token)
    {
        using var response = await _reader.GetAsync($"/v1/previews/{token}");
        return response.StatusCode;
    }
}
