using System.Diagnostics;
using System.Net;
using Dapper;
using NewsApi.Storage;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace NewsApi.Tests.Failures;

/// <summary>All connections of the service are cut at once, and again and again.</summary>
[Collection(AloneCollection.Name)]
public sealed class CutConnectionTests(NewsroomFixture fixture, ITestOutputHelper output)
{
    private const int LeastCuts = 6;

    [Fact]
    public async Task Nobody_gets_a_wrong_answer_and_nothing_confirmed_is_lost()
    {
        var newsroom = await fixture.StartAsync();
        await using var traffic = await Traffic.StartAsync(newsroom, TimeSpan.FromSeconds(3));

        var (clock, cuts, connections) = (Stopwatch.StartNew(), 0, 0);
        while (cuts < LeastCuts || clock.Elapsed < Traffic.Duration)
        {
            connections += await CutAsync(newsroom);
            cuts++;
            await Task.Delay(300);
        }
        connections += await CutAsync(newsroom);
        var recovery = await traffic.UntilReadAnewAsync();
        await traffic.GoOnAsync(confirmations: 10);
        await traffic.EndAsync();

        output.WriteLine(
            $"{cuts + 1} cuts of {connections} connections; after the last, something was read anew in {recovery.TotalMilliseconds:0} ms."
        );
        output.WriteLine(traffic.Summary);
    }

    /// <summary>Those that wait in the pool for an editor die with the others: the next editor, however much later, met one and was
    /// refused.</summary>
    [Fact]
    public async Task No_editor_meets_a_connection_that_was_cut_long_ago()
    {
        const int AtOnce = 4;
        var newsroom = await fixture.StartAsync();
        await newsroom.FollowAsync();
        var editor = await EditorClient.StartAsync(newsroom);
        var statuses = new List<HttpStatusCode>();
        for (var round = 0; round < 5; round++)
        {
            statuses.AddRange(await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => ReadAsync())));
            await CutAsync(newsroom);
            await Task.Delay(300);
            await newsroom.FollowAsync();
        }

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));

        async Task<HttpStatusCode> ReadAsync()
        {
            using var response = await editor.SendAsync(HttpMethod.Get, EditorClient.Stories);
            return response.StatusCode;
        }
    }

    /// <returns>How many there were.</returns>
    private static async Task<int> CutAsync(Newsroom newsroom)
    {
        await using var owner = new NpgsqlConnection(newsroom.Connections.Owner);
        return await owner.QuerySingleAsync<int>(
            """
            select count(pg_terminate_backend(pid))::int from pg_stat_activity
            where datname = current_database() and usename = any(@roles)
            """,
            new { roles = (string[])[Roles.Delivery, Roles.Editorial] }
        );
    }
}
