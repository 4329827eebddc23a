using System.Diagnostics;
using System.Net;
using Dapper;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NewsApi.Storage;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Caching;

/// <summary>A service that reads from a real standby, by its connection strings alone.</summary>
[Collection(AloneCollection.Name)]
public sealed class StandbyTests
{
    private const string Database = "postgres";
    private const string List = "/v1/articles?section=news";

    [InstalledFact("pg_basebackup", "postgresql-client")]
    public async Task Answers_come_from_the_standby_and_never_from_one_that_lags()
    {
        await using var pair = await StandbyPair.StartAsync();
        var connections = DatabaseConnections.FromConfiguration(
            new ConfigurationBuilder()
                .AddInMemoryCollection([new("ConnectionStrings:Owner", pair.Both(Database))])
                .Build()
        )!;
        await Migrations.ApplyAsync(connections, NullLogger.Instance, CancellationToken.None);
        await using var newsroom = await Newsroom.StartAsync(connections);
        await newsroom.FollowAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        var first = await editor.PublishAsync(Editor.Draft("first"));
        await editor.PublishAsync(Editor.Draft("second"));

        Assert.Equal(["second", "first"], (await newsroom.Client.JsonAsync(List)).Slugs());
        await UntilAsync(async () =>
        {
            await newsroom.Client.GetStringAsync($"/v1/articles?limit={Random.Shared.Next(1, 100)}");
            return await AskAsync<int>(
                    pair.ToStandby(Database),
                    "select count(*)::int from pg_stat_activity where usename = 'newsapi_delivery'"
                ) > 0;
        });

        await AskAsync<string>(pair.ToStandby(Database), "select pg_wal_replay_pause()::text");
        await editor.WithdrawAsync(first);
        for (var round = 0; round < 3; round++)
        {
            using var gone = await newsroom.GetAsync("/v1/articles/first");
            Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
            Assert.Equal(["second"], (await newsroom.Client.JsonAsync(List)).Slugs());
            // Asked for the first time: not a word of it is kept.
            Assert.Equal(["second"], (await newsroom.Client.JsonAsync($"/v1/articles?limit={round + 30}")).Slugs());
        }
        await AskAsync<string>(pair.ToStandby(Database), "select pg_wal_replay_resume()::text");
        await UntilAsync(async () =>
            await AskAsync<int>(pair.ToStandby(Database), "select count(*)::int from delivery.articles") == 1
        );

        await pair.StopPrimaryAsync();
        await UntilAsync(async () => await StatusAsync(newsroom, "/v1/articles?limit=50") == HttpStatusCode.OK);
        Assert.Equal(["second"], (await newsroom.Client.JsonAsync("/v1/articles?limit=51")).Slugs());
        using (var gone = await newsroom.GetAsync("/v1/articles/first"))
            Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);

        await pair.PromoteAsync();
        await UntilAsync(async () =>
        {
            try
            {
                await editor.PublishAsync(Editor.Draft($"third-{Guid.NewGuid():N}"));
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
        await UntilAsync(async () => (await newsroom.Client.JsonAsync(List)).Slugs().Count == 2);
    }

    private static async Task<HttpStatusCode> StatusAsync(Newsroom newsroom, string path)
    {
        using var response = await newsroom.GetAsync(path);
        return response.StatusCode;
    }

    private static async Task<T> AskAsync<T>(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "It never came to be.");
            await Task.Delay(50);
        }
    }
}
