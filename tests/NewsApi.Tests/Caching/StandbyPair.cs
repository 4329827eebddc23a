using Dapper;
using NewsApi.Tests.Support;
using Npgsql;

namespace NewsApi.Tests.Caching;

/// <summary>A PostgreSQL server with a hot standby, on the loopback interface.</summary>
internal sealed class StandbyPair : IAsyncDisposable
{
    private const string PrimaryName = "primary";
    private const string StandbyName = "standby";

    private readonly ServerFolder _folder = new();

    /// <summary>Port of the server that is written to.</summary>
    public int Primary { get; } = Tool.FreePort();

    public int Standby { get; } = Tool.FreePort();

    public static async Task<StandbyPair> StartAsync()
    {
        var pair = new StandbyPair();
        await pair._folder.CreateAsync();
        await pair._folder.InitialiseAsync(PrimaryName, pair.Primary);
        await pair._folder.StartAsync(PrimaryName);
        await pair._folder.CopyAsync(pair.Primary, StandbyName, pair.Standby);
        await pair._folder.StartAsync(StandbyName);
        return pair;
    }

    /// <summary>Connection string of the owner, with both hosts.</summary>
    public string Both(string database) =>
        ServerFolder.ConnectionString($"127.0.0.1:{Primary},127.0.0.1:{Standby}", database) + ";Host Recheck Seconds=1";

    public string ToPrimary(string database) => ServerFolder.ConnectionString($"127.0.0.1:{Primary}", database);

    public string ToStandby(string database) => ServerFolder.ConnectionString($"127.0.0.1:{Standby}", database);

    /// <summary>From here on nothing is confirmed that the standby has not got.</summary>
    public async Task SynchroniseAsync()
    {
        await using var primary = new NpgsqlConnection(ToPrimary("postgres"));
        await primary.ExecuteAsync("alter system set synchronous_standby_names = '*'");
        await primary.ExecuteAsync("select pg_reload_conf()");
        while (!await primary.QuerySingleAsync<bool>("select bool_or(sync_state = 'sync') from pg_stat_replication"))
            await Task.Delay(20);
    }

    public Task StopPrimaryAsync() => _folder.StopAtOnceAsync(PrimaryName);

    /// <summary><c>kill -9</c> to the primary and all its children.</summary>
    public Task KillPrimaryAsync() => _folder.KillAsync(PrimaryName);

    public Task PromoteAsync() => _folder.PromoteAsync(StandbyName);

    public ValueTask DisposeAsync() => _folder.DisposeAsync();
}
