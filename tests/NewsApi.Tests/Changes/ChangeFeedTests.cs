using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NewsApi.Following;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Changes;

/// <summary>How followers fare when the database is lost, or is not the one it was.</summary>
[Collection(AloneCollection.Name)]
public sealed class ChangeFeedTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private Newsroom _newsroom = null!;
    private Editor _editor = null!;
    private Wire _wire = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        (_editor, _wire) = (new Editor(_newsroom), new Wire(_newsroom));
        await _editor.AddSectionAsync("news");
    }

    Task IAsyncLifetime.DisposeAsync()
    {
        // But for what Npgsql has to say of its connections.
        Assert.DoesNotContain(
            _newsroom.Logs.AtLeast(LogLevel.Error),
            line => !line.StartsWith("Npgsql.", StringComparison.Ordinal)
        );
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_lost_connection_is_made_again_and_nothing_is_lost_with_it()
    {
        const int Stories = 60;
        await using var stream = await EventReader.OpenAsync(_newsroom, "include=article&fields=slug");
        var writing = WriteAsync();

        var events = await stream.TakeAsync(Stories);
        await writing;

        Assert.Equal(Enumerable.Range(1, Stories).Select(id => (long)id), events.Select(received => received.Id));
        Assert.All(events, received => Assert.NotNull(received.Change["article"]));
        Assert.Contains(
            _newsroom.Logs.AtLeast(LogLevel.Warning),
            line => line.Contains("57P01", StringComparison.Ordinal)
        );

        async Task WriteAsync()
        {
            for (var i = 0; i < Stories; i++)
            {
                if (i % 20 == 5)
                    await _wire.DisconnectAsync();
                await _editor.PublishAsync(Editor.Draft($"story-{i}"));
            }
        }
    }

    /// <summary>A browser that is refused a stream once does not ask again.</summary>
    [Fact]
    public async Task Streams_outlive_the_database_and_new_ones_begin_without_it()
    {
        await UntilAsync(latest => latest.IsKnown, _newsroom);
        await using var before = await EventReader.OpenAsync(_newsroom);
        await _wire.LimitConnectionsAsync(0);
        await _wire.DisconnectAsync();

        await using var meanwhile = await EventReader.OpenAsync(_newsroom);
        using var poll = await _newsroom.GetAsync("/v1/changes");
        await poll.ProblemAsync(ProblemType.Unavailable);
        await _wire.LimitConnectionsAsync(-1);
        await _editor.PublishAsync(Editor.Draft("first"));

        Assert.Equal(1, (await before.NextAsync())!.Id);
        Assert.Equal(1, (await meanwhile.NextAsync())!.Id);
    }

    /// <summary>Whatever becomes of announcements, the log is looked at every few seconds.</summary>
    [Fact]
    public async Task A_change_that_was_never_announced_is_found()
    {
        await using var stream = await EventReader.OpenAsync(_newsroom);

        await _wire.ExecuteAsync(
            """
            update delivery.change_counter set seq = seq + 1;
            insert into delivery.changes (seq, kind, at, article_id, slug, version, impact)
            values (1, 'withdrawn', now(), gen_random_uuid(), 'unannounced', 1, 'major')
            """,
            null
        );

        Assert.Equal("unannounced", (await stream.NextAsync())!.Change.Text("slug"));
    }

    /// <summary>A client that knows of what the database does not have would miss as much when it goes on.</summary>
    [Fact]
    public async Task Followers_notice_that_the_database_was_restored_from_a_copy()
    {
        await _wire.AppendAsync(9);
        await using var stream = await EventReader.OpenAsync(_newsroom, "after=0");
        await stream.TakeAsync(9);

        await _wire.ExecuteAsync(
            "delete from delivery.changes where seq > 4; update delivery.change_counter set seq = 4",
            null
        );
        await _wire.DisconnectAsync();

        Assert.Null(await stream.NextAsync());
        using var refused = await _newsroom.GetAsync("/v1/changes/stream", ("Last-Event-ID", stream.LastEventId!));
        var problem = await refused.InvalidAsync("Last-Event-ID");
        Assert.Contains("ends at 4;", problem.Messages("Last-Event-ID").Single(), StringComparison.Ordinal);
        using var poll = await _newsroom.GetAsync("/v1/changes?after=9");
        await poll.InvalidAsync("after");

        await _editor.PublishAsync(Editor.Draft("new"));
        var page = await _newsroom.Client.JsonAsync("/v1/changes?after=4");
        Assert.Equal(["new"], page.Items().Select(item => item.Text("slug")));
    }

    /// <summary>A standby may answer that has not come as far as the one before.</summary>
    [Fact]
    public async Task A_place_that_is_reached_a_moment_later_is_no_mistake()
    {
        var early = _newsroom.Client.GetAsync("/v1/changes?after=1");
        await Task.Delay(200);

        await _wire.AppendAsync(1);

        using var answer = await early;
        var page = await answer.JsonAsync(HttpStatusCode.OK);
        Assert.Equal(1, page["after"]!.GetValue<long>());
    }

    [Fact]
    public async Task Only_the_end_of_a_long_log_is_kept_in_memory()
    {
        await _wire.AppendAsync(2 * LatestChanges.Kept + 300);
        await using var other = await Newsroom.StartAsync(_newsroom.Connections);

        foreach (var newsroom in new[] { _newsroom, other })
        {
            var latest = await UntilAsync(latest => latest.End == 2300, newsroom);
            Assert.Equal(1300, latest.Beginning);

            foreach (var after in new[] { 0, 1298, 1299, 1300, 1301, 2299, 2300 })
            {
                var page = await newsroom.Client.JsonAsync($"/v1/changes?after={after}&limit=1000");
                Assert.Equal(
                    Enumerable.Range(after + 1, Math.Min(1000, 2300 - after)).Select(seq => (long)seq),
                    page.Items().Select(item => item["seq"]!.GetValue<long>())
                );
            }
        }
    }

    /// <summary>Waits until memory is as it should be.</summary>
    private static async Task<LatestChanges> UntilAsync(Func<LatestChanges, bool> isSo, Newsroom newsroom)
    {
        var feed = newsroom.Services.GetRequiredService<ChangeFeed>();
        var clock = Stopwatch.StartNew();
        while (!isSo(feed.Latest) && clock.Elapsed < Patience)
            await Task.Delay(10);
        Assert.True(isSo(feed.Latest), $"from {feed.Latest.Beginning} to {feed.Latest.End}");
        return feed.Latest;
    }
}
