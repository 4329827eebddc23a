using System.Diagnostics;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Failures;

/// <summary>A small disk in memory, which can be filled up.</summary>
internal sealed class Mount : IAsyncDisposable
{
    /// <summary>The system's number for a disk that is full.</summary>
    private const int NoSpace = 28;

    private readonly string _path;

    private Mount(string path) => _path = path;

    private string Filler => Path.Combine(_path, "filler");

    /// <summary>A disk that the user who runs PostgreSQL has alone.</summary>
    public static async Task<Mount> CreateAsync(string path, int megabytes)
    {
        Directory.CreateDirectory(path);
        var options = $"size={megabytes}m,mode=0700,uid=postgres,gid=postgres";
        await Tool.RunAsync("mount", "-t", "tmpfs", "-o", options, "newsapi-test", path);
        return new(path);
    }

    /// <summary>Not a byte is left.</summary>
    public async Task FillAsync()
    {
        await using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, 1);
        var page = new byte[4096];
        while (true)
        {
            try
            {
                await filler.WriteAsync(page);
            }
            catch (IOException full) when (full.HResult == NoSpace)
            {
                return;
            }
        }
    }

    public void Free() => File.Delete(Filler);

    // A process of the server may need a moment more to end, and keeps the disk until then.
    public async ValueTask DisposeAsync() => await Tool.RunAsync("umount", "--lazy", _path);
}

/// <summary>A test that mounts a disk for a server of its own. Skipped where this process may not.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Reason = new(ReasonToSkip);

    public override string? Skip
    {
        get => base.Skip ?? Reason.Value;
        set => base.Skip = value;
    }

    private static string? ReasonToSkip()
    {
        if (InstalledFactAttribute.PathOf("pg_basebackup") is null)
            return "there is no PostgreSQL installed here (postgresql)";
        if (Environment.UserName != "root")
            return "only root can mount a small disk and fill it up";
        var folder = Directory.CreateTempSubdirectory("newsapi-mount-").FullName;
        try
        {
            if (!Run("mount", "-t", "tmpfs", "-o", "size=1m", "newsapi-test", folder))
                return "no small disk can be mounted here, as in most containers";
            Run("umount", folder);
            return null;
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    /// <returns>Whether it went well.</returns>
    private static bool Run(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
