using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace NewsApi.Webhooks;

/// <summary>Looks up the addresses of a host.</summary>
internal delegate Task<IPAddress[]> HostLookup(string host, CancellationToken cancellationToken);

/// <summary>A request to somebody else's server.</summary>
/// <param name="Method">Any method of HTTP.</param>
/// <param name="Url">Absolute.</param>
/// <param name="Headers">All but those of the content.</param>
internal sealed record OutboundRequest(HttpMethod Method, Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Media type of the body; null without a body.</summary>
    public string? ContentType { get; init; }

    /// <summary>What the answer has to say, word for word, to count as a success; null where any will do.</summary>
    public string? Expected { get; init; }
}

/// <summary>Sends requests to addresses that strangers gave: never to one inside a network, not by way of a proxy, without
/// cookies, and within a time. What is connected to is the very address that was checked, so that a name which means
/// another one a moment later changes nothing.</summary>
internal sealed class Outbound : IDisposable
{
    /// <summary>Redirections followed (307 and 308 alone, which keep method and body).</summary>
    private const int MostRedirections = 3;

    /// <summary>Of an answer, in bytes. The rest is not read.</summary>
    private const int MostRead = 2048;

    private readonly WebhookOptions _options;
    private readonly HostLookup _lookup;
    private readonly HttpMessageInvoker _client;

    public Outbound(WebhookOptions options, HostLookup lookup)
    {
        (_options, _lookup) = (options, lookup);
        _client = new(
            new SocketsHttpHandler
            {
                ConnectCallback = ConnectAsync,
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                Credentials = null,
                AutomaticDecompression = DecompressionMethods.None,
                // Trace headers are nobody else's business.
                ActivityHeadersPropagator = null,
                MaxResponseHeadersLength = 16,
                MaxResponseDrainSize = 64 * 1024,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            }
        );
    }

    /// <summary>What came of a request; never throws for anything that the other side does.</summary>
    /// <exception cref="OperationCanceledException">Only where <paramref name="cancellationToken"/> ended it.</exception>
    public async Task<OutboundAnswer> SendAsync(OutboundRequest request, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_options.Timeout);
        OutboundAnswer answer;
        try
        {
            answer = await FollowAsync(request, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            answer = new() { Fault = OutboundFault.Timeout };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            answer = new() { Fault = OutboundFaults.Of(exception) };
        }
        return answer with { Took = Stopwatch.GetElapsedTime(started) };
    }

    public void Dispose() => _client.Dispose();

    private async Task<OutboundAnswer> FollowAsync(OutboundRequest request, CancellationToken cancellationToken)
    {
        for (var redirections = 0; ; redirections++)
        {
            using var message = Message(request);
            using var response = await _client.SendAsync(message, cancellationToken);
            var status = (int)response.StatusCode;
            if (status is not (>= 300 and < 400))
                return await ReadAsync(request, response, cancellationToken);
            if (
                status is not (307 or 308)
                || redirections == MostRedirections
                || Next(request.Url, response.Headers.Location) is not { } next
            )
                return new() { Status = status, Fault = OutboundFault.Redirection };
            request = request with { Url = next };
        }
    }

    private static async Task<OutboundAnswer> ReadAsync(
        OutboundRequest request,
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        var isRead = !response.IsSuccessStatusCode || request.Expected is not null;
        var text = isRead ? await TextAsync(response, cancellationToken) : null;
        var isUnexpected = response.IsSuccessStatusCode && request.Expected is { } expected && text != expected;
        return new()
        {
            Status = (int)response.StatusCode,
            Fault = isUnexpected ? OutboundFault.Unexpected : null,
            RetryAfter = RetryAfter(response.Headers.RetryAfter),
            Text = text,
        };
    }

    private static Uri? Next(Uri from, Uri? location)
    {
        if (location is null || !Uri.TryCreate(from, location, out var next))
            return null;
        var isAsSafe =
            next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && from.Scheme == next.Scheme);
        return isAsSafe && next.UserInfo.Length == 0 ? next : null;
    }

    private static HttpRequestMessage Message(OutboundRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Url);
        if (request.ContentType is { } type)
        {
            message.Content = new ReadOnlyMemoryContent(request.Body);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }
        foreach (var (name, value) in request.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _lookup(host, cancellationToken);
        var allowed = _options.AllowPrivateAddresses ? addresses : Array.FindAll(addresses, PublicAddresses.Has);
        if (allowed.Length == 0)
            throw addresses.Length == 0
                ? new SocketException((int)SocketError.HostNotFound)
                : new AddressRefusedException();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - DateTimeOffset.UtcNow,
            _ => null,
        };

    /// <summary>The beginning of an answer, for a person to read.</summary>
    private static async Task<string?> TextAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[MostRead];
            var read = await body.ReadAtLeastAsync(buffer, MostRead, throwOnEndOfStream: false, cancellationToken);
            return OutboundAnswer.Printable(buffer.AsSpan(0, read));
        }
        catch (Exception exception)
            when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            // The status has been told, which is what counts.
            return null;
        }
    }
}

/// <summary>A host that has no address which may be connected to.</summary>
internal sealed class AddressRefusedException() : Exception("The address is not a public one.");
