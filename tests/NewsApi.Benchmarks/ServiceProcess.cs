using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace NewsApi.Benchmarks;

/// <summary>The service in a process of its own.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const string FirstPath = "/v1/articles";

    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly StringBuilder _output;

    private ServiceProcess(Process process, StringBuilder output, IPEndPoint address, TimeSpan timeToFirstAnswer)
    {
        (_process, _output, Address, TimeToFirstAnswer) = (process, output, address, timeToFirstAnswer);
    }

    public IPEndPoint Address { get; }

    public Uri BaseAddress => new($"http://{Address}");

    public int Id => _process.Id;

    /// <summary>From just before the process was started until its first request, usually for a list of articles, had been answered with 200.</summary>
    public TimeSpan TimeToFirstAnswer { get; }

    /// <summary>Starts it with a private database in a folder.</summary>
    public static Task<ServiceProcess> StartAsync(
        PublishedService service,
        string dataFolder,
        CancellationToken cancellationToken
    ) => StartAsync(service, [$"--LocalPostgres:DataFolder={dataFolder}"], null, cancellationToken);

    /// <summary>Starts it on a database that is there.</summary>
    /// <param name="service">What to start.</param>
    /// <param name="owner">Connection string of the owner of its schemas.</param>
    /// <param name="cancellationToken">Ends the wait for the service.</param>
    /// <param name="settings">Variables of its environment: one that it does not know, it does not refuse there.</param>
    public static Task<ServiceProcess> StartOnAsync(
        PublishedService service,
        string owner,
        CancellationToken cancellationToken,
        params IReadOnlyList<(string Name, string Value)> settings
    ) => StartAsync(service.Program, [], owner, FirstPath, cancellationToken, settings);

    /// <summary>Starts something to compare it with: a hidden command of this program, which listens where <c>--urls</c> says.
    /// </summary>
    /// <param name="arguments">The command.</param>
    /// <param name="owner">Connection string of the database that it reads; null where it needs none.</param>
    /// <param name="firstPath">What it answers as soon as it is ready.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    public static Task<ServiceProcess> StartOtherAsync(
        IReadOnlyList<string> arguments,
        string? owner,
        string firstPath,
        CancellationToken cancellationToken
    ) =>
        StartAsync(
            Path.Combine(AppContext.BaseDirectory, typeof(ServiceProcess).Assembly.GetName().Name!),
            arguments,
            owner,
            firstPath,
            cancellationToken
        );

    private static Task<ServiceProcess> StartAsync(
        PublishedService service,
        IReadOnlyList<string> settings,
        string? owner,
        CancellationToken cancellationToken
    ) => StartAsync(service.Program, settings, owner, FirstPath, cancellationToken);

    private static async Task<ServiceProcess> StartAsync(
        string program,
        IReadOnlyList<string> settings,
        string? owner,
        string firstPath,
        CancellationToken cancellationToken,
        params IReadOnlyList<(string Name, string Value)> variables
    )
    {
        var address = FreeAddress();
        var start = new ProcessStartInfo(program, [.. settings, "--urls", $"http://{address}"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // A database configured here would be measured, and filled, in place of the private one.
        foreach (var name in start.Environment.Keys.Where(IsConnectionString).ToList())
            start.Environment.Remove(name);
        // In the environment, not among the arguments, where every user of the machine could read a password.
        if (owner is not null)
            start.Environment["ConnectionStrings__Owner"] = owner;
        foreach (var (name, value) in variables)
            start.Environment[name] = value;

        var output = new StringBuilder();
        var clock = Stopwatch.StartNew();
        var process = Process.Start(start)!;
        try
        {
            process.OutputDataReceived += (_, line) => Append(output, line.Data);
            process.ErrorDataReceived += (_, line) => Append(output, line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            while (!await AnswersAsync(address, firstPath, cancellationToken))
            {
                if (process.HasExited || clock.Elapsed > s_patience)
                    throw new BenchmarkException($"The service did not start:\n{Text(output)}");
                await Task.Delay(s_pollInterval, cancellationToken);
            }
            return new(process, output, address, clock.Elapsed);
        }
        catch
        {
            await StopAsync(process);
            throw;
        }
    }

    /// <summary>Asks the service to end, and waits until it has stopped, its private database too.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(_process);

    private static async Task StopAsync(Process process)
    {
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            if (!process.HasExited)
                _ = Kill(process.Id, Terminate);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new BenchmarkException($"The service (process {process.Id}) did not stop and had to be killed.");
        }
        finally
        {
            process.Dispose();
        }
    }

    /// <summary>Asks over a bare socket: what a client of .NET does for its first request would be measured too.</summary>
    /// <returns>False while nobody listens.</returns>
    private static async Task<bool> AnswersAsync(IPEndPoint address, string path, CancellationToken cancellationToken)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return false;
        }
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"),
            cancellationToken
        );
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var status = await reader.ReadLineAsync(cancellationToken);
        await reader.ReadToEndAsync(cancellationToken);
        return status?.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) == true
            ? true
            : throw new BenchmarkException($"The first request for {path} was answered with '{status}'.");
    }

    private static IPEndPoint FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }

    private static bool IsConnectionString(string variable) =>
        variable.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase);

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
            output.AppendLine(line);
    }

    private static string Text(StringBuilder output)
    {
        lock (output)
            return output.ToString().Trim();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
