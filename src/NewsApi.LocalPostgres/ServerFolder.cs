using System.Security.Cryptography;
using System.Text;

namespace NewsApi.LocalPostgres;

/// <summary>The data that a folder holds already.</summary>
/// <param name="Major">The major release of PostgreSQL that made it, and alone can read it.</param>
internal sealed record ExistingData(string Folder, int Major)
{
    /// <returns>Null when there is none yet.</returns>
    public static ExistingData? In(string folder)
    {
        try
        {
            var version = File.ReadAllText(Path.Combine(folder, "data", "PG_VERSION"));
            return int.TryParse(version.Split('.', '\n')[0], out var major) ? new(folder, major) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw ServerFolder.NotOurs(folder, e);
        }
    }
}

/// <summary>The folder of one server, held for this process alone until it is disposed of.</summary>
internal sealed class ServerFolder : IDisposable
{
    private const string MarkerFile = ".newsapi-postgres";
    private const string LockFile = "lock";
    private const string MarkerText = """
        News API keeps a private PostgreSQL server in this folder.
        This file says that News API made the folder; without it, News API leaves the folder alone.

        """;

    private readonly FileStream? _lock;

    private ServerFolder(string path, FileStream? heldLock)
    {
        Location = path;
        _lock = heldLock;
        SocketFolder = ChooseSocketFolder(path);
    }

    public string Location { get; }

    public string SocketFolder { get; }

    public bool IsThrowAway => _lock is null;

    public string LogFile => Path.Combine(Location, "server.log");

    /// <param name="folder">Null: a new one among the temporary files.</param>
    /// <param name="account">The account that the server runs as and must own the folder; null for this process's own.</param>
    /// <exception cref="LocalPostgresException">The folder cannot be used; the message says why.</exception>
    public static async Task<ServerFolder> OpenAsync(string? folder, string? account, CancellationToken ct)
    {
        // Root's own temporary folder may be closed to the account of the server.
        var parent = account is null ? Path.GetTempPath() : "/tmp";
        var name = "newsapi-postgres-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder ?? Path.Combine(parent, name)));
        RefuseUnspeakable(path);
        try
        {
            return folder is null
                ? await MakeThrowAwayAsync(path, account, ct)
                : await OpenKeptAsync(path, account, ct);
        }
        catch (Exception e) when (folder is null && e is IOException or UnauthorizedAccessException)
        {
            throw new LocalPostgresException(
                $"The temporary folder {path} cannot be made: point TMPDIR at a folder that can be written to.\n{e.Message}",
                e
            );
        }
        catch (UnauthorizedAccessException e)
        {
            throw NotOurs(path, e);
        }
        catch (IOException e)
        {
            throw new LocalPostgresException(
                $"The folder {path} cannot be made or used: choose another with LocalPostgres:DataFolder.\n{e.Message}",
                e
            );
        }
    }

    /// <summary>Where the server of this folder has its socket.</summary>
    public static string SocketFolderOf(string folder) =>
        ChooseSocketFolder(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    public static LocalPostgresException NotOurs(string folder, Exception cause) =>
        new(
            $"The folder {folder} cannot be used, since it or one above it belongs to another user: "
                + "choose another with LocalPostgres:DataFolder.",
            cause
        );

    public void Dispose()
    {
        _lock?.Dispose();
        // Its supervisor removes it, unless there never was one.
        if (IsThrowAway && Directory.Exists(Location) && !File.Exists(Path.Combine(Location, "supervisor.pid")))
            Directory.Delete(Location, recursive: true);
    }

    private static async Task<ServerFolder> MakeThrowAwayAsync(string path, string? account, CancellationToken ct)
    {
        Directory.CreateDirectory(path, UserFolders.Private);
        var folder = new ServerFolder(path, null);
        try
        {
            if (account is not null)
                await ServerAccount.GiveAsync(account, [path], ct);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static async Task<ServerFolder> OpenKeptAsync(string path, string? account, CancellationToken ct)
    {
        UserFolders.Create(path);
        var marker = Path.Combine(path, MarkerFile);
        var isNew = !File.Exists(marker);
        if (isNew && Directory.EnumerateFileSystemEntries(path).Any(entry => Path.GetFileName(entry) != LockFile))
            throw new LocalPostgresException(
                $"The folder {path} is not empty and was not made by News API, which therefore leaves it alone: "
                    + "choose a new or an empty one with LocalPostgres:DataFolder."
            );
        File.SetUnixFileMode(path, UserFolders.Private);
        var held = Hold(path);
        try
        {
            if (isNew)
            {
                await File.WriteAllTextAsync(marker, MarkerText, ct);
                if (account is not null)
                    await ServerAccount.GiveAsync(account, [path, marker, held.Name], ct);
            }
            return new(path, held);
        }
        catch
        {
            await held.DisposeAsync();
            throw;
        }
    }

    /// <summary>The system lets go of the lock when this process ends, in whatever way.</summary>
    private static FileStream Hold(string path)
    {
        const int LinuxWouldBlock = 11;
        const int BsdWouldBlock = 35;
        try
        {
            return new(Path.Combine(path, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e.HResult is LinuxWouldBlock or BsdWouldBlock)
        {
            throw new LocalPostgresException(
                $"Another process already runs the database in {path}: stop it, or give this one a folder of its own "
                    + "with LocalPostgres:DataFolder.",
                e
            );
        }
    }

    /// <summary>pg_ctl hands paths to a shell inside double quotes, and our script reads them by the line.</summary>
    private static void RefuseUnspeakable(string path)
    {
        if (path.Any(c => c is '"' or '$' or '`' or '\\' || char.IsControl(c)))
            throw new LocalPostgresException(
                $"The folder {path} has a character in its name that pg_ctl cannot handle (one of \" $ ` \\ or a control "
                    + "character): choose another with LocalPostgres:DataFolder."
            );
    }

    /// <summary>Beside the data, unless the path is too long for the address of a socket (103 bytes on macOS, 107 on Linux)
    /// or holds what a connection string or the server's settings would take for something else.</summary>
    private static string ChooseSocketFolder(string path)
    {
        const int LongestAddress = 103;
        var beside = Path.Combine(path, "socket");
        var isPlain = path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_');
        if (isPlain && beside.Length + "/.s.PGSQL.5432".Length <= LongestAddress)
            return beside;
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(path));
        return "/tmp/newsapi-socket-" + Convert.ToHexStringLower(digest)[..16];
    }
}
