using System.Runtime.InteropServices;

namespace NewsApi.LocalPostgres;

/// <summary>What the search for binaries looks at, so that a test can describe another machine.</summary>
internal sealed record SearchEnvironment
{
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Folders of installed servers, beside those on PATH. One segment of a path may hold <c>*</c>.</summary>
    public required IReadOnlyList<string> UsualFolders { get; init; }

    /// <summary>Where fetched binaries are kept.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>This machine in the words of npm, such as <c>linux-x64</c>; null when no binaries are built for it.</summary>
    public required string? NpmPlatform { get; init; }

    public static SearchEnvironment Current { get; } =
        new()
        {
            Variable = Environment.GetEnvironmentVariable,
            UsualFolders =
            [
                "/usr/lib/postgresql/*/bin", // Debian, Ubuntu
                "/usr/pgsql-*/bin", // Red Hat and Fedora, from postgresql.org
                "/usr/libexec/postgresql*", // Alpine
                "/usr/lib/postgresql*/bin", // openSUSE
                "/usr/lib64/postgresql-*/bin", // Gentoo
                "/usr/local/pgsql/bin", // built from source
                "/usr/bin",
                "/usr/local/bin",
                "/opt/homebrew/opt/postgresql*/bin",
                "/usr/local/opt/postgresql*/bin",
                "/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
                "/opt/local/lib/postgresql*/bin", // MacPorts
                "/Applications/Postgres.app/Contents/Versions/*/bin",
                "/Library/PostgreSQL/*/bin", // the installer for macOS
            ],
            CacheFolder = UserFolders.Cache,
            NpmPlatform = CurrentPlatform(),
        };

    private static readonly EnumerationOptions Readable = new() { IgnoreInaccessible = true };

    private IEnumerable<string> Path =>
        (Variable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(System.IO.Path.IsPathRooted);

    /// <summary>Folders that hold all three programs, those on PATH first, each real folder once.</summary>
    public IEnumerable<string> InstalledFolders() =>
        Path.Concat(UsualFolders.SelectMany(Expand))
            .Where(PostgresBinaries.AreIn)
            .DistinctBy(folder => RealPath(System.IO.Path.Combine(folder, "postgres")));

    /// <summary>Folders of binaries that were fetched before.</summary>
    public IEnumerable<string> FetchedFolders() =>
        Expand(System.IO.Path.Combine(CacheFolder, "*", NpmPackage.Programs)).Where(PostgresBinaries.AreIn);

    public string? FindProgram(string name) =>
        Path.Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static IEnumerable<string> Expand(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
            return [pattern];
        var before = pattern.LastIndexOf('/', star);
        var after = pattern.IndexOf('/', star);
        var segment = after < 0 ? pattern[(before + 1)..] : pattern[(before + 1)..after];
        var rest = after < 0 ? "" : pattern[(after + 1)..];
        var parent = pattern[..before];
        return Directory.Exists(parent)
            ? Directory.GetDirectories(parent, segment, Readable).Select(folder => System.IO.Path.Combine(folder, rest))
            : [];
    }

    private static string RealPath(string file) =>
        File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? System.IO.Path.GetFullPath(file);

    private static string? CurrentPlatform()
    {
        // The binaries are built for glibc; only the runtime identifier tells the C library.
        var runtime = RuntimeInformation.RuntimeIdentifier;
        var isMusl =
            runtime.Contains("musl", StringComparison.Ordinal) || runtime.Contains("alpine", StringComparison.Ordinal);
        return (
            OperatingSystem.IsMacOS(),
            OperatingSystem.IsLinux() && !isMusl,
            RuntimeInformation.OSArchitecture
        ) switch
        {
            (true, _, Architecture.X64) => "darwin-x64",
            (true, _, Architecture.Arm64) => "darwin-arm64",
            (_, true, Architecture.X64) => "linux-x64",
            (_, true, Architecture.Arm64) => "linux-arm64",
            (_, true, Architecture.Arm) => "linux-arm",
            _ => null,
        };
    }
}
