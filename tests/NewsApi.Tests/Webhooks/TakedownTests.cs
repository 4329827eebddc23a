using Dapper;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Webhooks;

/// <summary>Takedowns go ahead of everything, whatever a receiver is doing.</summary>
[Collection(PushingCollection.Name)]
public sealed class TakedownTests(NewsroomFixture fixture)
{
    [Fact]
    public async Task A_takedown_goes_ahead_of_what_is_queued_and_overtakes_the_same_storys_events()
    {
        var room = await WebhookNewsroom.StartAsync(fixture, "Webhooks:Timeout=00:00:20");
        var gate = new TaskCompletionSource();
        await using var receiver = await Receiver.StartAsync(
            async (_, number) =>
            {
                if (number == 0)
                    await gate.Task.WaitAsync(TimeSpan.FromSeconds(15));
                return 204;
            }
        );
        var webhook = await room.SubscribeAsync(receiver.Url);

        // While the first is on its way: two more, the last of which is taken down, and so is the first.
        var first = await room.PublishAsync("first");
        await room.PublishAsync("second");
        var third = await room.PublishAsync("third");
        await room.PublishAgainAsync(third);
        await room.Editor.WithdrawAsync(third);
        await room.Editor.WithdrawAsync(first);
        await room.KnownAsync(6);
        gate.SetResult();

        await receiver.UntilAsync(received => received.Count == 4);
        Assert.Equal([1, 5, 6, 2], receiver.Seqs);
        await WebhookNewsroom.UntilAsync(
            async () => (await room.GetAsync(webhook))["after"]!.GetValue<long>() == 6,
            30
        );
        Assert.Equal(4, receiver.Received.Count);
        var attempts = await room.AttemptsAsync(webhook);
        Assert.Equal(
            ["delivered 1", "delivered 5", "delivered 6", "delivered 2", "overtaken 3", "overtaken 4"],
            attempts.Select(attempt => $"{attempt.Text("outcome")} {attempt["seq"]}")
        );
        Assert.Equal(2, (await room.AttemptsAsync(webhook, "status=overtaken")).Count);
    }

    [Fact]
    public async Task A_takedown_does_not_wait_for_a_retry_and_a_story_that_comes_back_comes_after_it()
    {
        var room = await WebhookNewsroom.StartAsync(fixture, "Webhooks:LongestPause=01:00:00");
        var isWell = false;
        await using var receiver = await Receiver.StartAsync(
            (http, _) =>
            {
                if (!isWell)
                    http.Response.Headers.RetryAfter = "3000";
                return Task.FromResult(isWell ? 204 : 503);
            }
        );
        await room.SubscribeAsync(receiver.Url);
        var editor = await EditorClient.StartAsync(room.Newsroom);
        var id = await room.PublishAsync("fails");
        await room.PublishAsync("waits");
        await receiver.UntilAsync(received => received.Count == 1);

        isWell = true;
        var story = await editor.WithdrawAsync(await editor.GetAsync(id));
        await receiver.UntilAsync(received => received.Count >= 2, 5);
        await editor.PublishAsync(await editor.ReinstateAsync(story));

        await receiver.UntilAsync(received => received.Count >= 4);
        Assert.Equal(
            ["article.published", "article.withdrawn", "article.published", "article.published"],
            receiver.Received.Select(one => one.Type)
        );
        Assert.Equal([3, 2, 4], receiver.Seqs);
    }

    [Fact]
    public async Task A_takedown_that_fails_itself_is_tried_again_as_soon_as_another_comes()
    {
        var room = await WebhookNewsroom.StartAsync(fixture, "Webhooks:LongestPause=01:00:00");
        var (one, other) = (await room.PublishAsync("one"), await room.PublishAsync("other"));
        var isWell = false;
        await using var receiver = await Receiver.StartAsync(
            (http, _) =>
            {
                http.Response.Headers.RetryAfter = "3000";
                return Task.FromResult(isWell ? 204 : 503);
            }
        );
        await room.SubscribeAsync(receiver.Url);
        await room.Editor.WithdrawAsync(one);
        await receiver.UntilAsync(received => received.Count == 1);

        isWell = true;
        await room.Editor.WithdrawAsync(other);

        await receiver.UntilAsync(received => received.Count == 3, 5);
        Assert.Equal([3, 4], receiver.Seqs);
    }

    [Fact]
    public async Task A_filtered_receiver_that_was_not_told_yet_of_a_story_leaving_is_told_of_its_takedown()
    {
        var room = await WebhookNewsroom.StartAsync(fixture, "Webhooks:LongestPause=01:00:00");
        var isWell = true;
        await using var receiver = await Receiver.StartAsync(
            (http, _) =>
            {
                if (!isWell)
                    http.Response.Headers.RetryAfter = "3000";
                return Task.FromResult(isWell ? 204 : 503);
            }
        );
        await room.SubscribeAsync(receiver.Url, "\"filter\": { \"section\": \"sport\" }");
        var editor = await EditorClient.StartAsync(room.Newsroom);
        var id = await room.PublishAsync("moves", "sport");
        await receiver.UntilAsync(received => received.Count == 1);
        isWell = false;
        await room.PublishAsync("fails", "sport");
        await receiver.UntilAsync(received => received.Count == 2);

        // It leaves the filter, and is withdrawn where the receiver does not look.
        var story = await editor.PublishAsync(
            await editor.PatchAsync(await editor.GetAsync(id), """{ "section": "news" }""")
        );
        isWell = true;
        await editor.WithdrawAsync(story);

        await receiver.UntilAsync(received => received.Count == 4, 5);
        Assert.Equal([1, 4, 2], receiver.Seqs);
        Assert.Equal("article.withdrawn", receiver.Taken[1].Type);
    }

    [Fact]
    public async Task Somebody_far_behind_is_told_of_takedowns_first_and_of_what_they_overtook_never()
    {
        var room = await WebhookNewsroom.StartAsync(fixture);
        var stories = await room.PublishManyAsync(3);
        // More than anybody's memory holds.
        await using (var owner = new NpgsqlConnection(room.Newsroom.Connections.Owner))
            await owner.ExecuteAsync(
                """
                insert into delivery.changes (seq, kind, at, article_id, slug, version, impact, type, language, section_ids, tag_ids, tag_ids_above)
                select 3 + n, 'updated', c.at, c.article_id, c.slug, 1 + n, c.impact, c.type, c.language, c.section_ids, c.tag_ids, c.tag_ids_above
                from generate_series(1, 1300) n, delivery.changes c
                where c.seq = 3;
                update delivery.change_counter set seq = 1303;
                """
            );
        await room.Editor.WithdrawAsync(stories[0]);
        await room.Editor.WithdrawAsync(stories[2]);
        await room.PublishAsync("last");
        await using var receiver = await Receiver.StartAsync();

        var webhook = await room.SubscribeAsync(receiver.Url, "\"after\": 0");

        await receiver.UntilAsync(received => received.Count == 4);
        Assert.Equal([1304, 1305, 2, 1306], receiver.Seqs);
        Assert.Equal(
            1302,
            (
                await room.Admin.ReadAsync(
                    $"{WebhookNewsroom.Webhooks}/{webhook.Text("id")}/attempts?status=overtaken&limit=0"
                )
            )["total"]!["value"]!.GetValue<int>() switch
            {
                1000 => 1302,
                var exact => exact,
            }
        );
    }
}
