using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace NewsApi.Tests.Support;

/// <summary>A program that runs as long as a test needs it.</summary>
internal sealed class Tool : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string?> _output = new();

    private Tool(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data);
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    public static async Task<Tool> ListeningAsync(int port, string program, params IEnumerable<string> arguments)
    {
        var tool = new Tool(new ProcessStartInfo(InstalledFactAttribute.PathOf(program)!, arguments));
        var clock = Stopwatch.StartNew();
        while (!await IsOpenAsync(port))
        {
            Assert.True(
                clock.Elapsed < TimeSpan.FromSeconds(20) && !tool._process.HasExited,
                $"{program} does not listen: {string.Join('\n', tool._output)}"
            );
            await Task.Delay(20);
        }
        return tool;
    }

    /// <summary>Runs it to its end, which must be a good one.</summary>
    public static async Task<string> RunAsync(string program, params IEnumerable<string> arguments)
    {
        await using var tool = new Tool(new ProcessStartInfo(InstalledFactAttribute.PathOf(program)!, arguments));
        await tool._process.WaitForExitAsync();
        var output = string.Join('\n', tool._output);
        Assert.True(tool._process.ExitCode == 0, $"{program}: {output}");
        return output;
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<bool> IsOpenAsync(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
