using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Access;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Npgsql;

namespace NewsApi.Tests.Vocabulary;

/// <summary>An editor with a key, over HTTP.</summary>
internal sealed class EditorialClient : IDisposable
{
    private const string Sections = "/v1/editorial/sections";
    private const string Tags = "/v1/editorial/tags";

    private readonly HttpClient _http;
    private readonly Newsroom _newsroom;

    private EditorialClient(Newsroom newsroom, string key)
    {
        _newsroom = newsroom;
        _http = new HttpClient { BaseAddress = newsroom.BaseAddress };
        _http.DefaultRequestHeaders.Add("X-Api-Key", key);
    }

    public static async Task<EditorialClient> ForAsync(Newsroom newsroom, string scope = Scopes.ContentWrite)
    {
        var keys = newsroom.Services.GetRequiredService<KeyStore>();
        return new(newsroom, (await keys.CreateAsync(new("test", [scope]), CancellationToken.None)).Text);
    }

    /// <param name="method">Of the request.</param>
    /// <param name="path">Of the request.</param>
    /// <param name="body">Becomes JSON.</param>
    /// <param name="ifMatch">Entity tag.</param>
    /// <param name="key">Value of <c>Idempotency-Key</c>.</param>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        object? body = null,
        string? ifMatch = null,
        string? key = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await _http.SendAsync(request);
    }

    public Task<JsonNode> ReadAsync(string path) => _http.JsonAsync(path);

    /// <summary>Sends a change of what is there now.</summary>
    public async Task<HttpResponseMessage> ChangeAsync(HttpMethod method, string path, object? body = null)
    {
        // What is posted is a step below the address of what it changes.
        var resource = method == HttpMethod.Post ? path[..path.LastIndexOf('/')] : path;
        using var present = await _http.GetAsync(resource);
        return await SendAsync(method, path, body, present.Headers.ETag?.Tag);
    }

    public async Task<JsonNode> CreateSectionAsync(object draft)
    {
        using var answer = await SendAsync(HttpMethod.Post, Sections, draft);
        return await answer.JsonAsync(HttpStatusCode.Created);
    }

    public async Task<JsonNode> CreateTagAsync(object draft)
    {
        using var answer = await SendAsync(HttpMethod.Post, Tags, draft);
        return await answer.JsonAsync(HttpStatusCode.Created);
    }

    public async Task<JsonNode> PatchSectionAsync(string slug, object patch, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await ChangeAsync(HttpMethod.Patch, $"{Sections}/{slug}", patch);
        return await answer.JsonAsync(status);
    }

    public async Task<JsonNode> PatchTagAsync(string id, object patch, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await ChangeAsync(HttpMethod.Patch, $"{Tags}/{id}", patch);
        return await answer.JsonAsync(status);
    }

    public async Task<JsonNode> MergeSectionAsync(string slug, string into, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await ChangeAsync(HttpMethod.Post, $"{Sections}/{slug}/merge", new { into });
        return await answer.JsonAsync(status);
    }

    public async Task<JsonNode> MergeTagAsync(string id, string into, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var answer = await ChangeAsync(HttpMethod.Post, $"{Tags}/{id}/merge", new { into });
        return await answer.JsonAsync(status);
    }

    /// <returns>The problem with a refusal.</returns>
    public async Task<JsonNode?> DeleteSectionAsync(string slug, HttpStatusCode status = HttpStatusCode.NoContent)
    {
        using var answer = await ChangeAsync(HttpMethod.Delete, $"{Sections}/{slug}");
        return status == HttpStatusCode.NoContent && answer.StatusCode == status
            ? null
            : await answer.JsonAsync(status);
    }

    /// <inheritdoc cref="DeleteSectionAsync"/>
    public async Task<JsonNode?> DeleteTagAsync(string id, HttpStatusCode status = HttpStatusCode.NoContent)
    {
        using var answer = await ChangeAsync(HttpMethod.Delete, $"{Tags}/{id}");
        return status == HttpStatusCode.NoContent && answer.StatusCode == status
            ? null
            : await answer.JsonAsync(status);
    }

    /// <summary>When anything public last changed, to the microsecond.</summary>
    public async Task<DateTime> ChangedAtAsync()
    {
        await using var owner = new NpgsqlConnection(_newsroom.Connections.Owner);
        return await owner.ExecuteScalarAsync<DateTime>("select at from delivery.change_counter");
    }

    /// <summary>How many entries the change log has.</summary>
    public async Task<long> ChangesAsync()
    {
        await using var owner = new NpgsqlConnection(_newsroom.Connections.Owner);
        return await owner.ExecuteScalarAsync<long>("select count(*) from delivery.changes");
    }

    /// <summary>Under how many ids of sections, and of tags, the latest entry of the change log goes.</summary>
    public async Task<(int Sections, int Tags)> IdsOfLatestChangeAsync()
    {
        await using var owner = new NpgsqlConnection(_newsroom.Connections.Owner);
        return await owner.QuerySingleAsync<(int, int)>(
            "select cardinality(section_ids), cardinality(tag_ids) from delivery.changes order by seq desc limit 1"
        );
    }

    public void Dispose() => _http.Dispose();
}
