using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Following;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Webhooks;

/// <summary>A newsroom that delivers, with a few sections, an editor, and a client that manages webhooks.</summary>
internal sealed class WebhookNewsroom
{
    public const string Webhooks = "/v1/admin/webhooks";
    public const string Caches = "/v1/admin/caches";

    /// <summary>What lets a service send to a receiver of the tests, which is on this very machine, and try again soon.</summary>
    public static readonly string[] Trial =
    [
        "Webhooks:AllowHttp=true",
        "Webhooks:AllowPrivateAddresses=true",
        "Webhooks:LongestPause=00:00:00.2",
        "Webhooks:Timeout=00:00:02",
    ];

    private WebhookNewsroom(Newsroom newsroom, EditorClient admin) =>
        (Newsroom, Admin, Editor) = (newsroom, admin, new Editor(newsroom));

    public Newsroom Newsroom { get; }

    public EditorClient Admin { get; }

    public Editor Editor { get; }

    /// <param name="settings">Besides <see cref="Trial"/>, as <c>key=value</c>; the last of several holds.</param>
    public static async Task<WebhookNewsroom> StartAsync(NewsroomFixture fixture, params string[] settings)
    {
        var all = settings
            .Prepend("Webhooks:Enabled=true")
            .Concat(Trial.Where(trial => !settings.Any(given => given.Split('=')[0] == trial.Split('=')[0])))
            .Select(setting => setting.Split('=', 2))
            .GroupBy(setting => setting[0], StringComparer.Ordinal)
            .Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Last()[1]));
        var newsroom = await fixture.StartAsync([.. all]);
        var started = new WebhookNewsroom(newsroom, await EditorClient.StartAsync(newsroom, "operations", "admin"));
        await started.Editor.AddSectionAsync("news");
        await started.Editor.AddSectionAsync("sport");
        await started.Editor.AddSectionAsync("football", parent: "sport");
        return started;
    }

    /// <summary>A new webhook, as answered.</summary>
    public async Task<JsonNode> SubscribeAsync(string url, string members = "")
    {
        using var response = await Admin.SendAsync(
            HttpMethod.Post,
            Webhooks,
            $$"""{ "name": "test", "url": "{{url}}"{{(members.Length == 0 ? "" : ", " + members)}} }"""
        );
        return await response.JsonAsync(HttpStatusCode.Created);
    }

    public Task<JsonNode> GetAsync(JsonNode webhook) => Admin.ReadAsync($"{Webhooks}/{webhook.Text("id")}");

    /// <summary>What was tried, the oldest first.</summary>
    public async Task<IReadOnlyList<JsonNode>> AttemptsAsync(JsonNode webhook, string query = "limit=100") =>
        [.. (await Admin.ReadAsync($"{Webhooks}/{webhook.Text("id")}/attempts?{query}")).Items().Reverse()];

    public async Task<JsonNode> PatchAsync(JsonNode webhook, string patch)
    {
        var path = $"{Webhooks}/{webhook.Text("id")}";
        using var present = await Admin.SendAsync(HttpMethod.Get, path);
        using var response = await Admin.SendAsync(HttpMethod.Patch, path, patch, present.Headers.ETag!.ToString());
        return await response.JsonAsync(HttpStatusCode.OK);
    }

    public Task<Guid> PublishAsync(string slug, string section = "news") =>
        Editor.PublishAsync(Editor.Draft(slug, section));

    /// <summary>Publishes a story again that is public already.</summary>
    public Task PublishAgainAsync(Guid id) => Editor.PublishAsync(id);

    /// <summary>Publishes many, in the transaction of an instant.</summary>
    public async Task<IReadOnlyList<Guid>> PublishManyAsync(int count, string section = "news")
    {
        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
            ids.Add(await PublishAsync($"story-{Guid.NewGuid():N}", section));
        return ids;
    }

    /// <summary>The numbers of all changes.</summary>
    public async Task<IReadOnlyList<long>> LogAsync()
    {
        await using var owner = new NpgsqlConnection(Newsroom.Connections.Owner);
        return [.. await owner.QueryAsync<long>("select seq from delivery.changes order by seq")];
    }

    public async Task<long> EndAsync() => (await LogAsync()) is [.., var last] ? last : 0;

    /// <summary>Waits until memory has learned of a change, which takes a moment.</summary>
    public Task KnownAsync(long seq) =>
        UntilAsync(() => Task.FromResult(Newsroom.Services.GetRequiredService<ChangeFeed>().Latest.End >= seq));

    /// <summary>Waits until something holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, double seconds = 20)
    {
        var end = DateTime.UtcNow.AddSeconds(seconds);
        while (!await holds())
        {
            Assert.True(DateTime.UtcNow < end, "It did not come to that in time.");
            await Task.Delay(20);
        }
    }
}
