using NewsApi.LocalPostgres;
using Xunit;

namespace NewsApi.Tests.LocalPostgres;

/// <summary>A test that starts servers: skipped where there is nothing to start one with.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class PostgresFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> s_reason = new(ReasonToSkip);

    public override string? Skip
    {
        get => base.Skip ?? s_reason.Value;
        set => base.Skip = value;
    }

    private static string? ReasonToSkip()
    {
        if (OperatingSystem.IsWindows())
            return "local servers are not started on Windows";
        var here = SearchEnvironment.Current;
        var isAtHand =
            here.Variable(PostgresBinaries.FolderVariable) is not null
            || here.InstalledFolders().Concat(here.FetchedFolders()).Any()
            || (here.NpmPlatform is not null && here.FindProgram("npm") is not null);
        return isAtHand ? null : "this machine has no PostgreSQL, nor npm to fetch it with";
    }
}

/// <summary>A test that starts servers in another process.</summary>
[AttributeUsage(AttributeTargets.Method)]
public class OwnedServerFactAttribute : PostgresFactAttribute
{
    public override string? Skip
    {
        get =>
            base.Skip ?? (SearchEnvironment.Current.FindProgram("setsid") is null ? "there is no setsid here" : null);
        set => base.Skip = value;
    }
}

/// <summary>A test that, run by root, starts a program as the ordinary user <c>nobody</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OrdinaryUserFactAttribute : OwnedServerFactAttribute
{
    public const string User = "nobody";

    public override string? Skip
    {
        get => base.Skip ?? ReasonToSkip();
        set => base.Skip = value;
    }

    private static string? ReasonToSkip()
    {
        if (!Environment.IsPrivilegedProcess)
            return "the tests run as an ordinary user already";
        if (!File.ReadLines("/etc/passwd").Any(line => line.StartsWith(User + ":", StringComparison.Ordinal)))
            return $"there is no user '{User}'";
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!folder.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
                return $"'{User}' may not reach the tests, because of the rights of {folder.FullName}";
        }
        return null;
    }
}
