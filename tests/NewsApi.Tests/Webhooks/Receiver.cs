using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NewsApi.Tests.Support;
using StandardWebhooks;
using StandardWebhooks.Diagnostics;

namespace NewsApi.Tests.Webhooks;

/// <summary>A request that a receiver got.</summary>
/// <param name="Status">What it was answered with; 0 for not at all.</param>
internal sealed record Received(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Content,
    int Status,
    DateTimeOffset At
)
{
    public string Id => Headers["webhook-id"];

    public JsonNode Body => JsonNode.Parse(Content)!;

    public string Type => Body.Text("type");

    public long Seq => Body["data"]!["seq"]!.GetValue<long>();

    public bool IsTaken => Status is >= 200 and < 300;

    /// <summary>Whether a library of Standard Webhooks takes it for what it says it is, and for recent.</summary>
    public bool IsSignedWith(string secret)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in Headers)
            headers[name] = value;
        try
        {
            new StandardWebhook(secret).Verify(Encoding.UTF8.GetString(Content), headers);
            return true;
        }
        catch (WebhookVerificationException)
        {
            return false;
        }
    }
}

/// <summary>A partner's server, which may be in any mood. It can die, and come back under the same address.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> _received = new();
    private WebApplication? _app;
    private int _number;

    private Receiver() { }

    /// <summary>What to do with the n-th request, from 0: returns the status, may take its time, and may set headers.</summary>
    public Func<HttpContext, int, Task<int>> Answer { get; set; } = (_, _) => Task.FromResult(204);

    public IReadOnlyList<Received> Received => [.. _received];

    public IReadOnlyList<Received> Taken => [.. _received.Where(request => request.IsTaken)];

    public Uri Address { get; private set; } = null!;

    public string Url => new Uri(Address, "/hook?token=do-not-log").ToString();

    public static async Task<Receiver> StartAsync(Func<HttpContext, int, Task<int>>? answer = null)
    {
        var receiver = new Receiver();
        if (answer is not null)
            receiver.Answer = answer;
        await receiver.ReviveAsync();
        return receiver;
    }

    /// <summary>Comes back.</summary>
    public async Task ReviveAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{Address?.Port ?? 0}");
        _app = builder.Build();
        _app.Run(TakeAsync);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
    }

    /// <summary>Refuses every connection from now on.</summary>
    public async Task DieAsync()
    {
        using var now = new CancellationTokenSource(0);
        await _app!.StopAsync(now.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    /// <summary>Waits until what was received is as a test wants it.</summary>
    public async Task<IReadOnlyList<Received>> UntilAsync(
        Func<IReadOnlyList<Received>, bool> holds,
        double seconds = 30
    )
    {
        var end = DateTime.UtcNow.AddSeconds(seconds);
        while (!holds(Received))
        {
            if (DateTime.UtcNow > end)
                throw new TimeoutException(
                    $"Received so far: {string.Join(", ", Received.Select(one => $"{one.Method} {one.Status} {Encoding.UTF8.GetString(one.Content)}"))}"
                );
            await Task.Delay(10);
        }
        return Received;
    }

    /// <summary>The numbers of the changes taken, in that order.</summary>
    public IReadOnlyList<long> Seqs =>
        [.. Taken.Where(one => one.Type.StartsWith("article.", StringComparison.Ordinal)).Select(one => one.Seq)];

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await DieAsync();
    }

    private async Task TakeAsync(HttpContext http)
    {
        using var content = new MemoryStream();
        await http.Request.Body.CopyToAsync(content);
        var number = Interlocked.Increment(ref _number) - 1;
        var headers = http.Request.Headers.ToDictionary(
            header => header.Key.ToLowerInvariant(),
            header => header.Value.ToString(),
            StringComparer.Ordinal
        );
        var status = await Answer(http, number);
        _received.Enqueue(
            new(
                http.Request.Method,
                http.Request.Path + http.Request.QueryString,
                headers,
                content.ToArray(),
                status,
                DateTimeOffset.UtcNow
            )
        );
        if (status == 0)
            http.Abort();
        else if (!http.Response.HasStarted)
            http.Response.StatusCode = status;
    }
}
