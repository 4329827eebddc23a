using System.Collections.Concurrent;
using System.Diagnostics;
using Dapper;
using NewsApi.Storage;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace NewsApi.Tests.Webhooks;

/// <summary>Several instances, of which one delivers, and any may die.</summary>
[Collection(PushingCollection.Name)]
public sealed class InstanceTests(NewsroomFixture fixture, ITestOutputHelper output)
{
    private static IEnumerable<string> Arguments => WebhookNewsroom.Trial.Select(setting => $"--{setting}");

    [Fact]
    public async Task Two_instances_deliver_each_thing_once()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var other = await ServiceProcess.StartAsync(room.Newsroom.Connections, Arguments);
        await using var third = await ServiceProcess.StartAsync(room.Newsroom.Connections, Arguments);
        await using var receiver = await Receiver.StartAsync();
        await room.SubscribeAsync(receiver.Url);

        await room.PublishManyAsync(40);

        await receiver.UntilAsync(received => received.Count >= 40);
        await Task.Delay(1500);
        Assert.Equal(await room.LogAsync(), receiver.Seqs);
    }

    [Fact]
    public async Task Instances_that_are_killed_in_the_midst_lose_nothing()
    {
        // The one in this process only writes.
        var room = await WebhookNewsroom.StartAsync(fixture, "Webhooks:Enabled=false");
        await using var receiver = await Receiver.StartAsync(
            async (_, number) =>
            {
                await Task.Delay(20);
                return number % 11 == 0 ? 503 : 204;
            }
        );
        var webhook = await room.SubscribeAsync(receiver.Url);
        var instances = new ServiceProcess[2];
        for (var i = 0; i < instances.Length; i++)
            instances[i] = await ServiceProcess.StartAsync(room.Newsroom.Connections, Arguments);

        var (kills, cuts) = (0, 0);
        var publishing = Task.Run(() => room.PublishManyAsync(150));
        await using (var owner = new NpgsqlConnection(room.Newsroom.Connections.Owner))
        {
            while (kills < 4)
            {
                // Whoever holds the lock is in the midst of it.
                var before = receiver.Received.Count;
                await receiver.UntilAsync(received => received.Count > before + 3 || publishing.IsCompleted, 60);
                if (kills % 2 == 1)
                {
                    cuts += await owner.QuerySingleAsync<int>(
                        """
                        select count(pg_terminate_backend(pid))::int from pg_locks
                        where locktype = 'advisory' and granted and classid = x'6e657773'::int and objid = x'61706864'::int
                          and database = (select oid from pg_database where datname = current_database())
                        """
                    );
                    await Task.Delay(200);
                }
                await instances[kills % 2].DisposeAsync();
                instances[kills % 2] = await ServiceProcess.StartAsync(room.Newsroom.Connections, Arguments);
                kills++;
            }
        }
        await publishing;
        await room.Editor.WithdrawAsync(await room.PublishAsync("last"));
        var end = await room.EndAsync();
        await receiver.UntilAsync(received => received.Any(one => one.IsTaken && one.Seq == end), 60);
        await WebhookNewsroom.UntilAsync(async () =>
            (await room.GetAsync(webhook))["after"]!.GetValue<long>() >= end - 1
        );
        foreach (var instance in instances)
            await instance.DisposeAsync();

        var taken = receiver.Seqs;
        output.WriteLine(
            $"{kills} kills, {cuts} connections cut, {end} changes, {taken.Count - taken.Distinct().Count()} sent twice."
        );
        // The takedown in the end went ahead of what was still waiting, and its story may have been overtaken by it.
        var inOrder = taken.Where(seq => seq < end - 1).ToList();
        Assert.Equal((await room.LogAsync()).Where(seq => seq < end - 1), inOrder.Distinct());
        Assert.Equal(inOrder.Order(), inOrder);
        Assert.All(receiver.Received, one => Assert.True(one.IsSignedWith(webhook.Text("secret"))));
    }

    [Fact]
    public async Task A_thousand_webhooks_that_are_not_concerned_cost_publishing_nothing()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await room.PublishAsync("first", "sport");
        await using (var owner = new NpgsqlConnection(room.Newsroom.Connections.Owner))
            await owner.ExecuteAsync(
                """
                with added as (
                  insert into editorial.subscribers (id, kind, name, url, settings, secret, place, takedowns_place)
                  select
                    gen_random_uuid(), 'webhook', 'one of many', 'http://127.0.0.1:1/',
                    '{"filter":{"section":"football"},"kinds":["published","updated","corrected","withdrawn","expired","left"]}',
                    'whsec_AAAA', 1, 1
                  from generate_series(1, 1000)
                  returning id
                )
                select count(pg_notify('newsapi_subscribers', id::text)) from added
                """
            );
        await using var receiver = await Receiver.StartAsync();
        await room.SubscribeAsync(receiver.Url);
        // All of them are known once the last one is.
        await room.PublishAsync("second");
        await receiver.UntilAsync(received => received.Count == 1, 60);
        // It is noted a moment after it was received.
        await WebhookNewsroom.UntilAsync(() => IsAnyNotedAsync(room));

        var statements = new ConcurrentQueue<string>();
        using (Listen(room.Newsroom.Connections, statements))
        {
            await room.PublishManyAsync(20);
            await receiver.UntilAsync(received => received.Count == 21, 60);
            await WebhookNewsroom.UntilAsync(() => BehindAsync(room, 22), 40);
        }

        int Count(string name) => statements.Count(text => text.StartsWith($"-- {name}", StringComparison.Ordinal));
        output.WriteLine(
            string.Join(
                "\n",
                statements
                    .GroupBy(text => text.Split('\n')[0])
                    .OrderByDescending(group => group.Count())
                    .Select(group => $"{group.Count()} {group.Key}")
            )
        );
        // One for each delivery, one for each look of the shared feed, and a few for all places together.
        Assert.Equal(20, Count("courier.record"));
        Assert.InRange(Count("courier.places"), 1, 6);
        Assert.InRange(Count("changes.look"), 1, 60);
        Assert.Equal(0, Count("changes.takedowns") + Count("changes.story") + Count("filter."));
    }

    private static async Task<bool> IsAnyNotedAsync(WebhookNewsroom room)
    {
        await using var owner = new NpgsqlConnection(room.Newsroom.Connections.Owner);
        return await owner.QuerySingleAsync<bool>("select exists (select from editorial.attempts)");
    }

    private static async Task<bool> BehindAsync(WebhookNewsroom room, long end)
    {
        await using var owner = new NpgsqlConnection(room.Newsroom.Connections.Owner);
        return await owner.QuerySingleAsync<bool>(
            "select not exists (select from editorial.subscribers where place < @end)",
            new { end }
        );
    }

    /// <summary>Keeps every statement that this process sends to this database; other newsrooms of the tests are at work, too.
    /// </summary>
    private static ActivityListener Listen(DatabaseConnections connections, ConcurrentQueue<string> statements)
    {
        var database = new NpgsqlConnectionStringBuilder(connections.Editorial).Database;
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (
                    activity.GetTagItem("db.query.text") is string text
                    && Equals(activity.GetTagItem("db.namespace"), database)
                )
                    statements.Enqueue(text);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
