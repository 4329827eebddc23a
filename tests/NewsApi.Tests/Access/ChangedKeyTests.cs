using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Access;

/// <summary>Changing what a key opens, while its holder goes on with the same secret.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class ChangedKeyTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private const string Keys = "/v1/admin/keys";

    private Newsroom _newsroom = null!;
    private EditorClient _admin = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        _admin = await EditorClient.StartAsync(_newsroom, "operations", Scopes.Admin);
        var editor = new Editor(_newsroom);
        await editor.AddSectionAsync("news");
        await editor.AddSectionAsync("sport");
        await editor.PublishAsync(Editor.Draft("vote"));
        await editor.PublishAsync(Editor.Draft("match", "sport"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_opens_something_else_from_the_next_request_on_and_keeps_its_secret()
    {
        var (path, secret) = await MakeAsync(new { section = "sport" });
        Assert.Equal(["match"], await SlugsAsync(secret));

        var changed = await ChangeAsync(path, """{ "name": "politics", "entitlement": { "section": "news" } }""");

        Assert.Equal(("politics", "news"), (changed.Text("name"), changed["entitlement"]!.Text("section")));
        Assert.Equal(["vote"], await SlugsAsync(secret));
        using var lost = await GetAsync("/v1/articles/match", secret);
        await lost.ProblemAsync(ProblemType.NotFound);

        var whole = await ChangeAsync(path, """{ "entitlement": null }""");
        Assert.Null(whole["entitlement"]);
        Assert.Equal("politics", whole.Text("name"));
        Assert.Equal(["match", "vote"], (await SlugsAsync(secret)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task It_has_the_limit_of_its_new_plan_at_once()
    {
        var (path, secret) = await MakeAsync(new { section = "sport" });
        var before = await PolicyAsync(secret);

        await ChangeAsync(path, """{ "plan": "developer" }""");

        var after = await PolicyAsync(secret);
        Assert.Contains("developer", after, StringComparison.Ordinal);
        Assert.NotEqual(before, after);
    }

    [Fact]
    public async Task A_stream_that_is_open_with_it_ends()
    {
        var (path, secret) = await MakeAsync(new { section = "sport" });
        using var client = new HttpClient { BaseAddress = _newsroom.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/changes/stream");
        request.Headers.Add("X-Api-Key", secret);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await response.Content.ReadAsStreamAsync();

        await ChangeAsync(path, """{ "entitlement": { "section": "news" } }""");

        await Assert.ThrowsAnyAsync<IOException>(() =>
            stream.CopyToAsync(Stream.Null).WaitAsync(TimeSpan.FromSeconds(10))
        );
    }

    [Theory]
    [InlineData("""{ "name": " " }""", "/name")]
    [InlineData("""{ "scopes": [] }""", "/scopes")]
    [InlineData("""{ "scopes": ["root"] }""", "/scopes")]
    [InlineData("""{ "scopes": ["admin"] }""", "/entitlement")]
    [InlineData("""{ "expiresAt": "2020-01-01T00:00:00Z" }""", "/expiresAt")]
    [InlineData("""{ "plan": "unlimited" }""", "/plan")]
    [InlineData("""{ "entitlement": { "section": null } }""", "/entitlement")]
    [InlineData("""{ "entitlement": { "section": "weather" } }""", "/entitlement/section")]
    [InlineData("""{ "secret": "mine" }""", "/secret")]
    [InlineData("""{ "secret": null }""", "/secret")]
    public async Task A_bad_change_is_refused_and_changes_nothing(string patch, string pointer)
    {
        var (path, _) = await MakeAsync(new { section = "sport" });
        var etag = await ETagAsync(path);
        var before = await _newsroom.Connections.TableHashesAsync();

        using var refused = await _admin.SendAsync(HttpMethod.Patch, path, patch, etag);

        await refused.InvalidAsync(pointer);
        Assert.Equal(before, await _newsroom.Connections.TableHashesAsync());
    }

    [Fact]
    public async Task A_change_names_the_state_that_it_is_meant_for()
    {
        var (path, _) = await MakeAsync(new { section = "sport" });
        var etag = await ETagAsync(path);

        using var unconditional = await _admin.SendAsync(HttpMethod.Patch, path, """{ "plan": "developer" }""");
        await unconditional.ProblemAsync(ProblemType.PreconditionRequired);
        await ChangeAsync(path, """{ "plan": "developer" }""");
        using var late = await _admin.SendAsync(HttpMethod.Patch, path, """{ "plan": "internal" }""", etag);
        await late.ProblemAsync(ProblemType.PreconditionFailed);

        Assert.Equal("developer", (await _admin.ReadAsync(path)).Text("plan"));
    }

    [Fact]
    public async Task One_that_is_revoked_stays_so()
    {
        var (path, _) = await MakeAsync(new { section = "sport" });
        var etag = await ETagAsync(path);
        using var revoked = await _admin.SendAsync(HttpMethod.Delete, path);

        using var refused = await _admin.SendAsync(HttpMethod.Patch, path, """{ "expiresAt": null }""", etag);

        await refused.ProblemAsync(ProblemType.NotOpen);
        Assert.Equal("revoked", (await _admin.ReadAsync(path)).Text("state"));
    }

    private async Task<(string Path, string Secret)> MakeAsync(object entitlement)
    {
        var draft = new
        {
            name = "partner site",
            scopes = (string[])[Scopes.ContentRead],
            entitlement,
        };
        using var made = await _admin.SendAsync(HttpMethod.Post, Keys, draft);
        var key = await made.JsonAsync(HttpStatusCode.Created);
        return ($"{Keys}/{key.Text("id")}", key.Text("secret"));
    }

    private async Task<JsonNode> ChangeAsync(string path, string patch)
    {
        using var changed = await _admin.SendAsync(HttpMethod.Patch, path, patch, await ETagAsync(path));
        var key = await changed.JsonAsync(HttpStatusCode.OK);
        Assert.Equal(changed.Header("ETag"), await ETagAsync(path));
        return key;
    }

    private async Task<string> ETagAsync(string path)
    {
        using var read = await _admin.SendAsync(HttpMethod.Get, path);
        return read.Header("ETag");
    }

    private Task<HttpResponseMessage> GetAsync(string path, string secret) =>
        _newsroom.GetAsync(path, ("X-Api-Key", secret));

    private async Task<IEnumerable<string>> SlugsAsync(string secret)
    {
        using var list = await GetAsync("/v1/articles?fields=slug", secret);
        return (await list.JsonAsync(HttpStatusCode.OK)).Items().Select(item => item.Text("slug"));
    }

    private async Task<string> PolicyAsync(string secret)
    {
        using var answer = await GetAsync("/v1/articles?fields=slug", secret);
        return answer.Header("RateLimit-Policy");
    }
}
