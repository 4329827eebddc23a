using System.Diagnostics;
using System.Net;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace NewsApi.Tests.Failures;

/// <summary>Everything that the database is asked takes longer.</summary>
[Collection(AloneCollection.Name)]
public sealed class SlowDatabaseTests(NewsroomFixture fixture, ITestOutputHelper output)
{
    private const int AtOnce = 4;
    private const int Waiting = 4;
    private const int Readers = 60;

    /// <summary>Each way.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Answers_come_later_no_more_wait_than_may_and_hits_do_not()
    {
        var room = await fixture.StartAsync();
        var editor = new Editor(room);
        await editor.AddSectionAsync("news");
        await editor.PublishAsync(Editor.Draft("kept"));
        await using var line = Line.To(room.Connections);
        await using var newsroom = await Newsroom.StartAsync(
            line.Through(room.Connections),
            new KeyValuePair<string, string?>("Load:MostAtOnce", $"{AtOnce}"),
            new KeyValuePair<string, string?>("Load:MostWaiting", $"{Waiting}")
        );
        await newsroom.FollowAsync();
        await newsroom.Client.GetStringAsync("/v1/articles/kept");

        line.Delay = Delay;
        var clock = Stopwatch.StartNew();
        // Up to another moment each time, so that no answer is there already.
        var moment = new DateTime(2090, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var (made, refused) = (new List<TimeSpan>(), new List<TimeSpan>());
        do
        {
            var asked = await Task.WhenAll(
                Enumerable
                    .Range(0, Readers)
                    .Select(_ => TimedAsync(newsroom, $"/v1/articles?to={moment = moment.AddSeconds(1):s}Z"))
            );
            foreach (var (response, took) in asked)
            {
                using (response)
                {
                    if (response.StatusCode == HttpStatusCode.OK)
                        made.Add(took);
                    else
                    {
                        await response.ProblemAsync(ProblemType.Unavailable);
                        Assert.NotNull(response.Headers.RetryAfter);
                        refused.Add(took);
                    }
                }
            }
            var (hit, tookHit) = await TimedAsync(newsroom, "/v1/articles/kept");
            using (hit)
                Assert.Equal("newsapi; hit", hit.Header("Cache-Status"));
            Assert.True(tookHit < TimeSpan.FromSeconds(1), $"A hit took {tookHit}.");
        } while (clock.Elapsed < Traffic.Duration);

        Assert.True(made.Count >= AtOnce + Waiting, $"Only {made.Count} were answered.");
        Assert.True(refused.Count > 0, "Nobody was refused.");
        Assert.All(made, took => Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10)));
        Assert.All(refused, took => Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(2)));

        // Changes are still learnt of.
        await editor.PublishAsync(Editor.Draft("meanwhile"));
        await UntilAsync(async () =>
            (await newsroom.GetAsync("/v1/articles/meanwhile")).StatusCode == HttpStatusCode.OK
        );

        line.Delay = TimeSpan.Zero;
        using var again = await newsroom.GetAsync("/v1/articles?limit=1&sort=oldest");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        output.WriteLine(
            $"{made.Count} answered in {made.Min().TotalMilliseconds:0} to {made.Max().TotalMilliseconds:0} ms, {refused.Count} refused in at most {refused.Max().TotalMilliseconds:0} ms."
        );
    }

    private static async Task<(HttpResponseMessage Response, TimeSpan Took)> TimedAsync(Newsroom newsroom, string path)
    {
        var clock = Stopwatch.StartNew();
        return (await newsroom.GetAsync(path), clock.Elapsed);
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
