using System.Diagnostics;
using NewsApi.Editorial;
using NewsApi.LocalPostgres;
using NewsApi.Storage;

namespace NewsApi.Commands;

/// <summary>Serves until told to stop. Without a configured database it brings its own.</summary>
internal static partial class ServeCommand
{
    public static async Task<int> RunAsync(string[] args, bool fresh, bool sample, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
        );
        var configured = DatabaseConnections.FromConfiguration(builder.Configuration);
        await using var local = configured is null
            ? await StartLocalAsync(builder.Configuration, fresh, cancellationToken)
            : null;
        var connections = configured ?? DatabaseConnections.FromOwner(local!.ConnectionString);

        await using var app = Program.Build(builder, connections);
        if (connections.Owner is not null)
            await Migrations.ApplyAsync(connections, app.Logger, cancellationToken);
        // Asked before anything is made that only loading needs: sanitiser and validators of drafts, were they made at every
        // start, would take a seventh of its time and 16 MB.
        var database = app.Services.GetRequiredService<EditorialDatabase>();
        if ((local is not null || sample) && await database.IsEmptyAsync(cancellationToken))
        {
            var loaded = await app.Services.GetRequiredService<SampleContent>().LoadIntoEmptyAsync(cancellationToken);
            if (loaded > 0)
                LogLoaded(app.Logger, loaded);
        }
        app.Lifetime.ApplicationStarted.Register(() => Announce(app));
        await app.RunAsync(cancellationToken);
        return 0;
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
        var url = app.Services.GetRequiredService<Http.Site>().BaseUrl;
        var started = DateTime.Now - Process.GetCurrentProcess().StartTime;
        LogServing(app.Logger, url, (int)started.TotalMilliseconds);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Loaded the sample newsroom: {Count} stories")]
    private static partial void LogLoaded(ILogger logger, int count);

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
