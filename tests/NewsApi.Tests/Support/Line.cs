using System.Net;
using System.Net.Sockets;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Tests.Support;

/// <summary>The line between a service and its database, which can be cut, fall silent, or be slow.</summary>
internal sealed class Line : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder _database;
    private readonly CancellationTokenSource _ending = new();
    private readonly List<Socket> _sockets = [];
    private Socket _listener;
    private Task _accepting;
    private volatile bool _isSilent;
    private long _delay;

    private Line(NpgsqlConnectionStringBuilder database)
    {
        _database = database;
        _listener = Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Address = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>A line to the server of a database.</summary>
    public static Line To(DatabaseConnections connections) => new(new(connections.Delivery));

    /// <summary>The same database at the other end of this line.</summary>
    public DatabaseConnections Through(DatabaseConnections connections) =>
        new(null, Through(connections.Editorial), Through(connections.Delivery));

    /// <summary>The near end.</summary>
    public IPEndPoint Address { get; }

    /// <summary>What everything takes longer, each way.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _delay));
        set => Volatile.Write(ref _delay, value.Ticks);
    }

    /// <summary>Ends all connections, and refuses new ones.</summary>
    public async Task CutAsync()
    {
        _listener.Dispose();
        await _accepting;
        Drop();
    }

    /// <summary>After it was cut: takes connections again.</summary>
    public void Mend()
    {
        _isSilent = false;
        _listener = Listen(Address);
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Nothing comes through any more, and nobody is told.</summary>
    public void FallSilent() => _isSilent = true;

    /// <summary>After it has fallen silent: what was under way is lost.</summary>
    public void Speak()
    {
        _isSilent = false;
        Drop();
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Drop();
        _ending.Dispose();
    }

    private string Through(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = Address.Address.ToString(),
            Port = Address.Port,
        }.ConnectionString;

    private void Drop()
    {
        lock (_sockets)
        {
            foreach (var socket in _sockets)
                socket.Dispose();
            _sockets.Clear();
        }
    }

    private static Socket Listen(IPEndPoint address)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(address);
        listener.Listen();
        return listener;
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptAsync(_ending.Token);
                var far = await ConnectAsync();
                lock (_sockets)
                    _sockets.AddRange([near, far]);
                _ = PassOnAsync(near, far);
                _ = PassOnAsync(far, near);
            }
        }
        // The listener was closed: the line is cut.
        catch (Exception exception)
            when (exception is SocketException or ObjectDisposedException or OperationCanceledException) { }
    }

    private async Task<Socket> ConnectAsync()
    {
        var isFolder = _database.Host!.StartsWith('/');
        var socket = isFolder
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        EndPoint server = isFolder
            ? new UnixDomainSocketEndPoint($"{_database.Host}/.s.PGSQL.{_database.Port}")
            : new DnsEndPoint(_database.Host, _database.Port);
        await socket.ConnectAsync(server, _ending.Token);
        return socket;
    }

    private async Task PassOnAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, _ending.Token) is > 0 and var length)
            {
                if (Delay > TimeSpan.Zero)
                    await Task.Delay(Delay, _ending.Token);
                if (!_isSilent)
                    await to.SendAsync(buffer.AsMemory(0, length), _ending.Token);
            }
        }
        // One end is gone, and so is the other.
        catch (Exception exception)
            when (exception is SocketException or ObjectDisposedException or OperationCanceledException) { }
        finally
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
