using System.Data.Common;
using System.Net.Sockets;

namespace NewsApi.LocalPostgres;

/// <summary>A private PostgreSQL server for a first run and for tests. It listens on a Unix socket in a folder closed to
/// other users, never on the network, and lives as long as this process at the most, however that ends.</summary>
public sealed class LocalPostgresServer : IAsyncDisposable
{
    private readonly ServerFolder _folder;
    private readonly Supervisor _supervisor;

    private LocalPostgresServer(ServerFolder folder, Supervisor supervisor, PostgresBinaries binaries)
    {
        (_folder, _supervisor) = (folder, supervisor);
        Version = binaries.Version;
        BinariesFolder = binaries.Folder;
    }

    /// <summary>Where an application keeps the data of its local server, unless told otherwise:
    /// <c>$XDG_DATA_HOME/newsapi/postgres</c>, by default under <c>~/.local/share</c>; for root
    /// <c>/var/lib/newsapi/postgres</c>, which the account that the server then runs as can reach.</summary>
    public static string DefaultDataFolder => UserFolders.Data;

    /// <summary>For Npgsql: the superuser <c>postgres</c> in the database <c>postgres</c>, without a password.</summary>
    public string ConnectionString => ConnectionStringFor(SocketFolder);

    public string DataFolder => _folder.Location;

    public string SocketFolder => _folder.SocketFolder;

    /// <summary>Part of the socket's name; no port of the network is taken.</summary>
    public int Port { get; } = ServerSettings.Port;

    /// <summary>Such as <c>15.18</c>.</summary>
    public string Version { get; }

    public string BinariesFolder { get; }

    /// <summary>The connection string of the server that another process runs in this folder; null where none answers.</summary>
    public static async Task<string?> FindRunningAsync(string dataFolder, CancellationToken ct)
    {
        var socketFolder = ServerFolder.SocketFolderOf(dataFolder);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            var address = Path.Combine(socketFolder, $".s.PGSQL.{ServerSettings.Port}");
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(address), ct);
            return ConnectionStringFor(socketFolder);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Finds or fetches the binaries, makes the data where there is none, and starts the server.</summary>
    /// <param name="options">Which data, which binaries.</param>
    /// <param name="progress">Gets a sentence for each step that may take a while.</param>
    /// <exception cref="LocalPostgresException">It could not be done; the message says why and what to do.</exception>
    public static async Task<LocalPostgresServer> StartAsync(
        LocalPostgresOptions options,
        IProgress<string>? progress,
        CancellationToken ct
    )
    {
        var binaries = await PostgresBinaries.FindAsync(options, progress, ct);
        var account = await ServerAccount.ChooseAsync(options.DataFolder, ct);
        var folder = await ServerFolder.OpenAsync(options.DataFolder, account, ct);
        try
        {
            progress?.Report($"Starting PostgreSQL {binaries.Version} of {binaries.Folder}.");
            var supervisor = await Supervisor.StartAsync(folder, binaries, account, options, progress, ct);
            return new(folder, supervisor, binaries);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static string ConnectionStringFor(string socketFolder) =>
        new DbConnectionStringBuilder
        {
            ["Host"] = socketFolder,
            ["Port"] = ServerSettings.Port,
            ["Username"] = "postgres",
            ["Database"] = "postgres",
            ["GSS Encryption Mode"] = "Disable", // A socket has none, whatever PGGSSENCMODE says.
        }.ConnectionString;

    /// <summary>Stops the server, and removes a throw-away one with its data.</summary>
    public async ValueTask DisposeAsync()
    {
        await _supervisor.DisposeAsync();
        _folder.Dispose();
    }
}
