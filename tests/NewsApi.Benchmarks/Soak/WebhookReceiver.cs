using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace NewsApi.Benchmarks.Soak;

/// <summary>Takes whatever webhooks send.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _received;

    private WebhookReceiver(WebApplication app) => _app = app;

    public int TakeReceived() => Interlocked.Exchange(ref _received, 0);

    /// <summary>Listens, and has itself told of all changes, so many times over.</summary>
    public static async Task<WebhookReceiver> RegisterAsync(
        Uri service,
        string key,
        int number,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new WebhookReceiver(app);
        app.MapPost(
            "/{**path}",
            () =>
            {
                Interlocked.Increment(ref receiver._received);
                return Results.NoContent();
            }
        );
        await app.StartAsync(cancellationToken);
        var address = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Single();
        using var client = new HttpClient { BaseAddress = service };
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        for (var i = 0; i < number; i++)
        {
            using var answer = await client.PostAsJsonAsync(
                "/v1/admin/webhooks",
                new { name = $"soak {i}", url = $"{address}/{i}" },
                cancellationToken
            );
            if (!answer.IsSuccessStatusCode)
                throw new BenchmarkException($"The webhook was not made: {(int)answer.StatusCode}.");
        }
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
