using System.Net;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Webhooks;

/// <summary>Managing webhooks and caches: what is answered, and what is refused.</summary>
[Collection(PushingCollection.Name)]
public sealed class AdministrationTests(AdministrationTests.Room shared) : IClassFixture<AdministrationTests.Room>
{
    private const string Good = """{ "name": "good", "url": "https://partner.example.org/hook" }""";

    /// <summary>A newsroom with the settings of production, where nothing is delivered.</summary>
    public sealed class Room(NewsroomFixture fixture) : IAsyncLifetime
    {
        public Newsroom Newsroom { get; private set; } = null!;

        public EditorClient Admin { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Newsroom = await fixture.StartAsync();
            await new Editor(Newsroom).AddSectionAsync("news");
            await new Editor(Newsroom).PublishAsync(Editor.Draft("story"));
            Admin = await EditorClient.StartAsync(Newsroom, "operations", Scopes.Admin);
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }

    [Fact]
    public async Task A_webhook_is_made_read_listed_changed_and_deleted()
    {
        using var made = await PostAsync(
            WebhookNewsroom.Webhooks,
            """
            { "name": "mirror", "url": "https://partner.example.org/hook", "filter": { "section": "news", "type": "article|analysis" },
              "include": "article", "bodyFormat": "html", "after": 1 }
            """
        );
        var webhook = await made.JsonAsync(HttpStatusCode.Created);
        var path = made.Headers.Location!.ToString();

        Assert.StartsWith("whsec_", webhook.Text("secret"), StringComparison.Ordinal);
        Assert.Equal($"{WebhookNewsroom.Webhooks}/{webhook.Text("id")}", path);
        Assert.Equal(
            """["published","updated","corrected","withdrawn","expired","left"]""",
            webhook["kinds"]!.ToJsonString()
        );
        Assert.Equal(1, webhook["after"]!.GetValue<long>());
        using var got = await shared.Admin.SendAsync(HttpMethod.Get, path);
        var read = await got.JsonAsync(HttpStatusCode.OK);
        webhook.AsObject().Remove("secret");
        Assert.Equal(webhook.ToJsonString(), read.ToJsonString());
        Assert.Equal(made.Headers.ETag, got.Headers.ETag);
        Assert.Contains("no-store", got.Headers.CacheControl!.ToString(), StringComparison.Ordinal);

        using var changed = await shared.Admin.SendAsync(
            HttpMethod.Patch,
            path,
            """{ "filter": { "type": null, "language": "en" }, "include": null, "bodyFormat": null, "name": "renamed", "kinds": ["published"] }""",
            got.Headers.ETag!.ToString()
        );
        var now = await changed.JsonAsync(HttpStatusCode.OK);
        Assert.Equal("""{"section":"news","language":"en"}""", now["filter"]!.ToJsonString());
        Assert.Null(now["include"]);
        Assert.Equal("renamed", now.Text("name"));
        Assert.NotEqual(got.Headers.ETag, changed.Headers.ETag);

        Assert.Contains(
            (await shared.Admin.ReadAsync(WebhookNewsroom.Webhooks)).Items(),
            item => item.Text("id") == now.Text("id")
        );
        Assert.Empty((await shared.Admin.ReadAsync($"{path}/attempts")).Items());
        using var deleted = await shared.Admin.SendAsync(HttpMethod.Delete, path);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await shared.Admin.SendAsync(HttpMethod.Get, path);
        await gone.ProblemAsync(ProblemType.NotFound);
    }

    [Fact]
    public async Task Lists_have_pages_in_both_directions()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            using var made = await PostAsync(
                WebhookNewsroom.Caches,
                $$"""{ "name": "cache {{i}}", "url": "https://cache.example.org/", "form": "varnish" }"""
            );
            ids.Insert(0, (await made.JsonAsync(HttpStatusCode.Created)).Text("id"));
        }

        var first = await shared.Admin.ReadAsync($"{WebhookNewsroom.Caches}?limit=2");
        var second = await shared.Admin.ReadAsync(PathOf(first["links"]!.Text("next")));
        var back = await shared.Admin.ReadAsync(PathOf(second["links"]!.Text("prev")));

        Assert.Equal(ids.Take(2), first.Items().Select(item => item.Text("id")));
        Assert.Equal(ids.Skip(2).Take(2), second.Items().Select(item => item.Text("id")));
        Assert.Equal(ids.Take(2), back.Items().Select(item => item.Text("id")));
        Assert.Equal(5, first["total"]!["value"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_request_sent_again_under_its_key_is_done_once()
    {
        var before = (await shared.Admin.ReadAsync($"{WebhookNewsroom.Webhooks}?limit=0"))["total"]![
            "value"
        ]!.GetValue<int>();

        using var first = await shared.Admin.SendAsync(
            HttpMethod.Post,
            WebhookNewsroom.Webhooks,
            Good,
            idempotencyKey: "once"
        );
        using var again = await shared.Admin.SendAsync(
            HttpMethod.Post,
            WebhookNewsroom.Webhooks,
            Good,
            idempotencyKey: "once"
        );

        Assert.Equal(
            (await first.JsonAsync(HttpStatusCode.Created)).ToJsonString(),
            (await again.JsonAsync(HttpStatusCode.Created)).ToJsonString()
        );
        var after = (await shared.Admin.ReadAsync($"{WebhookNewsroom.Webhooks}?limit=0"))["total"]![
            "value"
        ]!.GetValue<int>();
        Assert.Equal(before + 1, after);
    }

    [Theory]
    [InlineData("""{}""", "/name", "/url")]
    [InlineData("""{ "name": " ", "url": "nonsense" }""", "/name", "/url")]
    [InlineData("""{ "name": "a\nb", "url": "/hook" }""", "/name", "/url")]
    [InlineData("""{ "name": "a", "url": "http://partner.example.org/" }""", "/url")]
    [InlineData("""{ "name": "a", "url": "ftp://partner.example.org/" }""", "/url")]
    [InlineData("""{ "name": "a", "url": "https://user:password@partner.example.org/" }""", "/url")]
    [InlineData("""{ "name": "a", "url": "https://partner.example.org/#here" }""", "/url")]
    [InlineData("""{ "name": "a", "url": "https://localhost/hook" }""", "/url")]
    [InlineData("""{ "name": "a", "url": "https://db.internal/hook" }""", "/url")]
    [InlineData("""{ "name": "a", "url": "https://intranet/hook" }""", "/url")]
    [InlineData("""{ "name": "a", "url": "https://127.0.0.1/hook" }""", "/url")]
    [InlineData("""{ "name": "a", "url": "https://2130706433/hook" }""", "/url")]
    [InlineData("""{ "name": "a", "url": "https://[::1]/hook" }""", "/url")]
    [InlineData("""{ "name": "a", "url": "https://[::ffff:10.0.0.1]/hook" }""", "/url")]
    [InlineData("""{ "name": "a", "url": "https://169.254.169.254/latest" }""", "/url")]
    [InlineData(
        """{ "name": "a", "url": "https://a.example/", "filter": { "section": "nwes", "tag": "a/b|(", "type": "articel", "language": "english" } }""",
        "/filter/section",
        "/filter/tag",
        "/filter/type",
        "/filter/language"
    )]
    [InlineData(
        """{ "name": "a", "url": "https://a.example/", "filter": { "section": "", "ids": "x" } }""",
        "/filter/ids"
    )]
    [InlineData("""{ "name": "a", "url": "https://a.example/", "filter": { "section": "" } }""", "/filter/section")]
    [InlineData("""{ "name": "a", "url": "https://a.example/", "filter": [] }""", "/filter")]
    [InlineData("""{ "name": "a", "url": "https://a.example/", "kinds": [] }""", "/kinds")]
    [InlineData("""{ "name": "a", "url": "https://a.example/", "kinds": ["published", "published"] }""", "/kinds/1")]
    [InlineData("""{ "name": "a", "url": "https://a.example/", "kinds": ["publish"] }""", "/kinds/0")]
    [InlineData("""{ "name": "a", "url": "https://a.example/", "kinds": ["published", "withdrawn"] }""", "/kinds")]
    [InlineData("""{ "name": "a", "url": "https://a.example/", "bodyFormat": "html" }""", "/bodyFormat")]
    [InlineData("""{ "name": "a", "url": "https://a.example/", "include": "everything" }""", "/include")]
    [InlineData("""{ "name": "a", "url": "https://a.example/", "after": 99 }""", "/after")]
    [InlineData("""{ "name": "a", "url": "https://a.example/", "after": -1 }""", "/after")]
    [InlineData("""{ "name": "a", "url": "https://a.example/", "after": "0" }""", "/after")]
    [InlineData(
        """{ "name": "a", "url": "https://a.example/", "secret": "mine", "active": 1 }""",
        "/secret",
        "/active"
    )]
    public async Task Every_fault_of_a_webhook_is_listed(string body, params string[] pointers)
    {
        using var response = await PostAsync(WebhookNewsroom.Webhooks, body);

        await response.InvalidAsync(pointers);
    }

    [Theory]
    [InlineData("""{}""", "/name", "/url", "/form")]
    [InlineData(
        """{ "name": "", "url": "https://10.0.0.1/", "form": "varnish", "token": "a b" }""",
        "/name",
        "/url",
        "/token"
    )]
    [InlineData("""{ "name": "a", "url": "https://api.fastly.com/service/x/purge", "form": "fastly" }""", "/token")]
    [InlineData("""{ "name": "a", "url": "https://a.example/", "form": "akamai" }""", "/form")]
    public async Task Every_fault_of_a_cache_is_listed(string body, params string[] pointers)
    {
        using var response = await PostAsync(WebhookNewsroom.Caches, body);

        await response.InvalidAsync(pointers);
    }

    [Fact]
    public async Task A_change_needs_the_present_entity_tag_and_has_its_faults_listed()
    {
        using var made = await PostAsync(WebhookNewsroom.Webhooks, Good);
        var path = made.Headers.Location!.ToString();
        var etag = made.Headers.ETag!.ToString();

        using var without = await shared.Admin.SendAsync(HttpMethod.Patch, path, """{ "active": false }""");
        using var stale = await shared.Admin.SendAsync(HttpMethod.Patch, path, """{ "active": false }""", "\"stale\"");
        using var wrong = await shared.Admin.SendAsync(
            HttpMethod.Patch,
            path,
            """{ "url": "https://10.0.0.1/", "kinds": ["left"], "filter": { "section": "nope" } }""",
            etag
        );
        using var unknown = await shared.Admin.SendAsync(
            HttpMethod.Patch,
            path,
            """{ "nmae": null, "name": null }""",
            etag
        );
        using var place = await shared.Admin.SendAsync(HttpMethod.Patch, path, """{ "after": 0 }""", etag);
        using var replay = await PostAsync($"{path}/replay", """{ "after": 17 }""");
        using var attempts = await shared.Admin.SendAsync(
            HttpMethod.Get,
            $"{path}/attempts?status=lost&limit=500&nope=1"
        );

        await without.ProblemAsync(ProblemType.PreconditionRequired);
        await stale.ProblemAsync(ProblemType.PreconditionFailed);
        await wrong.InvalidAsync("/filter/section", "/kinds", "/url");
        await unknown.InvalidAsync("/name", "/nmae");
        await place.InvalidAsync("/after");
        await replay.InvalidAsync("/after");
        await attempts.InvalidAsync("limit", "nope", "status");
    }

    public static TheoryData<string, string> Operations =>
        new()
        {
            { "GET", "/v1/admin/webhooks" },
            { "POST", "/v1/admin/webhooks" },
            { "GET", "/v1/admin/webhooks/{id}" },
            { "PATCH", "/v1/admin/webhooks/{id}" },
            { "DELETE", "/v1/admin/webhooks/{id}" },
            { "POST", "/v1/admin/webhooks/{id}/secret" },
            { "POST", "/v1/admin/webhooks/{id}/test" },
            { "POST", "/v1/admin/webhooks/{id}/replay" },
            { "GET", "/v1/admin/webhooks/{id}/attempts" },
            { "GET", "/v1/admin/caches" },
            { "POST", "/v1/admin/caches" },
            { "GET", "/v1/admin/caches/{id}" },
            { "DELETE", "/v1/admin/caches/{id}" },
            { "GET", "/v1/admin/caches/{id}/attempts" },
        };

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Nobody_without_the_scope_gets_in_and_no_name_leads_elsewhere(string method, string path)
    {
        var editor = await EditorClient.StartAsync(shared.Newsroom);
        var body = path.EndsWith("replay", StringComparison.Ordinal) ? """{ "after": 0 }""" : Good;
        var sent =
            method is "POST" or "PATCH"
            && !path.EndsWith("test", StringComparison.Ordinal)
            && !path.EndsWith("secret", StringComparison.Ordinal)
                ? body
                : null;
        using var nobody = new HttpRequestMessage(
            new(method),
            path.Replace("{id}", $"{Guid.NewGuid()}", StringComparison.Ordinal)
        );

        using var without = await shared.Newsroom.Client.SendAsync(nobody);
        using var wrong = await editor.SendAsync(
            new(method),
            path.Replace("{id}", $"{Guid.NewGuid()}", StringComparison.Ordinal),
            sent
        );

        await without.ProblemAsync(ProblemType.Unauthorized);
        await wrong.ProblemAsync(ProblemType.Forbidden);
        if (!path.Contains("{id}", StringComparison.Ordinal))
            return;
        foreach (var id in new[] { $"{Guid.NewGuid()}", "nope", "%20", new('a', 300) })
        {
            using var missing = await shared.Admin.SendAsync(
                new(method),
                path.Replace("{id}", id, StringComparison.Ordinal),
                sent,
                "\"any\""
            );
            await missing.ProblemAsync(ProblemType.NotFound);
        }
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        shared.Admin.SendAsync(HttpMethod.Post, path, body);

    private static string PathOf(string url) => new Uri(url).PathAndQuery;
}
