using System.Diagnostics;
using System.Net;
using System.Threading.RateLimiting;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Http;

/// <summary>More requests than can be worked on, because the database lets them wait.</summary>
[Collection(AloneCollection.Name)]
public sealed class LoadSheddingTests(NewsroomFixture fixture)
{
    private const int AtOnce = 3;
    private const int Waiting = 2;

    [Fact]
    public async Task What_can_not_be_done_in_time_is_refused_at_once_and_all_else_goes_on()
    {
        await using var newsroom = await Newsroom.StartAsync(
            fixture.Sample.Connections,
            new("Load:MostAtOnce", $"{AtOnce}"),
            new("Load:MostWaiting", $"{Waiting}")
        );
        await newsroom.FollowAsync();
        await newsroom.Client.GetStringAsync("/v1/articles");
        await using var owner = new NpgsqlConnection(newsroom.Connections.Owner);
        await owner.OpenAsync();
        await using var holding = await owner.BeginTransactionAsync();
        await owner.ExecuteAsync("lock table delivery.article_rows in access exclusive mode");

        // Different ones: of the same, one would be made for all.
        var taken = Enumerable
            .Range(1, AtOnce + Waiting)
            .Select(limit => newsroom.Client.GetAsync($"/v1/articles?limit={limit}"))
            .ToList();
        var places = newsroom.Services.GetRequiredService<ConcurrencyLimiter>();
        var clock = Stopwatch.StartNew();
        while (places.GetStatistics()!.CurrentQueuedCount < Waiting)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), "They do not wait.");
            await Task.Delay(5);
        }

        clock.Restart();
        using var refused = await newsroom.Client.GetAsync("/v1/articles?limit=50");
        await refused.ProblemAsync(ProblemType.Unavailable);
        Assert.Equal("1", refused.Header("Retry-After"));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(1), $"It took {clock.Elapsed}.");
        Assert.DoesNotContain(taken, answer => answer.IsCompleted);
        foreach (var path in (string[])["/v1/articles", "/health/live", "/metrics", "/robots.txt"])
        {
            using var answer = await newsroom.Client.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        using (
            var stream = await newsroom.Client.GetAsync(
                "/v1/changes/stream?after=0",
                HttpCompletionOption.ResponseHeadersRead
            )
        )
            Assert.Equal(HttpStatusCode.OK, stream.StatusCode);

        await holding.RollbackAsync();
        foreach (var answer in await Task.WhenAll(taken))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var again = await newsroom.Client.GetAsync("/v1/articles?limit=7");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Theory]
    [InlineData("Load:MostAtOnce", "0")]
    [InlineData("Load:MostAtOnce", "many")]
    [InlineData("Load:MostWaiting", "-1")]
    public void A_setting_that_is_no_such_number_is_refused(string key, string value)
    {
        var refusal = Assert.Throws<ConfigurationException>(() =>
            LoadOptions.From(new ConfigurationManager { [key] = value })
        );
        Assert.Contains(key, refusal.Message, StringComparison.Ordinal);
    }
}
