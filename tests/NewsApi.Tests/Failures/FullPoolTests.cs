using System.Diagnostics;
using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Http;
using NewsApi.Storage;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace NewsApi.Tests.Failures;

/// <summary>All connections that there may be are held by statements that wait.</summary>
[Collection(AloneCollection.Name)]
public sealed class FullPoolTests(NewsroomFixture fixture, ITestOutputHelper output)
{
    private const int PoolSize = 5;

    /// <summary>One of the delivery role's follows changes.</summary>
    private const int LeftForReaders = PoolSize - 1;

    private const int TooMany = 6;

    /// <summary>Five seconds, and what a busy machine takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(9);

    [Fact]
    public async Task Whoever_finds_no_connection_is_refused_in_seconds_and_what_is_kept_goes_on()
    {
        var room = await fixture.StartAsync();
        await new Editor(room).AddSectionAsync("news");
        await new Editor(room).PublishAsync(Editor.Draft("kept"));
        var (delivery, editorial) = (Small(room.Connections.Delivery), Small(room.Connections.Editorial));
        await using var newsroom = await Newsroom.StartAsync(
            room.Connections with
            {
                Delivery = delivery,
                Editorial = editorial,
            }
        );
        await newsroom.FollowAsync();
        await newsroom.Client.GetStringAsync("/v1/articles/kept");
        var editor = await EditorClient.StartAsync(newsroom);
        await using var owner = new NpgsqlConnection(newsroom.Connections.Owner);
        await owner.OpenAsync();
        await using var holding = await owner.BeginTransactionAsync();
        // Nothing that the change log is followed by: it would be taken for silence.
        await owner.ExecuteAsync("lock table delivery.tags, editorial.articles in access exclusive mode");

        var reading = Enumerable
            .Range(1, LeftForReaders + TooMany)
            .Select(limit => TimedAsync(newsroom.Client.GetAsync($"/v1/tags?limit={limit}")))
            .ToList();
        var writing = Enumerable
            .Range(1, PoolSize + TooMany)
            .Select(_ => TimedAsync(editor.SendAsync(HttpMethod.Get, $"{EditorClient.Stories}/{Guid.NewGuid()}")))
            .ToList();
        var (clock, hits, longestHit) = (Stopwatch.StartNew(), 0, TimeSpan.Zero);
        while (reading.Count(IsOver) < TooMany || writing.Count(IsOver) < TooMany)
        {
            Assert.True(clock.Elapsed < Patience, "They wait too long.");
            var (hit, took) = await TimedAsync(newsroom.Client.GetAsync("/v1/articles/kept"));
            using (hit)
                Assert.Equal("newsapi; hit", hit.Header("Cache-Status"));
            (hits, longestHit) = (hits + 1, took > longestHit ? took : longestHit);
            await Task.Delay(10);
        }
        var refused = new List<TimeSpan>();
        foreach (var (response, took) in await Task.WhenAll(reading.Concat(writing).Where(IsOver)))
        {
            using (response)
            {
                await response.ProblemAsync(ProblemType.Unavailable);
                Assert.NotNull(response.Headers.RetryAfter);
            }
            refused.Add(took);
        }
        Assert.Equal(2 * TooMany, refused.Count);

        await holding.RollbackAsync();
        foreach (var (response, _) in await Task.WhenAll(reading.Where(task => !refused.Contains(task.Result.Took))))
        {
            using (response)
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
        foreach (var (response, _) in await Task.WhenAll(writing.Where(task => !refused.Contains(task.Result.Took))))
        {
            using (response)
                Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
        using var again = await newsroom.GetAsync("/v1/tags?limit=50");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        output.WriteLine(
            $"{refused.Count} refused, after {refused.Min().TotalSeconds:0.0} to {refused.Max().TotalSeconds:0.0} s; {hits} hits meanwhile, the longest of {longestHit.TotalMilliseconds:0} ms."
        );
    }

    /// <summary>Both pools had room for more connections than the server, so that readers were refused while webhooks waited.</summary>
    [Fact]
    public async Task One_instance_takes_no_more_connections_than_a_server_has_that_nobody_has_set_up()
    {
        var room = await fixture.StartAsync();
        await using var newsroom = await Newsroom.StartAsync(
            room.Connections with
            {
                Delivery = Unbounded(room.Connections.Delivery),
                Editorial = Unbounded(room.Connections.Editorial),
            }
        );

        var (reading, writing) = await SettingsAsync(newsroom);

        // Three of the hundred are kept for the superuser; some are for those who migrate and look.
        Assert.InRange(reading.MaxPoolSize + writing.MaxPoolSize, 20, 90);

        static string Unbounded(string connectionString)
        {
            var builder = new NpgsqlConnectionStringBuilder(connectionString);
            builder.Remove("Maximum Pool Size");
            return builder.ConnectionString;
        }
    }

    /// <summary>Npgsql calls a setting missing whose keyword is not asked for letter by letter, and what was given was overruled.
    /// </summary>
    [Theory]
    [InlineData("Maximum Pool Size=7;Command Timeout=8;Timeout=9")]
    [InlineData("MaxPoolSize=7;CommandTimeout=8;timeout=9")]
    public async Task What_a_connection_string_says_holds(string given)
    {
        var room = await fixture.StartAsync();
        await using var newsroom = await Newsroom.StartAsync(
            room.Connections with
            {
                Delivery = $"{room.Connections.Delivery};{given}",
                Editorial = $"{room.Connections.Editorial};{given}",
            }
        );

        var (reading, writing) = await SettingsAsync(newsroom);

        Assert.Equal((7, 8, 9), (reading.MaxPoolSize, reading.CommandTimeout, reading.Timeout));
        Assert.Equal((7, 8, 9), (writing.MaxPoolSize, writing.CommandTimeout, writing.Timeout));
    }

    private static async Task<(
        NpgsqlConnectionStringBuilder Reading,
        NpgsqlConnectionStringBuilder Writing
    )> SettingsAsync(Newsroom newsroom)
    {
        await using var reading = await newsroom
            .Services.GetRequiredService<DeliveryDatabase>()
            .OpenAsync(CancellationToken.None);
        await using var writing = await newsroom
            .Services.GetRequiredService<EditorialDatabase>()
            .OpenAsync(CancellationToken.None);
        return (new(reading.ConnectionString), new(writing.ConnectionString));
    }

    private static bool IsOver(Task task) => task.IsCompleted;

    private static async Task<(HttpResponseMessage Response, TimeSpan Took)> TimedAsync(
        Task<HttpResponseMessage> request
    )
    {
        var clock = Stopwatch.StartNew();
        return (await request, clock.Elapsed);
    }

    private static string Small(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = PoolSize }.ConnectionString;
}
