using Dapper;
using NewsApi.LocalPostgres;
using Npgsql;

namespace NewsApi.Benchmarks.Archive;

/// <summary>The database server that archives are kept on: a private one with its data in a folder, or one that is there
/// already.</summary>
internal sealed class ArchiveServer : IAsyncDisposable
{
    /// <summary>Making a server of an archive ready again after a crash takes its while.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private readonly LocalPostgresServer? _local;
    private readonly string _connectionString;

    private ArchiveServer(LocalPostgresServer? local, string connectionString) =>
        (_local, _connectionString) = (local, connectionString);

    public static string DefaultFolder => Path.Combine(Path.GetTempPath(), "newsapi-archive");

    /// <summary>Folder of the data of a private server; null where the server is another's.</summary>
    public string? DataFolder => _local is null ? null : Path.Combine(_local.DataFolder, "data");

    /// <summary>Folder of the programs of a private server; null where the server is another's.</summary>
    public string? BinariesFolder => _local?.BinariesFolder;

    /// <param name="connection">Superuser's connection string of a server; null for a private one.</param>
    /// <param name="folder">Where a private one keeps its data.</param>
    /// <param name="cancellationToken">Ends the wait for the server.</param>
    public static async Task<ArchiveServer> StartAsync(
        string? connection,
        string folder,
        CancellationToken cancellationToken
    )
    {
        if (connection is not null)
            return new(null, connection);
        var options = new LocalPostgresOptions { DataFolder = folder, StartTimeout = s_patience };
        var local = await LocalPostgresServer.StartAsync(options, null, cancellationToken);
        try
        {
            if (await NeedsRestartAsync(local.ConnectionString, cancellationToken))
            {
                NpgsqlConnection.ClearAllPools();
                await local.DisposeAsync();
                local = await LocalPostgresServer.StartAsync(options, null, cancellationToken);
            }
            return new(local, local.ConnectionString);
        }
        catch
        {
            await local.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connection string of a database on this server, for the owner of its schemas.</summary>
    public string For(string database) =>
        new NpgsqlConnectionStringBuilder(_connectionString) { Database = database }.ConnectionString;

    public NpgsqlDataSource Open(string? database = null)
    {
        var builder = new NpgsqlDataSourceBuilder(database is null ? _connectionString : For(database));
        builder.ConnectionStringBuilder.CommandTimeout = 0;
        return builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_local is not null)
            await _local.DisposeAsync();
    }

    /// <summary>Gives a new private server the settings of one that has the machine for itself.</summary>
    private static async Task<bool> NeedsRestartAsync(string connectionString, CancellationToken cancellationToken)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20;
        (string Name, string Value)[] settings =
        [
            ("shared_buffers", $"{Math.Min(4096, memory / 4)}MB"),
            ("effective_cache_size", $"{memory / 2}MB"),
            // What a table just emptied is filled with needs no journal then.
            ("wal_level", "minimal"),
            ("max_wal_senders", "0"),
            ("max_wal_size", "16GB"),
            ("checkpoint_timeout", "30min"),
            // It would run into the measurements; the loader vacuums by itself.
            ("autovacuum", "off"),
            // Several services and pgbench ask at once.
            ("max_connections", "400"),
            // Statements are read back from the log as JSON.
            ("logging_collector", "on"),
            ("log_destination", "jsonlog"),
            ("log_directory", "log"),
            ("log_filename", "server.log"),
            ("log_rotation_size", "0"),
            ("log_rotation_age", "0"),
        ];
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        var before = await SettingsAsync();
        foreach (var (name, value) in settings)
            await connection.ExecuteAsync(
                new($"alter system set {name} = '{value}'", cancellationToken: cancellationToken)
            );
        return before != await SettingsAsync();

        Task<string?> SettingsAsync() =>
            connection.ExecuteScalarAsync<string>(
                new("select pg_read_file('postgresql.auto.conf')", cancellationToken: cancellationToken)
            );
    }
}
