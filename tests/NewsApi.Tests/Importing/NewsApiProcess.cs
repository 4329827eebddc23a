using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using NewsApi.Storage;
using NewsApi.Tests.Support;

namespace NewsApi.Tests.Importing;

/// <summary>The program itself, started as a user starts it, on a database of the tests.</summary>
internal sealed class NewsApiProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private NewsApiProcess(Process process)
    {
        _process = process;
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
                return;
            lock (_errors)
                _errors.AppendLine(line.Data);
        };
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>What it has written to standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public static NewsApiProcess Start(DatabaseConnections connections, params string[] arguments)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        var program = Path.Combine(AppContext.BaseDirectory, "newsapi.dll");
        var start = Interruptible.Start(dotnet, ["exec", program, .. arguments]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["ConnectionStrings__Owner"] = connections.Owner;
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // A killed process would leave its socket in /tmp.
        return new(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        DatabaseConnections connections,
        params string[] arguments
    )
    {
        using var process = Start(connections, arguments);
        process._process.StandardInput.Close();
        return await process.EndAsync();
    }

    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync();
        await _process.WaitForExitAsync();
        return (_process.ExitCode, output, Errors);
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>As Ctrl-C does.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -s INT {_process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}
