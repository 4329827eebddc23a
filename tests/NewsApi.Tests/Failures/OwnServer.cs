using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using NewsApi.Storage;
using NewsApi.Tests.Support;
using Npgsql;

namespace NewsApi.Tests.Failures;

/// <summary>A PostgreSQL server of one test alone, which may be killed.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    public const string Name = "server";
    public const string Database = "postgres";

    private readonly ServerFolder _folder = new();
    private readonly int _port = Tool.FreePort();
    private readonly List<Mount> _mounts = [];

    public string Owner => ServerFolder.ConnectionString($"127.0.0.1:{_port}", Database);

    public static async Task<OwnServer> StartAsync()
    {
        var server = new OwnServer();
        await server._folder.CreateAsync();
        await server._folder.InitialiseAsync(Name, server._port);
        await server._folder.StartAsync(Name);
        return server;
    }

    /// <summary>A server of which one part, the data or the log of writes (WAL), lies on a small disk of its own.</summary>
    /// <param name="isOfWal">Which part.</param>
    /// <param name="megabytes">Size of the disk.</param>
    public static async Task<(OwnServer Server, Mount Disk)> OnSmallDiskAsync(bool isOfWal, int megabytes)
    {
        const string Wal = "wal";
        var server = new OwnServer();
        try
        {
            await server._folder.CreateAsync();
            var disk = await Mount.CreateAsync(server._folder.PathOf(isOfWal ? Wal : Name), megabytes);
            server._mounts.Add(disk);
            await server._folder.InitialiseAsync(
                Name,
                server._port,
                $"--wal-segsize=1 -X {server._folder.PathOf(Wal)}",
                "min_wal_size = 2MB\nmax_wal_size = 8MB"
            );
            await server._folder.StartAsync(Name);
            return (server, disk);
        }
        catch
        {
            // What is mounted would stay.
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connection strings as they are in the service's configuration, to the structure of this version.</summary>
    public static async Task<DatabaseConnections> MigrateAsync(string owner)
    {
        var connections = DatabaseConnections.FromConfiguration(
            new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:Owner", owner)]).Build()
        )!;
        await Migrations.ApplyAsync(connections, NullLogger.Instance, CancellationToken.None);
        return connections;
    }

    public Task KillAsync() => _folder.KillAsync(Name);

    public Task RestartAsync() => _folder.StartAsync(Name);

    public Task RestartIfStoppedAsync() => _folder.StartIfStoppedAsync(Name);

    /// <summary>Whether it takes connections.</summary>
    public async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = new NpgsqlConnection(Owner + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _folder.StopAllAsync();
        foreach (var mount in _mounts)
            await mount.DisposeAsync();
        await _folder.DisposeAsync();
    }
}
