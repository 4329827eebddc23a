using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Access;

/// <summary>Managing keys over HTTP.</summary>
[Collection(AloneCollection.Name)]
public sealed class KeyAdministrationTests(KeyAdministrationTests.Room shared)
    : IClassFixture<KeyAdministrationTests.Room>
{
    private const string Keys = "/v1/admin/keys";
    private const string Good = """{ "name": "partner site", "scopes": ["content:read"] }""";

    private static readonly string[] s_reading = [Scopes.ContentRead];

    public sealed class Room(NewsroomFixture fixture) : IAsyncLifetime
    {
        public Newsroom Newsroom { get; private set; } = null!;

        public EditorClient Admin { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Newsroom = await fixture.StartAsync();
            Admin = await EditorClient.StartAsync(Newsroom, "operations", Scopes.Admin);
        }

        public Task DisposeAsync() => Task.CompletedTask;
    }

    [Fact]
    public async Task A_key_is_made_used_read_listed_and_revoked()
    {
        using var made = await PostAsync(
            Keys,
            """{ "name": "wire desk", "scopes": ["content:write", "content:read"], "expiresAt": "2100-01-01T00:00:00Z" }"""
        );
        var key = await made.JsonAsync(HttpStatusCode.Created);
        var path = made.Header("Location");
        var secret = key.Text("secret");

        Assert.Equal($"{Keys}/{key.Text("id")}", path);
        Assert.Contains("no-store", made.Header("Cache-Control"), StringComparison.Ordinal);
        var me = await (await MeAsync(secret)).JsonAsync(HttpStatusCode.OK);
        Assert.Equal(
            ("wire desk", key.Text("id"), "2100-01-01T00:00:00Z"),
            (me.Text("name"), me.Text("keyId"), me.Text("expiresAt"))
        );
        var read = await shared.Admin.ReadAsync(path);
        Assert.Null(read["secret"]);
        Assert.Equal(("valid", "wire desk"), (read.Text("state"), read.Text("name")));
        var listed = (await shared.Admin.ReadAsync(Keys)).Items().Single(item => item.Text("id") == key.Text("id"));
        Assert.Null(listed["secret"]);

        using var revoked = await shared.Admin.SendAsync(HttpMethod.Delete, path);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);
        await (await MeAsync(secret)).ProblemAsync(ProblemType.Unauthorized);
        var after = await shared.Admin.ReadAsync(path);
        Assert.Equal("revoked", after.Text("state"));
        using var again = await shared.Admin.SendAsync(HttpMethod.Delete, path);
        Assert.Equal(HttpStatusCode.NoContent, again.StatusCode);
        Assert.Equal(after.Text("revokedAt"), (await shared.Admin.ReadAsync(path)).Text("revokedAt"));
    }

    [Fact]
    public async Task A_key_opens_nothing_from_its_end_on_and_says_so()
    {
        var end = DateTimeOffset.UtcNow.AddSeconds(1.5);
        var key = await MakeAsync(
            new
            {
                name = "guest",
                scopes = s_reading,
                expiresAt = end,
            }
        );

        await (await MeAsync(key.Text("secret"))).JsonAsync(HttpStatusCode.OK);
        await Task.Delay(end - DateTimeOffset.UtcNow + TimeSpan.FromMilliseconds(20));

        var problem = await (await MeAsync(key.Text("secret"))).ProblemAsync(ProblemType.Unauthorized);
        Assert.Contains("expired at", problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal("expired", (await shared.Admin.ReadAsync($"{Keys}/{key.Text("id")}")).Text("state"));
        using var rotated = await PostAsync($"{Keys}/{key.Text("id")}/rotate", "{}");
        await rotated.ProblemAsync(ProblemType.NotOpen);
    }

    [Fact]
    public async Task A_key_that_is_replaced_goes_on_beside_the_new_one_for_a_while()
    {
        var old = await MakeAsync(JsonNode.Parse(Good)!);

        using var rotated = await PostAsync($"{Keys}/{old.Text("id")}/rotate", """{ "overlapHours": 2 }""");
        var fresh = await rotated.JsonAsync(HttpStatusCode.Created);

        Assert.Equal($"{Keys}/{fresh.Text("id")}", rotated.Header("Location"));
        Assert.Equal(
            (old.Text("name"), old["scopes"]!.ToJsonString()),
            (fresh.Text("name"), fresh["scopes"]!.ToJsonString())
        );
        await (await MeAsync(old.Text("secret"))).JsonAsync(HttpStatusCode.OK);
        await (await MeAsync(fresh.Text("secret"))).JsonAsync(HttpStatusCode.OK);
        var replaced = await shared.Admin.ReadAsync($"{Keys}/{old.Text("id")}");
        Assert.Equal(fresh.Text("id"), replaced.Text("successorId"));
        Assert.InRange(
            replaced["expiresAt"]!.GetValue<DateTimeOffset>() - DateTimeOffset.UtcNow,
            TimeSpan.FromHours(1.9),
            TimeSpan.FromHours(2.1)
        );
        using var twice = await PostAsync($"{Keys}/{old.Text("id")}/rotate", "{}");
        await twice.ProblemAsync(ProblemType.NotOpen);

        using var atOnce = await PostAsync($"{Keys}/{fresh.Text("id")}/rotate", """{ "overlapHours": 0 }""");
        await atOnce.JsonAsync(HttpStatusCode.Created);
        await (await MeAsync(fresh.Text("secret"))).ProblemAsync(ProblemType.Unauthorized);
    }

    [Fact]
    public async Task Being_replaced_makes_no_key_last_longer()
    {
        var end = DateTimeOffset.UtcNow.AddMinutes(5);
        var key = await MakeAsync(
            new
            {
                name = "guest",
                scopes = s_reading,
                expiresAt = end,
            }
        );

        using var rotated = await PostAsync($"{Keys}/{key.Text("id")}/rotate", """{ "overlapHours": 24 }""");
        var fresh = await rotated.JsonAsync(HttpStatusCode.Created);

        Assert.Equal(key.Text("expiresAt"), fresh.Text("expiresAt"));
        Assert.Equal(
            key.Text("expiresAt"),
            (await shared.Admin.ReadAsync($"{Keys}/{key.Text("id")}")).Text("expiresAt")
        );
    }

    /// <summary>An answer that is kept for a repeated request would otherwise be a key for whoever reads the database.</summary>
    [Fact]
    public async Task A_request_sent_again_makes_one_key_and_its_secret_is_not_kept()
    {
        using var first = await shared.Admin.SendAsync(HttpMethod.Post, Keys, Good, idempotencyKey: "once");
        using var again = await shared.Admin.SendAsync(HttpMethod.Post, Keys, Good, idempotencyKey: "once");
        var (key, repeated) = (
            await first.JsonAsync(HttpStatusCode.Created),
            await again.JsonAsync(HttpStatusCode.Created)
        );

        Assert.Equal("true", again.Header("Idempotency-Replayed"));
        Assert.Equal(key.Text("id"), repeated.Text("id"));
        Assert.Null(repeated["secret"]);
        await using var owner = new NpgsqlConnection(shared.Newsroom.Connections.Owner);
        var kept = string.Join(
            '\n',
            await owner.QueryAsync<string>(
                "select k::text from editorial.keys k union all select convert_from(body, 'UTF8') from editorial.idempotent_answers"
            )
        );
        Assert.Contains(key.Text("id"), kept, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Text("secret")[^43..], kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "scopes": ["admin"] }""", "/name")]
    [InlineData("""{ "name": " ", "scopes": ["admin"] }""", "/name")]
    [InlineData("""{ "name": "two\nlines", "scopes": ["admin"] }""", "/name")]
    [InlineData("""{ "name": "101", "scopes": ["admin"] }""", "/name")]
    [InlineData("""{ "name": "desk" }""", "/scopes")]
    [InlineData("""{ "name": "desk", "scopes": [] }""", "/scopes")]
    [InlineData("""{ "name": "desk", "scopes": ["root"] }""", "/scopes")]
    [InlineData("""{ "name": "desk", "scopes": ["admin", "admin"] }""", "/scopes")]
    [InlineData("""{ "name": "desk", "scopes": ["admin"], "expiresAt": "2020-01-01T00:00:00Z" }""", "/expiresAt")]
    [InlineData("""{ "name": "desk", "scopes": ["admin"], "expiresAt": "soon" }""", "/expiresAt")]
    [InlineData("""{ "name": "desk", "scopes": ["admin"], "secret": "mine" }""", "/secret")]
    public async Task A_bad_key_is_refused_and_none_is_made(string body, string pointer)
    {
        var before = await shared.Newsroom.Connections.TableHashesAsync();

        using var refused = await PostAsync(Keys, body.Replace("101", new string('a', 101), StringComparison.Ordinal));

        await refused.InvalidAsync(pointer);
        Assert.Equal(before, await shared.Newsroom.Connections.TableHashesAsync());
    }

    [Theory]
    [InlineData("""{ "overlapHours": -1 }""", "/overlapHours")]
    [InlineData("""{ "overlapHours": 745 }""", "/overlapHours")]
    [InlineData("""{ "overlapHours": 1.5 }""", "/overlapHours")]
    [InlineData("""{ "expiresAt": "2020-01-01T00:00:00Z" }""", "/expiresAt")]
    public async Task A_bad_rotation_is_refused_and_changes_nothing(string body, string pointer)
    {
        var key = await MakeAsync(JsonNode.Parse(Good)!);
        var before = await shared.Newsroom.Connections.TableHashesAsync();

        using var refused = await PostAsync($"{Keys}/{key.Text("id")}/rotate", body);

        await refused.InvalidAsync(pointer);
        Assert.Equal(before, await shared.Newsroom.Connections.TableHashesAsync());
    }

    [Theory]
    [InlineData("GET", Keys)]
    [InlineData("POST", Keys)]
    [InlineData("GET", Keys + "/k3v9q1x7m2ab")]
    [InlineData("PATCH", Keys + "/k3v9q1x7m2ab")]
    [InlineData("DELETE", Keys + "/k3v9q1x7m2ab")]
    [InlineData("POST", Keys + "/k3v9q1x7m2ab/rotate")]
    public async Task Managing_keys_takes_one_with_the_scope_admin(string method, string path)
    {
        var editor = await EditorClient.StartAsync(shared.Newsroom, "desk", Scopes.ContentWrite, Scopes.ContentRead);

        using var nobody = await shared.Newsroom.SendAsync(new HttpMethod(method), path);
        await nobody.ProblemAsync(ProblemType.Unauthorized);
        using var other = await editor.SendAsync(new HttpMethod(method), path, method == "POST" ? Good : null);
        await other.ProblemAsync(ProblemType.Forbidden);
    }

    [Theory]
    [InlineData("GET", "k3v9q1x7m2ab")]
    [InlineData("DELETE", "k3v9q1x7m2ab")]
    [InlineData("POST", "k3v9q1x7m2ab/rotate")]
    [InlineData("GET", "K3V9Q1X7M2AB")]
    [InlineData("GET", "%27%3B%20drop%20table")]
    public async Task What_is_no_key_is_not_found(string method, string rest)
    {
        using var answer = await shared.Admin.SendAsync(
            new HttpMethod(method),
            $"{Keys}/{rest}",
            method == "POST" ? "{}" : null
        );
        await answer.ProblemAsync(ProblemType.NotFound);
    }

    [Fact]
    public async Task The_requests_of_a_key_are_counted_by_day()
    {
        var key = await MakeAsync(new { name = "app", scopes = s_reading });
        await Task.WhenAll(
            Enumerable
                .Range(0, 40)
                .Select(async number =>
                {
                    using var answer = await shared.Newsroom.GetAsync(
                        number % 2 == 0 ? "/v1/me" : "/v1/sections",
                        ("X-Api-Key", key.Text("secret"))
                    );
                    Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                })
        );

        var clock = Stopwatch.StartNew();
        JsonNode read;
        do
        {
            await Task.Delay(100);
            read = await shared.Admin.ReadAsync($"{Keys}/{key.Text("id")}");
        } while (
            read["uses"]!.AsArray().Sum(use => use!["requests"]!.GetValue<long>()) < 40
            && clock.Elapsed < TimeSpan.FromSeconds(20)
        );

        // At midnight there are two days.
        Assert.Equal(40, read["uses"]!.AsArray().Sum(use => use!["requests"]!.GetValue<long>()));
        Assert.InRange(
            DateTimeOffset.UtcNow - read["lastUsedAt"]!.GetValue<DateTimeOffset>(),
            TimeSpan.Zero,
            TimeSpan.FromMinutes(1)
        );
    }

    [Fact]
    public async Task The_list_has_pages_in_both_directions()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
            ids.Insert(0, (await MakeAsync(new { name = $"key {i}", scopes = s_reading })).Text("id"));

        var first = await shared.Admin.ReadAsync($"{Keys}?limit=2");
        var second = await shared.Admin.ReadAsync(PathOf(first["links"]!.Text("next")));
        var back = await shared.Admin.ReadAsync(PathOf(second["links"]!.Text("prev")));

        Assert.Equal(ids.Take(2), first.Items().Select(item => item.Text("id")));
        Assert.Equal(ids.Skip(2).Take(2), second.Items().Select(item => item.Text("id")));
        Assert.Equal(ids.Take(2), back.Items().Select(item => item.Text("id")));
    }

    private static string PathOf(string url) => new Uri(url).PathAndQuery;

    private Task<HttpResponseMessage> PostAsync(string path, string body) =>
        shared.Admin.SendAsync(HttpMethod.Post, path, body);

    private async Task<JsonNode> MakeAsync(object body)
    {
        using var made = await shared.Admin.SendAsync(HttpMethod.Post, Keys, body);
        return await made.JsonAsync(HttpStatusCode.Created);
    }

    private Task<HttpResponseMessage> MeAsync(string key) => shared.Newsroom.GetAsync("/v1/me", ("X-Api-Key", key));
}
