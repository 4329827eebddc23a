using System.Globalization;
using Microsoft.Extensions.Logging;
using NewsApi.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace NewsApi.Tests.Webhooks;

/// <summary>What comes to a receiver, in whatever mood it is.</summary>
[Collection(PushingCollection.Name)]
public sealed class DeliveryTests(NewsroomFixture fixture, ITestOutputHelper output)
{
    [Fact]
    public async Task Every_change_is_sent_signed_in_order_and_soon()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var receiver = await Receiver.StartAsync();
        var webhook = await room.SubscribeAsync(receiver.Url, "\"include\": \"article\", \"bodyFormat\": \"text\"");
        var secret = webhook.Text("secret");
        var lags = new List<double>();

        for (var i = 0; i < 10; i++)
        {
            await room.PublishAsync($"story-{i}");
            var published = DateTimeOffset.UtcNow;
            await receiver.UntilAsync(received => received.Count == i + 1);
            lags.Add((receiver.Received[i].At - published).TotalMilliseconds);
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"From the end of publishing until the receiver had it: median {lags.Order().ElementAt(5):F0} ms, most {lags.Max():F0} ms."
            )
        );
        Assert.True(lags.Order().ElementAt(5) < 1000);
        Assert.Equal(await room.LogAsync(), receiver.Seqs);
        Assert.All(
            receiver.Received,
            one =>
            {
                Assert.Equal("POST", one.Method);
                Assert.Equal("application/json", one.Headers["content-type"]);
                Assert.StartsWith("NewsAPI-Webhooks/", one.Headers["user-agent"], StringComparison.Ordinal);
                Assert.Equal("article.published", one.Type);
                Assert.Equal("It happened.", one.Body["data"]!["article"]!.Text("body"));
                Assert.True(one.IsSignedWith(secret));
                Assert.False(one.IsSignedWith(NewsApi.Webhooks.WebhookSecret.Create()));
                Assert.DoesNotContain("traceparent", one.Headers.Keys);
            }
        );
        var change = (await room.Newsroom.Client.JsonAsync("/v1/changes?include=article&bodyFormat=text&limit=1"))
            .Items()
            .Single();
        Assert.Equal(change.ToJsonString(), receiver.Received[0].Body["data"]!.ToJsonString());
    }

    [Fact]
    public async Task A_receiver_in_every_mood_gets_all_of_it_in_order()
    {
        var room = await WebhookNewsroom.StartAsync(fixture, "Webhooks:Timeout=00:00:00.5");
        var others = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync(
            async (http, number) =>
            {
                switch (number % 9)
                {
                    case 0:
                        return 500;
                    case 1:
                        await Task.Delay(TimeSpan.FromSeconds(2), http.RequestAborted)
                            .ContinueWith(_ => { }, TaskScheduler.Default);
                        return 0;
                    case 2:
                        http.Response.Headers.RetryAfter = "1";
                        return 429;
                    case 3:
                        return 0;
                    case 4:
                        http.Response.Headers.Location = others.Url;
                        return 302;
                    case 5:
                        http.Response.Headers.Location = "/hook?again";
                        return 404;
                    case 6:
                        await Task.Delay(200);
                        return 200;
                    default:
                        return 204;
                }
            }
        );
        var webhook = await room.SubscribeAsync(receiver.Url);

        await room.PublishManyAsync(8);

        await receiver.UntilAsync(received => received.Count(one => one.IsTaken) >= 8, 60);
        Assert.Equal(await room.LogAsync(), receiver.Seqs.Distinct());
        Assert.Equal(receiver.Seqs.Order(), receiver.Seqs);
        Assert.All(receiver.Received, one => Assert.True(one.IsSignedWith(webhook.Text("secret"))));
        Assert.All(
            receiver.Received.GroupBy(one => one.Seq),
            tries => Assert.Single(tries.Select(one => one.Id).Distinct())
        );
        Assert.Equal(8, receiver.Received.Select(one => one.Id).Distinct().Count());
        Assert.Empty(others.Received);
        await WebhookNewsroom.UntilAsync(async () => (await room.GetAsync(webhook))["failingSince"] is null);
        var attempts = await room.AttemptsAsync(webhook);
        Assert.Equal(receiver.Received.Count, attempts.Count);
        Assert.Contains(attempts, attempt => attempt["fault"]?.GetValue<string>() == "timeout");
        Assert.Contains(attempts, attempt => attempt["fault"]?.GetValue<string>() == "redirection");
        Assert.Contains(attempts, attempt => attempt["fault"]?.GetValue<string>() == "connection");
        Assert.DoesNotContain(
            room.Newsroom.Logs.AtLeast(LogLevel.Information),
            line => line.Contains("do-not-log", StringComparison.Ordinal)
        );
        await others.DisposeAsync();
    }

    [Fact]
    public async Task A_redirection_that_keeps_the_method_is_followed()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var other = await Receiver.StartAsync();
        await using var receiver = await Receiver.StartAsync(
            (http, _) =>
            {
                http.Response.Headers.Location = other.Url;
                return Task.FromResult(308);
            }
        );
        var webhook = await room.SubscribeAsync(receiver.Url);

        await room.PublishAsync("redirected");

        var got = (await other.UntilAsync(received => received.Count == 1)).Single();
        Assert.Equal("POST", got.Method);
        Assert.True(got.IsSignedWith(webhook.Text("secret")));
        Assert.Equal("delivered", (await AttemptAsync(room, webhook)).Text("outcome"));
    }

    [Fact]
    public async Task A_receiver_that_dies_and_comes_back_has_missed_nothing()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var receiver = await Receiver.StartAsync();
        var webhook = await room.SubscribeAsync(receiver.Url);
        await room.PublishAsync("before");
        await receiver.UntilAsync(received => received.Count == 1);

        await receiver.DieAsync();
        await room.PublishManyAsync(3);
        await WebhookNewsroom.UntilAsync(async () => (await room.GetAsync(webhook))["failingSince"] is not null);
        await receiver.ReviveAsync();

        await receiver.UntilAsync(received => received.Count == 4);
        Assert.Equal(await room.LogAsync(), receiver.Seqs);
    }

    [Fact]
    public async Task Only_what_matches_is_sent_and_what_leaves_says_so()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var receiver = await Receiver.StartAsync();
        await using var notified = await Receiver.StartAsync();
        await room.SubscribeAsync(
            receiver.Url,
            """
            "filter": { "section": "sport" }
            """
        );
        await room.SubscribeAsync(
            notified.Url,
            """
            "kinds": ["updated"]
            """
        );

        await room.PublishAsync("elsewhere");
        var id = await room.PublishAsync("match", "football");
        await receiver.UntilAsync(received => received.Count == 1);
        var editor = await EditorClient.StartAsync(room.Newsroom);
        var story = await editor.GetAsync(id);
        await editor.PublishAsync(await editor.PatchAsync(story, """{ "section": "news" }"""));

        var received = await receiver.UntilAsync(received => received.Count == 2);
        Assert.Equal(["article.published", "article.left"], received.Select(one => one.Type));
        Assert.Equal("article.updated", (await notified.UntilAsync(all => all.Count == 1)).Single().Type);
    }

    [Fact]
    public async Task A_place_to_begin_at_and_a_replay_send_what_has_been()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await room.PublishManyAsync(3);
        await using var receiver = await Receiver.StartAsync();

        var webhook = await room.SubscribeAsync(receiver.Url, "\"after\": 1");
        await receiver.UntilAsync(received => received.Count == 2);
        using var replay = await room.Admin.SendAsync(
            HttpMethod.Post,
            $"{WebhookNewsroom.Webhooks}/{webhook.Text("id")}/replay",
            """{ "after": 0 }"""
        );
        await replay.JsonAsync(System.Net.HttpStatusCode.OK);
        await receiver.UntilAsync(received => received.Count == 5);

        Assert.Equal([2, 3, 1, 2, 3], receiver.Seqs);
        Assert.Equal(3, receiver.Received.Select(one => one.Id).Distinct().Count());
        await WebhookNewsroom.UntilAsync(async () => (await room.GetAsync(webhook))["after"]!.GetValue<long>() == 3);
    }

    [Fact]
    public async Task While_secrets_change_both_sign()
    {
        var room = await WebhookNewsroom.StartAsync(fixture, "Webhooks:SecretOverlap=00:00:03");
        await using var receiver = await Receiver.StartAsync();
        var webhook = await room.SubscribeAsync(receiver.Url);

        using var response = await room.Admin.SendAsync(
            HttpMethod.Post,
            $"{WebhookNewsroom.Webhooks}/{webhook.Text("id")}/secret"
        );
        var rotated = await response.JsonAsync(System.Net.HttpStatusCode.OK);
        await Task.Delay(300);
        await room.PublishAsync("overlap");
        var both = (await receiver.UntilAsync(received => received.Count == 1))[0];
        await Task.Delay(TimeSpan.FromSeconds(3));
        await room.PublishAsync("afterwards");
        var one = (await receiver.UntilAsync(received => received.Count == 2))[1];

        Assert.NotEqual(webhook.Text("secret"), rotated.Text("secret"));
        Assert.True(both.IsSignedWith(webhook.Text("secret")) && both.IsSignedWith(rotated.Text("secret")));
        Assert.True(!one.IsSignedWith(webhook.Text("secret")) && one.IsSignedWith(rotated.Text("secret")));
        Assert.Null((await room.GetAsync(webhook))["secret"]);
    }

    [Fact]
    public async Task A_test_is_sent_at_once_and_tells_what_came_of_it()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        await using var receiver = await Receiver.StartAsync();
        var webhook = await room.SubscribeAsync(receiver.Url, "\"active\": false");

        using var good = await room.Admin.SendAsync(
            HttpMethod.Post,
            $"{WebhookNewsroom.Webhooks}/{webhook.Text("id")}/test"
        );
        var delivered = await good.JsonAsync(System.Net.HttpStatusCode.OK);
        await receiver.DieAsync();
        using var bad = await room.Admin.SendAsync(
            HttpMethod.Post,
            $"{WebhookNewsroom.Webhooks}/{webhook.Text("id")}/test"
        );
        var failed = await bad.JsonAsync(System.Net.HttpStatusCode.OK);

        Assert.True(delivered["delivered"]!.GetValue<bool>());
        Assert.Equal(204, delivered["status"]!.GetValue<int>());
        Assert.True(receiver.Received[0].IsSignedWith(webhook.Text("secret")));
        Assert.Equal("webhook.test", receiver.Received[0].Type);
        Assert.False(failed["delivered"]!.GetValue<bool>());
        Assert.Equal("connection", failed.Text("fault"));
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> AttemptAsync(
        WebhookNewsroom room,
        System.Text.Json.Nodes.JsonNode webhook
    )
    {
        await WebhookNewsroom.UntilAsync(async () => (await room.AttemptsAsync(webhook)).Count > 0);
        return (await room.AttemptsAsync(webhook))[0];
    }
}
