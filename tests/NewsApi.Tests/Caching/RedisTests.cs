using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using StackExchange.Redis;
using Xunit;

namespace NewsApi.Tests.Caching;

/// <summary>Instances that share what they have made by a real Redis.</summary>
[Collection(AloneCollection.Name)]
public sealed class RedisTests(NewsroomFixture fixture)
{
    private const string Package = "redis-server";
    private const string Item = "/v1/articles/story";
    private const string List = "/v1/articles?section=news";

    [InstalledFact("redis-server", Package)]
    public async Task What_one_instance_has_made_another_gives_out_and_never_what_a_change_has_made_wrong()
    {
        var port = Tool.FreePort();
        await using var server = await StartAsync(port);
        var (one, other, editor, id) = await InstancesAsync(port);
        await using var _ = one;
        await using var __ = other;
        using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port}");

        using var made = await one.GetAsync(Item);
        await one.Client.GetStringAsync(List);
        var stored = await UntilStoredAsync(redis, 2);
        using var found = await other.GetAsync(Item);
        Assert.Equal("newsapi; hit", found.Header("Cache-Status"));
        Assert.Equal(made.Header("ETag"), found.Header("ETag"));
        Assert.Equal(await made.Content.ReadAsStringAsync(), await found.Content.ReadAsStringAsync());
        using var list = await other.GetAsync(List);
        Assert.Equal("newsapi; hit", list.Header("Cache-Status"));

        await editor.WithdrawAsync(id);
        await one.CatchUpAsync();
        await other.CatchUpAsync();
        // As an instance would that had read it before, and was slow to store it.
        foreach (var (key, value) in stored)
            await redis.GetDatabase().HashSetAsync(key, value);
        foreach (var instance in new[] { one, other })
        {
            using var gone = await instance.GetAsync(Item);
            Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
            Assert.Empty((await instance.Client.JsonAsync(List)).Slugs());
        }
        // One that remembers nothing but what is in there.
        foreach (var (key, value) in stored)
            await redis.GetDatabase().HashSetAsync(key, value);
        await using var third = await Newsroom.StartAsync(one.Connections, Settings(port));
        await third.FollowAsync();
        using var late = await third.GetAsync(Item);
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
        Assert.Empty((await third.Client.JsonAsync(List)).Slugs());
    }

    [InstalledFact("redis-server", Package)]
    public async Task Without_it_all_goes_on_and_with_it_again_too()
    {
        var port = Tool.FreePort();
        var server = await StartAsync(port);
        var (one, other, editor, id) = await InstancesAsync(port);
        await using var _ = one;
        await using var __ = other;
        await one.Client.GetStringAsync(Item);

        await server.DisposeAsync();
        foreach (var round in Enumerable.Range(2, 5))
        {
            await editor.PublishAsync(id);
            foreach (var instance in new[] { one, other })
            {
                await instance.CatchUpAsync();
                var clock = Stopwatch.StartNew();
                Assert.Equal(round, (await instance.Client.JsonAsync(Item))["version"]!.GetValue<int>());
                Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"It took {clock.Elapsed}.");
            }
        }
        await using var again = await StartAsync(port);
        using var redis = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port}");
        var patience = Stopwatch.StartNew();
        while (await CountAsync(redis) == 0)
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), "It is not used any more.");
            await editor.PublishAsync(id);
            await one.Client.GetStringAsync(Item);
            await Task.Delay(100);
        }
        Assert.DoesNotContain(
            one.Logs.AtLeast(LogLevel.Error),
            line => !line.StartsWith("ZiggyCreatures", StringComparison.Ordinal)
        );
    }

    private static Task<Tool> StartAsync(int port) =>
        Tool.ListeningAsync(port, "redis-server", "--port", $"{port}", "--save", "", "--appendonly", "no");

    private async Task<(Newsroom One, Newsroom Other, Editor Editor, Guid Id)> InstancesAsync(int port)
    {
        var first = await fixture.StartAsync();
        var editor = new Editor(first);
        await editor.AddSectionAsync("news");
        var id = await editor.PublishAsync(Editor.Draft("story"));
        var one = await Newsroom.StartAsync(first.Connections, Settings(port));
        var other = await Newsroom.StartAsync(first.Connections, Settings(port));
        await one.FollowAsync();
        await other.FollowAsync();
        return (one, other, editor, id);
    }

    private static KeyValuePair<string, string?>[] Settings(int port) =>
        [new("Caching:Redis", $"127.0.0.1:{port}"), new("Site:BaseUrl", "https://news.example.org")];

    private static async Task<IReadOnlyList<(RedisKey Key, HashEntry[] Value)>> UntilStoredAsync(
        ConnectionMultiplexer redis,
        int number
    )
    {
        var clock = Stopwatch.StartNew();
        while (await CountAsync(redis) < number)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "Nothing is stored.");
            await Task.Delay(20);
        }
        var stored = new List<(RedisKey, HashEntry[])>();
        await foreach (var key in redis.GetServers()[0].KeysAsync())
        {
            if (await redis.GetDatabase().KeyTypeAsync(key) == RedisType.Hash)
                stored.Add((key, await redis.GetDatabase().HashGetAllAsync(key)));
        }
        return stored;
    }

    private static async Task<int> CountAsync(ConnectionMultiplexer redis)
    {
        var count = 0;
        await foreach (var _ in redis.GetServers()[0].KeysAsync())
            count++;
        return count;
    }
}
