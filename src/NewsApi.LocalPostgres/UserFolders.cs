namespace NewsApi.LocalPostgres;

/// <summary>Where things are kept by default: in the user's own folders, and for root in those of the system, because the
/// server then runs as another user, who could not reach root's.</summary>
internal static class UserFolders
{
    public static string Data =>
        Environment.IsPrivilegedProcess ? "/var/lib/newsapi/postgres" : Own("XDG_DATA_HOME", ".local/share");

    public static string Cache =>
        Environment.IsPrivilegedProcess ? "/var/cache/newsapi/postgres" : Own("XDG_CACHE_HOME", ".cache");

    // The XDG rules say that a relative path is to be ignored.
    private static string Own(string variable, string usual)
    {
        var folder = Environment.GetEnvironmentVariable(variable);
        if (!Path.IsPathRooted(folder))
            folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), usual);
        return Path.Combine(folder, "newsapi", "postgres");
    }

    /// <summary>Makes a folder and those above it that are missing. What root makes everyone may pass through and read,
    /// whatever root's umask, since the server runs as another user.</summary>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder))
            return;
        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
            Create(parent);
        Directory.CreateDirectory(folder);
        if (Environment.IsPrivilegedProcess)
            File.SetUnixFileMode(folder, OpenToAll);
    }

    public const UnixFileMode OpenToAll =
        Private
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
}
