using System.Net.Http.Json;
using NewsApi.Benchmarks.Importing;

namespace NewsApi.Benchmarks.Reading;

/// <summary>An editor who publishes a story each second, as long as this is not disposed of.</summary>
internal sealed class PublishingDesk : IAsyncDisposable
{
    private const string Stories = "/v1/editorial/articles";

    private static readonly TimeSpan s_between = TimeSpan.FromSeconds(1);

    /// <summary>Until everything that publishing takes is compiled for speed.</summary>
    private const int WarmUp = 300;

    private readonly CancellationTokenSource _closing = new();
    private readonly HttpClient _client;
    private readonly Task _work;

    private PublishingDesk(HttpClient client) => (_client, _work) = (client, WorkAsync(client));

    public int Published { get; private set; }

    /// <summary>Makes a key that opens the editorial side.</summary>
    public static async Task<string> KeyAsync(
        PublishedService service,
        string owner,
        CancellationToken cancellationToken
    )
    {
        string[] create = ["keys", "create", "--name", "benchmark", "--scope", "content:write"];
        return (await CommandRun.OfAsync(service, owner, create, cancellationToken)).Output.Trim();
    }

    public static PublishingDesk Open(Uri service, string key) => new(Client(service, key));

    /// <summary>Publishes stories one after the other until that takes no longer than it will.</summary>
    public static async Task WarmUpAsync(Uri service, string key, CancellationToken cancellationToken)
    {
        using var client = Client(service, key);
        for (var published = 0; published < WarmUp; published++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await PublishAsync(client);
        }
    }

    /// <exception cref="BenchmarkException">A story could not be published.</exception>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _work;
        _closing.Dispose();
        _client.Dispose();
    }

    private async Task WorkAsync(HttpClient client)
    {
        using var clock = new PeriodicTimer(s_between);
        try
        {
            // Begun stories are published to the end: what is broken off would leave nobody knows what.
            do
            {
                await PublishAsync(client);
                Published++;
            } while (await clock.WaitForNextTickAsync(_closing.Token));
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The desk has closed.
        }
    }

    private static HttpClient Client(Uri service, string key)
    {
        var client = new HttpClient { BaseAddress = service };
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        return client;
    }

    private static async Task PublishAsync(HttpClient client)
    {
        var draft = new
        {
            language = "en",
            headline = $"Something has just happened, number {Guid.NewGuid():N}",
            section = InventedStory.Sections[0],
            tags = (string[])[$"topic/{InventedStory.Topics[0]}"],
            body = new[] { new { type = "paragraph", html = "Nobody knows yet what it was." } },
        };
        using var saved = await client.PostAsJsonAsync(Stories, draft, CancellationToken.None);
        Check(saved);
        using var step = new HttpRequestMessage(HttpMethod.Post, $"{saved.Headers.Location}/publish");
        step.Headers.IfMatch.Add(saved.Headers.ETag!);
        step.Content = JsonContent.Create(new { impact = "major" });
        // The address in the answer is that of the site, not of this machine.
        step.RequestUri = new(Stories + step.RequestUri!.ToString().Split(Stories)[1], UriKind.Relative);
        using var published = await client.SendAsync(step, CancellationToken.None);
        Check(published);
    }

    private static void Check(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
            throw new BenchmarkException($"The story was not published: {(int)answer.StatusCode}.");
    }
}
