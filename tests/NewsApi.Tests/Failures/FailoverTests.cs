using System.Diagnostics;
using System.Net;
using NewsApi.Http;
using NewsApi.Tests.Caching;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace NewsApi.Tests.Failures;

/// <summary>The primary dies, and a standby that had got all that was confirmed takes its place.</summary>
[Collection(AloneCollection.Name)]
public sealed class FailoverTests(NewsroomFixture fixture, ITestOutputHelper output)
{
    [InstalledFact("pg_basebackup", "postgresql-client")]
    public async Task Readers_go_on_editors_wait_and_nothing_confirmed_is_lost()
    {
        await using var pair = await StandbyPair.StartAsync();
        await pair.SynchroniseAsync();
        await using var newsroom = await Newsroom.StartAsync(
            await OwnServer.MigrateAsync(pair.Both(OwnServer.Database))
        );
        await using var traffic = await Traffic.StartAsync(newsroom, TimeSpan.FromSeconds(3));
        await Task.Delay(Traffic.Duration / 2);

        var clock = Stopwatch.StartNew();
        await pair.KillPrimaryAsync();
        var read = await traffic.UntilReadAnewAsync();
        var confirmed = traffic.Confirmations;
        await Task.Delay(1000);
        // One may have been on its way.
        Assert.InRange(traffic.Confirmations, confirmed, confirmed + 1);
        clock.Restart();
        await pair.PromoteAsync();
        await traffic.GoOnAsync(confirmations: 1);
        var written = clock.Elapsed;
        await traffic.GoOnAsync(confirmations: 20);
        await Task.Delay(Traffic.Duration / 2);

        await traffic.EndAsync();
        output.WriteLine(
            $"Something was read anew {read.TotalMilliseconds:0} ms after the primary's death, and written {written.TotalMilliseconds:0} ms after the standby was told to take over."
        );
        output.WriteLine(traffic.Summary);
    }

    /// <summary>Of several hosts that were all away it was never known: nothing that was kept was given out, and what was asked was
    /// answered as a fault.</summary>
    [Fact]
    public async Task While_all_of_several_hosts_are_away_it_is_as_with_one()
    {
        var room = await fixture.StartAsync();
        await new Editor(room).AddSectionAsync("news");
        await new Editor(room).PublishAsync(Editor.Draft("kept"));
        await using var one = Line.To(room.Connections);
        await using var other = Line.To(room.Connections);
        await using var newsroom = await Newsroom.StartAsync(
            new(
                null,
                Both(one, other, room.Connections.Editorial) + ";Target Session Attributes=primary",
                Both(one, other, room.Connections.Delivery)
            )
        );
        await newsroom.FollowAsync();
        var editor = await EditorClient.StartAsync(newsroom);
        await newsroom.Client.GetStringAsync("/v1/articles/kept");

        await one.CutAsync();
        await other.CutAsync();
        await UntilAsync(async () =>
        {
            using var kept = await newsroom.GetAsync("/v1/articles/kept");
            Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
            return kept.Header("Cache-Status").Contains("ttl=-", StringComparison.Ordinal);
        });
        for (var limit = 1; limit < 4; limit++)
        {
            using var list = await newsroom.GetAsync($"/v1/articles?limit={limit}");
            await list.ProblemAsync(ProblemType.Unavailable);
            using var stories = await editor.SendAsync(HttpMethod.Get, EditorClient.Stories);
            await stories.ProblemAsync(ProblemType.Unavailable);
            Assert.NotNull(stories.Headers.RetryAfter);
        }

        one.Mend();
        other.Mend();
        await UntilAsync(async () =>
        {
            using var list = await newsroom.GetAsync("/v1/articles?limit=5");
            using var stories = await editor.SendAsync(HttpMethod.Get, EditorClient.Stories);
            return (list.StatusCode, stories.StatusCode) == (HttpStatusCode.OK, HttpStatusCode.OK);
        });
    }

    private static string Both(Line one, Line other, string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { HostRecheckSeconds = 1 };
        (builder.Host, builder.Port) = ($"{one.Address},{other.Address}", 5432);
        return builder.ConnectionString;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), "It never came to be.");
            await Task.Delay(20);
        }
    }
}
