using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Mirror;

/// <summary>An editor who writes, publishes, corrects and withdraws stories of their own, and knows of each what was confirmed
/// last.</summary>
internal sealed class Writer(Instances instances, string key, int number)
{
    private static readonly string[] Sections = ["news", "sport"];

    private readonly Random _random = new(number);
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(20) };
    private readonly List<Guid> _ids = [];
    private int _requests;

    /// <summary>The headline under which each story is public; null for those that are withdrawn.</summary>
    public Dictionary<Guid, string?> Confirmed { get; } = [];

    public async Task WriteAsync(CancellationToken stop)
    {
        // Whoever has begun something goes on until it is confirmed: what is known must be exact in the end.
        while (!stop.IsCancellationRequested)
        {
            if (_ids.Count < 8)
                await CreateAsync();
            else
                await ChangeAsync(_ids[_random.Next(_ids.Count)]);
        }
    }

    private async Task CreateAsync()
    {
        var headline = $"Story {number}-{_requests}";
        var story = await SendAsync(HttpMethod.Post, "", Draft(headline), null, HttpStatusCode.Created);
        _ids.Add(story.Id);
        await StepAsync(story, "publish", "{}");
        Confirmed[story.Id] = headline;
    }

    private async Task ChangeAsync(Guid id)
    {
        var story = await SendAsync(HttpMethod.Get, $"/{id}", null, null);
        if (Confirmed[id] is null)
        {
            story = await StepAsync(story, "reinstate", null);
            await StepAsync(story, "publish", "{}");
            Confirmed[id] = story.Headline;
            return;
        }
        switch (_random.Next(5))
        {
            case 0:
                await StepAsync(story, "withdraw", """{"kind":"editorial"}""");
                Confirmed[id] = null;
                break;
            case 1:
                await StepAsync(story, "corrections", """{"text":"It was otherwise."}""");
                break;
            default:
                var headline = $"Story {number}-{_requests}";
                story = await SaveAsync(story, headline);
                var impact = _random.Next(2) == 0 ? "major" : "minor";
                await StepAsync(story, "publish", $$"""{"impact":"{{impact}}"}""");
                Confirmed[id] = headline;
                break;
        }
    }

    /// <summary>A save has no key to be known by; but that it was done shows in the story.</summary>
    private async Task<InHand> SaveAsync(InHand story, string headline)
    {
        while (true)
        {
            using var response = await SendOnceAsync(HttpMethod.Put, $"/{story.Id}", Draft(headline), story.ETag, null);
            if (response.StatusCode == HttpStatusCode.OK)
                return await ReadAsync(response);
            Assert.Equal(HttpStatusCode.PreconditionFailed, response.StatusCode);
            var present = await SendAsync(HttpMethod.Get, $"/{story.Id}", null, null);
            if (present.Headline == headline)
                return present;
            story = present;
        }
    }

    private Task<InHand> StepAsync(InHand story, string step, string? body) =>
        SendAsync(HttpMethod.Post, $"/{story.Id}/{step}", body, story.ETag);

    private async Task<InHand> SendAsync(
        HttpMethod method,
        string path,
        string? body,
        string? etag,
        HttpStatusCode status = HttpStatusCode.OK
    )
    {
        using var response = await SendOnceAsync(method, path, body, etag, $"{number}-{_requests++}");
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} {text}");
        return await ReadAsync(response);
    }

    private Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method,
        string path,
        string? body,
        string? etag,
        string? idempotencyKey
    ) =>
        instances.SendAsync(
            Client,
            address =>
            {
                var request = new HttpRequestMessage(method, new Uri(address, EditorClient.Stories + path));
                request.Headers.Add("X-Api-Key", key);
                if (etag is not null)
                    request.Headers.TryAddWithoutValidation("If-Match", etag);
                if (idempotencyKey is not null && method == HttpMethod.Post)
                    request.Headers.Add("Idempotency-Key", idempotencyKey);
                if (body is not null)
                    request.Content = new StringContent(body, Encoding.UTF8, "application/json");
                return request;
            },
            CancellationToken.None
        );

    private string Draft(string headline) =>
        JsonSerializer.Serialize(
            new Dictionary<string, object>
            {
                ["language"] = "en",
                ["headline"] = headline,
                ["section"] = Sections[_random.Next(Sections.Length)],
                ["body"] = new[]
                {
                    new Dictionary<string, string> { ["type"] = "paragraph", ["html"] = headline },
                },
            }
        );

    private static async Task<InHand> ReadAsync(HttpResponseMessage response)
    {
        var json = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return new(json["id"]!.GetValue<Guid>(), json.Text("headline"), response.Headers.ETag!.ToString());
    }

    private sealed record InHand(Guid Id, string Headline, string ETag);
}
