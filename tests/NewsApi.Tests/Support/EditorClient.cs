using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Access;
using NewsApi.Editorial;
using NewsApi.Http;

namespace NewsApi.Tests.Support;

/// <summary>A story as an editor has it in hand.</summary>
/// <param name="Json">What was answered last.</param>
/// <param name="ETag">What the next change must name.</param>
public sealed record StoryInHand(JsonNode Json, string ETag)
{
    public Guid Id => Json["id"]!.GetValue<Guid>();

    public string Slug => Json.Text("slug");

    public string State => Json.Text("state");

    public int Revision => Json["revision"]!.GetValue<int>();

    public IEnumerable<string> Open => Json["open"]!.AsArray().Select(step => step!.GetValue<string>());

    public string Path => $"{EditorClient.Stories}/{Id}";
}

/// <summary>A client with a key, which writes over HTTP as a front end for editors would. Every answer is held against the
/// OpenAPI document.</summary>
/// <remarks>A method that is named after what it does has done it, or fails the test with what was answered. For a refusal that
/// a test is about there is <see cref="SendAsync"/>.</remarks>
public sealed class EditorClient(Newsroom newsroom, ApiKey key)
{
    public const string Stories = "/v1/editorial/articles";

    public ApiKey Key { get; } = key;

    /// <param name="newsroom">Where the key is good.</param>
    /// <param name="name">What the key is called; it stands in the histories of stories.</param>
    /// <param name="scopes"><c>content:write</c> unless said.</param>
    public static async Task<EditorClient> StartAsync(
        Newsroom newsroom,
        string name = "news desk",
        params IReadOnlyList<string> scopes
    )
    {
        var keys = newsroom.Services.GetRequiredService<KeyStore>();
        IReadOnlyList<string> granted = scopes.Count > 0 ? scopes : [Scopes.ContentWrite];
        return new(newsroom, await keys.CreateAsync(new(name, granted), CancellationToken.None));
    }

    /// <param name="method">Any method.</param>
    /// <param name="path">With the query.</param>
    /// <param name="body">A draft, JSON as a text, or anything that JSON is made of.</param>
    /// <param name="ifMatch">Entity tag of what the change rests on.</param>
    /// <param name="idempotencyKey">By which the request is known if it comes again.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        object? body = null,
        string? ifMatch = null,
        string? idempotencyKey = null
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = ContentOf(body) };
        request.Headers.Add("X-Api-Key", Key.Text);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (idempotencyKey is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        return await newsroom.Client.SendAsync(request);
    }

    /// <summary>The JSON at a path that only editors may read.</summary>
    public async Task<JsonNode> ReadAsync(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, path);
        return await response.JsonAsync(HttpStatusCode.OK);
    }

    public async Task<StoryInHand> CreateAsync(object draft)
    {
        using var response = await SendAsync(HttpMethod.Post, Stories, draft);
        return await StoryAsync(response, HttpStatusCode.Created);
    }

    public async Task<StoryInHand> GetAsync(Guid id)
    {
        using var response = await SendAsync(HttpMethod.Get, $"{Stories}/{id}");
        return await StoryAsync(response);
    }

    /// <summary>Saves the whole draft anew.</summary>
    public async Task<StoryInHand> PutAsync(StoryInHand story, object draft)
    {
        using var response = await SendAsync(HttpMethod.Put, story.Path, draft, story.ETag);
        return await StoryAsync(response);
    }

    /// <summary>Saves these members anew.</summary>
    public async Task<StoryInHand> PatchAsync(StoryInHand story, object patch)
    {
        using var response = await SendAsync(HttpMethod.Patch, story.Path, patch, story.ETag);
        return await StoryAsync(response);
    }

    public async Task DeleteAsync(StoryInHand story)
    {
        using var response = await SendAsync(HttpMethod.Delete, story.Path, body: null, story.ETag);
        if (response.StatusCode != HttpStatusCode.NoContent)
            await response.JsonAsync(HttpStatusCode.NoContent);
    }

    /// <summary>Publishes now, unless the request says when.</summary>
    public Task<StoryInHand> PublishAsync(StoryInHand story, object? request = null) =>
        StepAsync(story, "publish", request ?? "{}");

    public Task<StoryInHand> UnscheduleAsync(StoryInHand story) => StepAsync(story, "unschedule");

    public Task<StoryInHand> CorrectAsync(StoryInHand story, object request) =>
        StepAsync(story, "corrections", request);

    /// <summary>Withdraws for an editorial reason, unless the request says why.</summary>
    public Task<StoryInHand> WithdrawAsync(StoryInHand story, object? request = null) =>
        StepAsync(story, "withdraw", request ?? """{ "kind": "editorial" }""");

    public Task<StoryInHand> ReinstateAsync(StoryInHand story) => StepAsync(story, "reinstate");

    /// <summary>A new story, public at once.</summary>
    public async Task<StoryInHand> CreatePublicAsync(object draft) => await PublishAsync(await CreateAsync(draft));

    private async Task<StoryInHand> StepAsync(StoryInHand story, string step, object? request = null)
    {
        using var response = await SendAsync(HttpMethod.Post, $"{story.Path}/{step}", request, story.ETag);
        return await StoryAsync(response);
    }

    /// <summary>The story in an answer that must have this status.</summary>
    public static async Task<StoryInHand> StoryAsync(
        HttpResponseMessage response,
        HttpStatusCode status = HttpStatusCode.OK
    ) => new(await response.JsonAsync(status), response.Headers.ETag!.ToString());

    private static HttpContent? ContentOf(object? body)
    {
        var type = new MediaTypeHeaderValue("application/json");
        return body switch
        {
            null => null,
            ArticleDraft draft => JsonContent.Create(draft, NewsJsonContext.Wire.ArticleDraft, type),
            string json => new StringContent(json, Encoding.UTF8, type),
            JsonNode json => new StringContent(json.ToJsonString(), Encoding.UTF8, type),
            _ => JsonContent.Create(body, type, JsonSerializerOptions.Web),
        };
    }
}
