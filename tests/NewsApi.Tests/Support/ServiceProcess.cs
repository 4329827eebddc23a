using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using NewsApi.Storage;

namespace NewsApi.Tests.Support;

/// <summary>The service as a process of its own, which can be killed as <c>kill -9</c> does.</summary>
public sealed partial class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _serving = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServiceProcess(Process process) => _process = process;

    public Uri Address { get; private set; } = null!;

    /// <param name="connections">Database that is migrated already.</param>
    /// <param name="arguments">Settings that differ from the defaults, as on the command line.</param>
    public static async Task<ServiceProcess> StartAsync(
        DatabaseConnections connections,
        params IEnumerable<string> arguments
    )
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        var program = Path.Combine(AppContext.BaseDirectory, "newsapi.dll");
        var start = Interruptible.Start(dotnet, ["exec", program, "--urls", "http://127.0.0.1:0", .. arguments]);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.Environment["ConnectionStrings__Editorial"] = connections.Editorial;
        start.Environment["ConnectionStrings__Delivery"] = connections.Delivery;
        start.Environment["DOTNET_EnableDiagnostics"] = "0"; // A killed process would leave its socket in /tmp.
        var service = new ServiceProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        service._process.OutputDataReceived += (_, line) => service.Read(line.Data);
        service._process.ErrorDataReceived += (_, line) => service.Read(line.Data);
        service._process.Exited += (_, _) =>
            service._serving.TrySetException(new InvalidOperationException(string.Join('\n', service._output)));
        service._process.Start();
        service._process.BeginOutputReadLine();
        service._process.BeginErrorReadLine();
        service.Address = await service._serving.Task.WaitAsync(Patience);
        return service;
    }

    /// <summary>As <c>kill -9</c> does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        if (Serving().Match(line) is { Success: true } match)
            _serving.TrySetResult(new Uri(match.Groups["address"].Value));
    }

    [GeneratedRegex("Serving at (?<address>http://[^ ,\"]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Serving();
}
