using Dapper;
using Docker.DotNet;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using NewsApi.LocalPostgres;
using NewsApi.Storage;
using Npgsql;
using Testcontainers.PostgreSql;

namespace NewsApi.Tests.Support;

/// <summary>The PostgreSQL server that the tests run on: the one named by <c>NEWSAPI_TEST_POSTGRES</c>, else a container where
/// an engine answers, else a private server.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Override = "NEWSAPI_TEST_POSTGRES";
    private const string Image = "postgres:17-alpine";

    private readonly IAsyncDisposable? _owned;
    private readonly string _connectionString;

    private PostgresServer(string source, string connectionString, IAsyncDisposable? owned) =>
        (Source, _connectionString, _owned) = (source, connectionString, owned);

    /// <summary>Where the server came from, for the test output.</summary>
    public string Source { get; }

    public static async Task<PostgresServer> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(Override) is { Length: > 0 } given)
            return new($"the server named by {Override}", given, null);
        if (await TryContainerAsync() is { } container)
            return new($"a container of {Image}", container.GetConnectionString(), container);
        var local = await LocalPostgresServer.StartAsync(new LocalPostgresOptions(), null, CancellationToken.None);
        return new(
            $"a private PostgreSQL {local.Version} from {local.BinariesFolder} (no container engine answered)",
            local.ConnectionString,
            local
        );
    }

    /// <summary>A new database, empty or a copy of another one to which nobody is connected.</summary>
    public async Task<DatabaseConnections> CreateDatabaseAsync(string? template = null)
    {
        var name = "test_" + Guid.NewGuid().ToString("N")[..12];
        await ExecuteAsync(
            template is null ? $"create database {name}" : $"create database {name} template {template}"
        );
        return Connections(name);
    }

    /// <summary>Ends every connection to a database, so that it can be copied.</summary>
    public async Task DisconnectAsync(string database)
    {
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync(
            $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}' and pid <> pg_backend_pid()"
        );
    }

    public static string DatabaseOf(DatabaseConnections connections) =>
        new NpgsqlConnectionStringBuilder(connections.Owner).Database!;

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_owned is not null)
            await _owned.DisposeAsync();
    }

    private DatabaseConnections Connections(string database) =>
        DatabaseConnections.FromOwner(
            new NpgsqlConnectionStringBuilder(_connectionString)
            {
                Database = database,
                MaxPoolSize = 20,
                ConnectionIdleLifetime = 10,
                ConnectionPruningInterval = 5,
                // Says of a failed statement what it was; only ever shown in test output.
                IncludeErrorDetail = true,
            }.ConnectionString
        );

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.ExecuteAsync(sql);
    }

    private static async Task<PostgreSqlContainer?> TryContainerAsync()
    {
        try
        {
            var container = new PostgreSqlBuilder(Image).Build();
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            await container.StartAsync(patience.Token);
            return container;
        }
        catch (Exception exception)
            when (exception
                    is DockerUnavailableException
                        or DockerApiException
                        or ResourceReaperException
                        or OperationCanceledException
            )
        {
            return null;
        }
    }
}
