using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

[Collection(NewsroomCollection.Name)]
public sealed class ArticleTests(NewsroomFixture fixture)
{
    private const string Ozone = "how-the-world-mended-the-ozone-layer";
    private const string Withdrawn = "the-385-yards-that-made-the-marathon";
    private readonly HttpClient _client = fixture.Sample.Client;

    [Fact]
    public async Task A_story_is_found_by_its_slug_and_by_its_id()
    {
        var bySlug = await _client.JsonAsync($"/v1/articles/{Ozone}");
        var byId = await _client.JsonAsync($"/v1/articles/{bySlug.Text("id")}");

        Assert.Equal(bySlug.ToJsonString(), byId.ToJsonString());
        Assert.Equal(Ozone, bySlug.Text("slug"));
        Assert.NotEmpty(bySlug["body"]!.AsArray());
        Assert.Equal(7, Guid.Parse(bySlug.Text("id")).Version);
    }

    [Fact]
    public async Task Contributors_are_the_tags_of_that_type()
    {
        var story = await _client.JsonAsync($"/v1/articles/{Ozone}");

        var contributors = story["tags"]!
            .AsArray()
            .Where(tag => tag!.Text("type") == "contributor")
            .Select(tag => tag!.Text("id"));
        Assert.Equal(contributors, story["contributors"]!.AsArray().Select(contributor => contributor!.Text("id")));
    }

    [Fact]
    public async Task A_picture_of_a_story_is_served_with_the_size_that_the_story_says()
    {
        var image = (await _client.JsonAsync($"/v1/articles/{Ozone}?fields=leadImage"))["leadImage"]!;

        using var response = await _client.GetAsync(new Uri(image.Text("url")));
        var svg = await response.Content.ReadAsStringAsync();

        Assert.Equal("image/svg+xml", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains($"viewBox=\"0 0 {image["width"]} {image["height"]}\"", svg, StringComparison.Ordinal);
        Assert.Contains(
            "sandbox",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_former_slug_redirects_for_good_and_keeps_the_query()
    {
        using var response = await _client.GetAsync("/v1/articles/the-day-samoa-skipped?fields=headline");

        Assert.Equal(HttpStatusCode.PermanentRedirect, response.StatusCode);
        Assert.Equal(
            "/v1/articles/the-friday-that-samoa-never-had?fields=headline",
            response.Headers.Location!.OriginalString
        );
    }

    [Fact]
    public async Task A_withdrawn_story_answers_410_with_its_tombstone_by_slug_and_by_id()
    {
        var problem = await _client.JsonAsync($"/v1/articles/{Withdrawn}", HttpStatusCode.Gone);
        var byId = await _client.JsonAsync($"/v1/articles/{problem.Text("articleId")}", HttpStatusCode.Gone);
        var replacement = await _client.JsonAsync($"/v1/articles/{problem.Text("replacedBy")}");

        Assert.Equal("duplicate", problem.Text("kind"));
        Assert.Equal("/problems/gone", problem.Text("type"));
        Assert.NotNull(problem["withdrawnAt"]);
        Assert.Equal(problem.Text("articleId"), byId.Text("articleId"));
        Assert.Equal("how-the-marathon-came-to-be-26-miles-and-385-yards", replacement.Text("slug"));
    }

    [Fact]
    public async Task A_scheduled_and_an_embargoed_story_look_like_ones_that_do_not_exist()
    {
        var none = await _client.JsonAsync("/v1/articles/no-such-story", HttpStatusCode.NotFound);
        foreach (
            var hidden in new[]
            {
                "how-the-secret-ballot-came-from-australia",
                "how-a-phone-finds-itself-with-a-clock-it-does-not-have",
            }
        )
        {
            var problem = await _client.JsonAsync($"/v1/articles/{hidden}", HttpStatusCode.NotFound);
            Assert.Equal(Comparable(none), Comparable(problem));
        }

        static string Comparable(JsonNode problem)
        {
            var copy = problem.DeepClone().AsObject();
            copy.Remove("instance");
            copy.Remove("traceId");
            return copy.ToJsonString();
        }
    }

    [Fact]
    public async Task An_expired_story_is_gone_everywhere_without_any_worker()
    {
        var newsroom = await fixture.StartAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        var now = DateTimeOffset.UtcNow;
        await editor.PublishAsync(Editor.Draft("stays"), now);
        await editor.PublishAsync(Editor.Draft("expired"), now.AddDays(-1), now.AddSeconds(-1));

        var list = await newsroom.Client.JsonAsync("/v1/articles");
        var gone = await newsroom.Client.JsonAsync("/v1/articles/expired", HttpStatusCode.Gone);

        Assert.Equal(["stays"], list.Items().Select(item => item.Text("slug")));
        Assert.Equal(1, list["total"]!["value"]!.GetValue<int>());
        Assert.Equal("rights", gone.Text("kind"));
    }

    [Fact]
    public async Task Caches_may_keep_an_answer_only_until_a_story_in_it_expires()
    {
        var newsroom = await fixture.StartAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        await editor.PublishAsync(Editor.Draft("short-lived"), expiresAt: DateTimeOffset.UtcNow.AddSeconds(5));

        foreach (var path in new[] { "/v1/articles", "/v1/articles/short-lived" })
        {
            using var response = await newsroom.Client.GetAsync(path);
            Assert.InRange(response.Headers.CacheControl!.MaxAge!.Value.TotalSeconds, 0, 5);
        }
    }

    [Fact]
    public async Task A_list_that_a_story_left_by_expiry_is_newer_than_before()
    {
        var newsroom = await fixture.StartAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        await editor.PublishAsync(Editor.Draft("short-lived"), expiresAt: DateTimeOffset.UtcNow.AddSeconds(4));
        using var before = await newsroom.Client.GetAsync("/v1/articles");

        // Nothing is published meanwhile: the clock alone takes the story out.
        JsonNode list;
        do
        {
            await Task.Delay(100);
            list = await newsroom.Client.JsonAsync("/v1/articles");
        } while (list.Items().Any());
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        using var conditional = new HttpRequestMessage(HttpMethod.Get, "/v1/articles");
        conditional.Headers.IfModifiedSince = before.Content.Headers.LastModified;
        using var after = await newsroom.Client.SendAsync(conditional);

        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    [Theory]
    [InlineData("html", "<p>")]
    [InlineData("markdown", "## ")]
    [InlineData("text", "\n\n")]
    public async Task A_body_comes_as_one_string_in_the_format_asked_for(string format, string sign)
    {
        var story = await _client.JsonAsync($"/v1/articles/{Ozone}?fields=body&bodyFormat={format}");

        Assert.Contains(sign, story.Text("body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_kind_of_block_and_story_is_in_the_sample_newsroom_and_has_every_format()
    {
        var blocks = new HashSet<string>(StringComparer.Ordinal);
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var format in new[] { "blocks", "html", "markdown", "text" })
        {
            var list = await _client.JsonAsync($"/v1/articles?limit=100&fields=type,body&bodyFormat={format}");
            foreach (var item in list.Items())
            {
                types.Add(item.Text("type"));
                if (format == "blocks")
                    blocks.UnionWith(item["body"]!.AsArray().Select(block => block!.Text("type")));
                else
                    Assert.NotEmpty(item.Text("body"));
            }
        }
        Assert.Equal(10, blocks.Count);
        Assert.Equal(8, types.Count);
    }

    [Fact]
    public async Task Sparse_fields_give_the_id_and_what_was_asked_for()
    {
        var story = await _client.JsonAsync($"/v1/articles/{Ozone}?fields=headline,webUrl");

        Assert.Equal(
            ["headline", "id", "webUrl"],
            story.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Related_stories_share_the_rarest_tags_and_never_include_the_story_itself()
    {
        var related = await _client.JsonAsync($"/v1/articles/{Ozone}/related?limit=20&fields=slug,tags");

        Assert.NotEmpty(related.Items());
        Assert.DoesNotContain(Ozone, related.Items().Select(item => item.Text("slug")));
        var own = (await _client.JsonAsync($"/v1/articles/{Ozone}?fields=tags"))["tags"]!
            .AsArray()
            .Select(tag => tag!.Text("id"))
            .ToHashSet(StringComparer.Ordinal);
        Assert.All(
            related.Items(),
            item => Assert.Contains(item["tags"]!.AsArray(), tag => own.Contains(tag!.Text("id")))
        );
    }

    [Fact]
    public async Task A_batch_answers_in_order_with_a_status_for_each()
    {
        using var response = await _client.PostJsonAsync(
            "/v1/articles/batch?fields=slug",
            new { ids = new[] { Withdrawn, Ozone, "no-such-story", "the-day-samoa-skipped", Ozone } }
        );
        var batch = await response.JsonAsync(HttpStatusCode.OK);

        Assert.Equal([410, 200, 404, 200, 200], batch.Items().Select(item => item["status"]!.GetValue<int>()));
        Assert.Equal(
            [null, Ozone, null, "the-friday-that-samoa-never-had", Ozone],
            batch.Items().Select(item => item["article"]?.Text("slug"))
        );
        Assert.Equal("duplicate", batch["items"]![0]!["problem"]!.Text("kind"));
    }

    [Fact]
    public async Task A_republished_story_counts_its_versions_on_and_moves_between_lists()
    {
        var newsroom = await fixture.StartAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        await editor.AddTagAsync("topic/first");
        var id = await editor.PublishAsync(Editor.Draft("story") with { Tags = ["topic/first"] });
        await editor.WithdrawAsync(id, reason: "Not ready.");
        await newsroom.Client.JsonAsync("/v1/articles/story", HttpStatusCode.Gone);
        await editor.PublishAsync(id);

        var story = await newsroom.Client.JsonAsync("/v1/articles/story");
        var tag = await newsroom.Client.JsonAsync("/v1/tags/topic/first");

        Assert.Equal(2, story["version"]!.GetValue<int>());
        Assert.Equal(1, tag["articleCount"]!.GetValue<int>());
    }
}
