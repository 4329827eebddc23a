using System.Net;
using NewsApi.Storage;
using NewsApi.Tests.Support;

namespace NewsApi.Tests.Mirror;

/// <summary>Two instances of the service on one database, of which any may be killed and started anew at any moment.</summary>
internal sealed class Instances(DatabaseConnections connections) : IAsyncDisposable
{
    private readonly ServiceProcess?[] _running = new ServiceProcess?[2];
    private int _next;

    public int Kills { get; private set; }

    public async Task StartAsync()
    {
        for (var i = 0; i < _running.Length; i++)
            _running[i] = await ServiceProcess.StartAsync(connections);
    }

    /// <summary>Kills one as <c>kill -9</c> does, whatever it is doing, and starts another in its place.</summary>
    public async Task ReplaceAsync(int which)
    {
        var old = _running[which]!;
        _running[which] = null;
        old.Kill();
        Kills++;
        await old.DisposeAsync();
        _running[which] = await ServiceProcess.StartAsync(connections);
    }

    /// <summary>Sends a request until some instance has answered it for good: what a client does whose connection breaks.
    /// </summary>
    /// <param name="request">Makes it anew for each try.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        Func<Uri, HttpRequestMessage> request,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Any() is { } instance)
            {
                try
                {
                    using var message = request(instance.Address);
                    var response = await client.SendAsync(message, cancellationToken);
                    if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
                        return response;
                    response.Dispose();
                }
                catch (Exception broken) when (broken is HttpRequestException or IOException)
                {
                    // Whether it was done is not known; the same Idempotency-Key makes it safe to ask again.
                }
            }
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>One that runs, in turn.</summary>
    public ServiceProcess? Any() => _running[Interlocked.Increment(ref _next) % _running.Length];

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _running)
        {
            if (instance is not null)
                await instance.DisposeAsync();
        }
    }
}
