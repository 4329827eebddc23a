using System.Diagnostics;
using NewsApi.Http;
using NewsApi.LocalPostgres;
using NewsApi.Storage;

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

        await using var app = Program.Build(builder, connections);
        if (connections.Owner is not null)
            await Migrations.ApplyAsync(connections, app.Logger, cancellationToken);
        if ((local is not null || sample) && await IsEmptyAsync(app, cancellationToken))
            await LoadSamplesAsync(connections, cancellationToken);
        app.Lifetime.ApplicationStarted.Register(() => Announce(app));
        await app.RunAsync(cancellationToken);
        return 0;
    }

    private static Task<bool> IsEmptyAsync(WebApplication app, CancellationToken cancellationToken) =>
        app.Services.GetRequiredService<EditorialDatabase>().IsEmptyAsync(cancellationToken);

    /// <summary>Has this program's own command <c>migrate --sample</c> do it, in a process that ends with it. What only loading
    /// needs, the sanitiser and all the code compiled for it, would otherwise stay in this one: 25 MB for as long as it serves.</summary>
    private static async Task LoadSamplesAsync(DatabaseConnections connections, CancellationToken cancellationToken)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program, ["migrate", "--sample"]);
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Insert(0, typeof(ServeCommand).Assembly.Location);
        start.Environment["ConnectionStrings__Owner"] = connections.Owner;
        start.Environment["ConnectionStrings__Editorial"] = connections.Editorial;
        start.Environment["ConnectionStrings__Delivery"] = connections.Delivery;
        using var loading = Process.Start(start)!;
        await loading.WaitForExitAsync(cancellationToken);
        if (loading.ExitCode != 0)
            throw new ConfigurationException(
                "--sample",
                "failed: the sample newsroom could not be loaded, for the reason given above."
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
