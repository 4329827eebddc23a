using System.Diagnostics;
using NewsApi.Access;
using NewsApi.Http;
using NewsApi.LocalPostgres;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Commands;

/// <summary>Serves until told to stop. Without a configured database it brings its own.</summary>
internal static partial class ServeCommand
{
    public static async Task<int> RunAsync(string[] args, bool fresh, bool sample, CancellationToken cancellationToken)
    {
        var builder = CommandLine.CreateBuilder(args);
        var configured = DatabaseConnections.FromConfiguration(builder.Configuration);
        await using var local = configured is null
            ? await StartLocalAsync(builder.Configuration, fresh, cancellationToken)
            : null;
        var connections = configured ?? DatabaseConnections.FromOwner(local!.ConnectionString);

        // At the same time: with a new database both take their while.
        var preparing = PrepareAsync(connections, local is not null || sample, cancellationToken);
        await using var app = Program.Build(builder, connections);
        await preparing;
        if (local is not null)
            await OfferKeyAsync(app, cancellationToken);
        app.Lifetime.ApplicationStarted.Register(() => Announce(app));
        await app.RunAsync(cancellationToken);
        return 0;
    }

    /// <summary>On a first local run there is a key to try writing with, shown this once.</summary>
    private static async Task OfferKeyAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var keys = app.Services.GetRequiredService<KeyStore>();
        if ((await keys.ListAsync(cancellationToken)).Count > 0)
            return;
        var key = await keys.CreateAsync(new("local editor", [Scopes.ContentWrite, Scopes.Admin]), cancellationToken);
        await Console.Error.WriteLineAsync(
            $"""
            A key to write with, shown this once (newsapi keys create makes others):
              {key.Text}
            """
        );
    }

    /// <summary>Migrates the database, and loads the samples into an empty one, where the owner's connection string is there
    /// to do it with.</summary>
    private static async Task PrepareAsync(
        DatabaseConnections connections,
        bool sample,
        CancellationToken cancellationToken
    )
    {
        if (connections.Owner is null)
        {
            if (sample)
                throw new ConfigurationException("--sample", "needs ConnectionStrings:Owner, to load them with.");
            return;
        }
        await using var connection = new NpgsqlConnection(connections.Owner);
        await connection.OpenAsync(cancellationToken);
        var missing = await DatabaseState.MissingMigrationsAsync(connection, cancellationToken);
        if (missing.Count > 0 || (sample && await DatabaseState.IsNewsroomEmptyAsync(connection, cancellationToken)))
            await MigrateAsync(connections, sample, cancellationToken);
    }

    /// <summary>Has this program's own command do it, in a process that ends with it. What only that needs, the migration
    /// runner, the sanitiser and all the code compiled for them, would otherwise stay in this one: 25 MB for as long as it
    /// serves.</summary>
    private static async Task MigrateAsync(
        DatabaseConnections connections,
        bool sample,
        CancellationToken cancellationToken
    )
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program, sample ? ["migrate", "--sample"] : ["migrate"]);
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Insert(0, typeof(ServeCommand).Assembly.Location);
        start.Environment["ConnectionStrings__Owner"] = connections.Owner;
        start.Environment["ConnectionStrings__Editorial"] = connections.Editorial;
        start.Environment["ConnectionStrings__Delivery"] = connections.Delivery;
        using var migrating = Process.Start(start)!;
        await migrating.WaitForExitAsync(cancellationToken);
        if (migrating.ExitCode != 0)
            throw new ConfigurationException(
                "ConnectionStrings:Owner",
                "leads to a database that could not be prepared, for the reason given above."
            );
    }

    private static async Task<LocalPostgresServer> StartLocalAsync(
        ConfigurationManager configuration,
        bool fresh,
        CancellationToken cancellationToken
    )
    {
        var server = await LocalPostgresServer.StartAsync(
            new LocalPostgresOptions
            {
                DataFolder = configuration["LocalPostgres:DataFolder"] ?? LocalPostgresServer.DefaultDataFolder,
                Binaries = configuration["LocalPostgres:Binaries"],
                Fresh = fresh,
            },
            new ConsoleProgress(),
            cancellationToken
        );
        await Console.Error.WriteLineAsync(
            $"""
            No database is configured, so this run has its own: PostgreSQL {server.Version} from {server.BinariesFolder}
              data:   {server.DataFolder} (kept; --fresh starts anew)
              access: psql -h {server.SocketFolder} -p {server.Port} -U postgres postgres
            """
        );
        return server;
    }

    private static void Announce(WebApplication app)
    {
        var url = app.Services.GetRequiredService<Site>().BaseUrl;
        var started = DateTime.Now - Process.GetCurrentProcess().StartTime;
        LogServing(app.Logger, url, (int)started.TotalMilliseconds);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Serving at {Url}, Swagger UI at {Url}/swagger, ready after {Milliseconds} ms"
    )]
    private static partial void LogServing(ILogger logger, string url, int milliseconds);

    /// <summary>Written at once and in order; <see cref="Progress{T}"/> would post to the thread pool.</summary>
    private sealed class ConsoleProgress : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
