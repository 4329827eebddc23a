using System.Diagnostics;
using NewsApi.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace NewsApi.Tests.Failures;

/// <summary>PostgreSQL dies with all its processes, as by <c>kill -9</c>, and is started again.</summary>
[Collection(AloneCollection.Name)]
public sealed class KilledDatabaseTests(ITestOutputHelper output)
{
    [InstalledFact("pg_basebackup", "postgresql-client")]
    public async Task Readers_go_on_with_what_is_kept_and_nothing_confirmed_is_lost()
    {
        await using var server = await OwnServer.StartAsync();
        await using var newsroom = await Newsroom.StartAsync(
            await OwnServer.MigrateAsync(server.Owner),
            new KeyValuePair<string, string?>("Clock:Enabled", "true")
        );
        await using var traffic = await Traffic.StartAsync(newsroom, TimeSpan.FromSeconds(3));

        var clock = Stopwatch.StartNew();
        do
        {
            await server.KillAsync();
            await Task.Delay(1000);
            var recovery = Stopwatch.StartNew();
            await server.RestartAsync();
            var started = recovery.Elapsed;
            await traffic.UntilReadAnewAsync();
            output.WriteLine(
                $"PostgreSQL took {started.TotalMilliseconds:0} ms to start, and {recovery.Elapsed.TotalMilliseconds:0} ms after the beginning something was read anew."
            );
            await traffic.GoOnAsync(confirmations: 10);
        } while (clock.Elapsed < Traffic.Duration);

        await traffic.EndAsync();
        Assert.True(traffic.Refusals > 0, "Nobody noticed.");
        output.WriteLine(traffic.Summary);
    }
}
