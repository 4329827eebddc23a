using Dapper;
using Microsoft.Extensions.Logging;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Webhooks;

/// <summary>Webhooks that go on failing are given up on, which is told, and come back without loss.</summary>
[Collection(PushingCollection.Name)]
public sealed class FailingTests(NewsroomFixture fixture)
{
    [Fact]
    public async Task One_that_fails_for_too_long_is_disabled_and_others_are_told()
    {
        var room = await WebhookNewsroom.StartAsync(fixture, "Webhooks:DisableAfter=00:00:02");
        var isWell = false;
        await using var receiver = await Receiver.StartAsync((_, _) => Task.FromResult(isWell ? 204 : 500));
        await using var operations = await Receiver.StartAsync();
        var webhook = await room.SubscribeAsync(receiver.Url);
        var watching = await room.SubscribeAsync(operations.Url, "\"kinds\": [\"webhookDisabled\"]");

        await room.PublishAsync("never-taken");
        await WebhookNewsroom.UntilAsync(async () => !(await room.GetAsync(webhook))["active"]!.GetValue<bool>());
        var disabled = await room.GetAsync(webhook);
        var notice = (await operations.UntilAsync(received => received.Count == 1)).Single();
        var tried = receiver.Received.Count;
        await room.PublishAsync("while-disabled");
        await Task.Delay(500);

        Assert.Equal(tried, receiver.Received.Count);
        Assert.NotNull(disabled["disabledAt"]);
        Assert.Contains("status 500", disabled.Text("disabledReason"), StringComparison.Ordinal);
        Assert.Equal("webhook.disabled", notice.Type);
        Assert.True(notice.IsSignedWith(watching.Text("secret")));
        Assert.Equal(webhook.Text("id"), notice.Body["data"]!.Text("id"));
        Assert.Contains(
            room.Newsroom.Logs.AtLeast(LogLevel.Warning),
            line => line.Contains("is disabled", StringComparison.Ordinal)
        );
        var metrics = await room.Newsroom.Client.GetStringAsync("/metrics");
        Assert.Contains("newsapi_subscribers_disabled_total", metrics, StringComparison.Ordinal);
        Assert.Contains("newsapi_delivery_lag_seconds", metrics, StringComparison.Ordinal);

        isWell = true;
        var enabled = await room.PatchAsync(webhook, """{ "active": true }""");
        await receiver.UntilAsync(received => received.Count(one => one.IsTaken) == 2);
        Assert.Null(enabled["disabledAt"]);
        Assert.Equal([1, 2], receiver.Seqs);
        Assert.Single(operations.Received);
    }

    [Fact]
    public async Task One_that_says_it_is_gone_is_disabled_at_once()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var receiver = await Receiver.StartAsync((_, _) => Task.FromResult(410));
        var webhook = await room.SubscribeAsync(receiver.Url);

        await room.PublishAsync("gone");

        await WebhookNewsroom.UntilAsync(async () => !(await room.GetAsync(webhook))["active"]!.GetValue<bool>());
        await Task.Delay(300);
        Assert.Single(receiver.Received);
        Assert.Equal("The receiver answered 410 Gone.", (await room.GetAsync(webhook)).Text("disabledReason"));
    }

    [Fact]
    public async Task One_that_was_switched_off_goes_on_where_it_stopped()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var receiver = await Receiver.StartAsync();
        var webhook = await room.SubscribeAsync(receiver.Url);
        await room.PublishAsync("before");
        await receiver.UntilAsync(received => received.Count == 1);

        await room.PatchAsync(webhook, """{ "active": false }""");
        await Task.Delay(200);
        await room.PublishManyAsync(2);
        await Task.Delay(300);
        var meanwhile = receiver.Received.Count;
        await using var other = await Receiver.StartAsync();
        await room.PatchAsync(webhook, $$"""{ "active": true, "url": "{{other.Url}}" }""");

        await other.UntilAsync(received => received.Count == 2);
        Assert.Equal(1, meanwhile);
        Assert.Equal([2, 3], other.Seqs);
    }

    [Fact]
    public async Task One_that_was_deleted_is_sent_nothing_more_and_leaves_nothing_behind()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var receiver = await Receiver.StartAsync();
        var webhook = await room.SubscribeAsync(receiver.Url);
        await room.PublishAsync("before");
        await receiver.UntilAsync(received => received.Count == 1);

        using var deleted = await room.Admin.SendAsync(
            HttpMethod.Delete,
            $"{WebhookNewsroom.Webhooks}/{webhook.Text("id")}"
        );
        await room.PublishAsync("afterwards");
        await Task.Delay(500);

        Assert.Equal(System.Net.HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Single(receiver.Received);
        await using var owner = new NpgsqlConnection(room.Newsroom.Connections.Owner);
        Assert.Equal(0, await owner.QuerySingleAsync<int>("select count(*)::int from editorial.attempts"));
    }
}
