using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NewsApi.Benchmarks.Soak;

/// <summary>Clients that hold a stream of changes open and read whatever comes.</summary>
internal sealed class Listeners : IAsyncDisposable
{
    private const int OpenedAtOnce = 50;

    private static readonly byte[] s_request = Encoding.ASCII.GetBytes(
        "GET /v1/changes/stream HTTP/1.1\r\nHost: news.example\r\nAccept: text/event-stream\r\n\r\n"
    );

    private readonly CancellationTokenSource _closing = new();
    private readonly List<TcpClient> _clients = [];
    private readonly List<Task> _reading = [];
    private readonly Lock _lock = new();
    private List<double> _lags = [];
    private int _lost;

    private Listeners() { }

    /// <summary>Of those that were opened, streams that ended by themselves.</summary>
    public int Lost => _lost;

    public static async Task<Listeners> OpenAsync(IPEndPoint server, int number, CancellationToken cancellationToken)
    {
        var listeners = new Listeners();
        foreach (var some in Enumerable.Range(0, number).Chunk(OpenedAtOnce))
            await Task.WhenAll(some.Select(_ => listeners.OpenAsync(server, cancellationToken)));
        return listeners;
    }

    /// <returns>In milliseconds from each change until a listener had it, of all that came since this was asked last.</returns>
    public IReadOnlyList<double> TakeLags()
    {
        lock (_lock)
        {
            var taken = _lags;
            _lags = [];
            return taken;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        foreach (var client in _clients)
            client.Dispose();
        await Task.WhenAll(_reading);
        _closing.Dispose();
    }

    private async Task OpenAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        var client = new TcpClient(server.AddressFamily) { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(server, cancellationToken);
        await client.GetStream().WriteAsync(s_request, cancellationToken);
        lock (_lock)
        {
            _clients.Add(client);
            _reading.Add(ReadAsync(client));
        }
    }

    private async Task ReadAsync(TcpClient client)
    {
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.UTF8, false, bufferSize: 2048);
            while (await reader.ReadLineAsync(_closing.Token) is { } line)
            {
                if (line.StartsWith("data:", StringComparison.Ordinal))
                    Note(line);
            }
        }
        catch (Exception ending) when (ending is IOException or OperationCanceledException or ObjectDisposedException)
        {
            if (_closing.IsCancellationRequested)
                return;
        }
        Interlocked.Increment(ref _lost);
    }

    private void Note(string data)
    {
        const string Before = "\"at\":\"";
        var start = data.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        var at = DateTimeOffset.Parse(data[start..data.IndexOf('"', start)], CultureInfo.InvariantCulture);
        var lag = (DateTimeOffset.UtcNow - at).TotalMilliseconds;
        lock (_lock)
            _lags.Add(lag);
    }
}
