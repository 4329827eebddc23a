using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Dapper;
using Microsoft.Extensions.Logging;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Failures;

/// <summary>The clock of the machine that the service runs on is set forward or back by hours. What is public and when is
/// decided by the database's.</summary>
[Collection(AloneCollection.Name)]
public sealed class SetClockTests(NewsroomFixture fixture)
{
    private static readonly KeyValuePair<string, string?> WithClock = new("Clock:Enabled", "true");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData(5)]
    [InlineData(-5)]
    public async Task Stories_come_once_and_go_at_their_moment_by_the_database(int hours)
    {
        var (room, time) = (await fixture.StartAsync(), new MovedTime());
        await using var newsroom = await Newsroom.StartByAsync(time, room.Connections, WithClock);
        await newsroom.FollowAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        var now = await AskAsync<DateTimeOffset>(room, "select clock_timestamp()");
        var (due, expiry) = (now.AddSeconds(2), now.AddSeconds(4));
        await new Desk(newsroom).ScheduleAsync(await editor.SaveAsync(Editor.Draft("scheduled")), due, null);
        await editor.PublishAsync(Editor.Draft("expiring"), expiresAt: expiry);
        Assert.Equal(["expiring"], await SlugsAsync(newsroom));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(newsroom, "expiring"));

        time.Offset = TimeSpan.FromHours(hours);

        DateTimeOffset? appeared = null;
        DateTimeOffset? lastSeen = null;
        var (clock, isGone) = (Stopwatch.StartNew(), false);
        while (!isGone || appeared is null)
        {
            Assert.True(clock.Elapsed < Patience, $"Appeared {appeared} instead of {due}; gone: {isGone}.");
            var asked = DateTimeOffset.UtcNow;
            var (scheduled, expiring) = (
                await StatusAsync(newsroom, "scheduled"),
                await StatusAsync(newsroom, "expiring")
            );
            if (scheduled == HttpStatusCode.OK)
                appeared ??= DateTimeOffset.UtcNow;
            else
                Assert.Equal((HttpStatusCode.NotFound, null), (scheduled, appeared));
            if (expiring == HttpStatusCode.OK)
                lastSeen = asked;
            else
                Assert.Equal(HttpStatusCode.Gone, expiring);
            isGone = expiring == HttpStatusCode.Gone && !(await SlugsAsync(newsroom)).Contains("expiring");
            await Task.Delay(10);
        }

        Assert.True(appeared >= due, $"It appeared {due - appeared} early.");
        Assert.InRange(lastSeen!.Value, expiry.AddSeconds(-2), expiry.AddSeconds(1));
        time.Offset = TimeSpan.Zero;
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(newsroom, "expiring"));
        Assert.Equal(["scheduled"], await SlugsAsync(newsroom));
        // It is gone at once; the entry follows.
        await UntilAsync(async () => await AskAsync<long>(room, "select count(*) from delivery.changes") == 3);
        Assert.Equal(
            ["published expiring", "published scheduled", "expired expiring"],
            await AskAsync<string[]>(room, "select array_agg(kind || ' ' || slug order by seq) from delivery.changes")
        );
    }

    /// <summary>A story that is going to expire by the database's clock and has by this one was looked for each millisecond.
    /// </summary>
    [Fact]
    public async Task A_clock_that_is_ahead_does_not_have_the_database_asked_without_end()
    {
        var (room, time) = (await fixture.StartAsync(), new MovedTime());
        await using var newsroom = await Newsroom.StartByAsync(time, room.Connections);
        await newsroom.FollowAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        await editor.PublishAsync(Editor.Draft("expiring"), expiresAt: DateTimeOffset.UtcNow.AddHours(1));

        time.Offset = TimeSpan.FromHours(2);
        await Task.Delay(1500);
        var looks = new ConcurrentBag<string>();
        using (Listen(room, looks))
            await Task.Delay(2000);

        Assert.InRange(looks.Count, 1, 20);
    }

    [Fact]
    public async Task A_clock_that_was_set_back_does_not_keep_a_story_that_failed_waiting()
    {
        var (room, time) = (await fixture.StartAsync(), new MovedTime());
        await using var newsroom = await Newsroom.StartByAsync(time, room.Connections, WithClock);
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        var id = await editor.SaveAsync(Editor.Draft("mended"));
        // Past all checks, as only a fault in this program could do it.
        await AskAsync<int>(room, HeadlineSql(id, ""));
        await new Desk(newsroom).ScheduleAsync(id, DateTimeOffset.UtcNow.AddSeconds(-1), null);
        await UntilAsync(() =>
            Task.FromResult(
                newsroom
                    .Logs.AtLeast(LogLevel.Error)
                    .Any(entry => entry.Contains(id.ToString(), StringComparison.Ordinal))
            )
        );

        time.Offset = TimeSpan.FromHours(-5);
        await AskAsync<int>(room, HeadlineSql(id, "Mended"));
        time.Slept = TimeSpan.FromSeconds(61);
        await AskAsync<string>(room, "select pg_notify('newsapi_schedule', '')::text");

        await UntilAsync(async () => await StatusAsync(newsroom, "mended") == HttpStatusCode.OK);
    }

    private static string HeadlineSql(Guid id, string headline) =>
        $"update editorial.revisions set content = jsonb_set(content::jsonb, '{{headline}}', '\"{headline}\"')::json where article_id = '{id}' returning 1";

    private static async Task<HttpStatusCode> StatusAsync(Newsroom newsroom, string slug)
    {
        using var response = await newsroom.Client.GetAsync($"/v1/articles/{slug}");
        return response.StatusCode;
    }

    private static async Task<IReadOnlyList<string>> SlugsAsync(Newsroom newsroom) =>
        (await newsroom.Client.JsonAsync("/v1/articles")).Slugs();

    private static async Task<T> AskAsync<T>(Newsroom newsroom, string sql)
    {
        await using var connection = new NpgsqlConnection(newsroom.Connections.Owner);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(clock.Elapsed < Patience, "It never came to be.");
            await Task.Delay(20);
        }
    }

    /// <summary>Keeps each look at the end of this newsroom's change log; other newsrooms of the tests are at work, too.</summary>
    private static ActivityListener Listen(Newsroom newsroom, ConcurrentBag<string> looks)
    {
        var database = new NpgsqlConnectionStringBuilder(newsroom.Connections.Delivery).Database;
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (
                    activity.GetTagItem("db.query.text") is string text
                    && text.StartsWith("-- changes.look", StringComparison.Ordinal)
                    && Equals(activity.GetTagItem("db.namespace"), database)
                )
                    looks.Add(text);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
