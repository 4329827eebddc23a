using NewsApi.Http;
using NewsApi.LocalPostgres;
using NewsApi.Storage;

namespace NewsApi.Commands;

/// <summary>The database that a command works on, and the service's parts that it works with: the configured database, else
/// the private one of a local run, whether the service is running just now or not.</summary>
internal sealed class CommandDatabase : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LocalPostgresServer? _local;

    private CommandDatabase(WebApplication app, LocalPostgresServer? local) => (_app, _local) = (app, local);

    public IServiceProvider Services => _app.Services;

    public static async Task<CommandDatabase> OpenAsync(string[] args, CancellationToken cancellationToken)
    {
        var builder = CommandLine.CreateBuilder(args);
        // Standard output is the command's own.
        builder.Logging.ClearProviders();
        if (DatabaseConnections.FromConfiguration(builder.Configuration) is { } configured)
            return new(Program.Build(builder, configured, logging => logging.ClearProviders()), local: null);
        var options = new LocalPostgresOptions
        {
            DataFolder = builder.Configuration["LocalPostgres:DataFolder"] ?? LocalPostgresServer.DefaultDataFolder,
            Binaries = builder.Configuration["LocalPostgres:Binaries"],
        };
        var running = await LocalPostgresServer.FindRunningAsync(options.DataFolder, cancellationToken);
        if (running is null && !Directory.Exists(options.DataFolder))
            throw new ConfigurationException(
                "ConnectionStrings:Editorial",
                "is not configured, and there is no private database of an earlier run either."
            );
        var local = running is null ? await LocalPostgresServer.StartAsync(options, null, cancellationToken) : null;
        var connections = DatabaseConnections.FromOwner(running ?? local!.ConnectionString);
        return new(Program.Build(builder, connections, logging => logging.ClearProviders()), local);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_local is not null)
            await _local.DisposeAsync();
    }
}
