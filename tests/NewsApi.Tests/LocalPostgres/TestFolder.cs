using System.Diagnostics;
using System.Security.Cryptography;
using NewsApi.LocalPostgres;
using Xunit;

namespace NewsApi.Tests.LocalPostgres;

/// <summary>A temporary folder that every user may reach, removed with the test.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder()
    {
        var parent = Environment.IsPrivilegedProcess ? "/tmp" : System.IO.Path.GetTempPath();
        var name = "newsapi-test-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        Path = System.IO.Path.Combine(parent, name);
        UserFolders.Create(Path);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>A path below the folder. Nothing is made.</summary>
    public string Of(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);

    public string Make(params ReadOnlySpan<string> names)
    {
        var folder = Of(names);
        UserFolders.Create(folder);
        return folder;
    }

    /// <summary>A folder that looks like an installation of PostgreSQL, as far as a search looks.</summary>
    public async Task<string> MakeBinariesAsync(string name, string version)
    {
        var folder = Make(name);
        await WriteProgramAsync(System.IO.Path.Combine(folder, "initdb"), "exit 1");
        await WriteProgramAsync(System.IO.Path.Combine(folder, "pg_ctl"), "exit 1");
        await WriteProgramAsync(System.IO.Path.Combine(folder, "postgres"), $"echo 'postgres (PostgreSQL) {version}'");
        return folder;
    }

    /// <summary>A shell script. Another process writes it: a program held open by this one while some test forks cannot be
    /// executed ("text file busy").</summary>
    public static async Task WriteProgramAsync(string path, string text)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", """cat >"$1" && chmod 755 "$1" """, "write", path])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync($"#!/bin/sh\n{text}\n");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}

/// <summary>Collects the sentences of a progress report.</summary>
internal sealed class Messages(Action<string>? onReport = null) : IProgress<string>
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Report(string value)
    {
        _all.Add(value);
        onReport?.Invoke(value);
    }
}

internal static class Eventually
{
    /// <summary>Waits for a condition, and fails when it has not come true within half a minute.</summary>
    public static async Task TrueAsync(Func<bool> condition, string description)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Never came true: {description}");
            await Task.Delay(20);
        }
    }
}
