using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Access;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Npgsql;

namespace NewsApi.Tests.Importing;

/// <summary>Somebody who delivers stories to a newsroom, with a key; and a look into the newsroom's database.</summary>
internal sealed class Wire : IDisposable
{
    public const string Provider = "example-wire";

    private readonly Newsroom _newsroom;

    private Wire(Newsroom newsroom, HttpClient client) => (_newsroom, Client) = (newsroom, client);

    public HttpClient Client { get; }

    public static async Task<Wire> OpenAsync(Newsroom newsroom)
    {
        var key = await newsroom
            .Services.GetRequiredService<KeyStore>()
            .CreateAsync(new("the wire", [Scopes.ContentWrite]), CancellationToken.None);
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = newsroom.BaseAddress,
            Timeout = TimeSpan.FromMinutes(5),
        };
        client.DefaultRequestHeaders.Add("X-Api-Key", key.Text);
        return new(newsroom, client);
    }

    /// <summary>A draft with the least that one needs.</summary>
    public static JsonObject Draft(string headline = "Tide sets a record", string section = "news") =>
        new()
        {
            ["language"] = "en",
            ["headline"] = headline,
            ["section"] = section,
            ["body"] = new JsonArray(
                new JsonObject { ["type"] = "paragraph", ["html"] = "The sea stood <em>high</em>." }
            ),
        };

    /// <summary>The same with further members, or other ones.</summary>
    public static JsonObject Draft(string headline, params (string Name, JsonNode? Value)[] members)
    {
        var draft = Draft(headline);
        foreach (var (name, value) in members)
            draft[name] = value;
        return draft;
    }

    public async Task<HttpResponseMessage> PutAsync(
        string escapedName,
        JsonObject draft,
        string query = "",
        string? ifMatch = null
    )
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Put,
            new Uri($"/v1/editorial/sources/{Provider}/articles/{escapedName}{query}", UriKind.Relative)
        );
        request.Content = new StringContent(draft.ToJsonString(), Encoding.UTF8, "application/json");
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await Client.SendAsync(request);
    }

    public async Task<JsonNode> IngestAsync(
        string name,
        JsonObject draft,
        string query = "",
        HttpStatusCode status = HttpStatusCode.OK
    )
    {
        using var response = await PutAsync(Uri.EscapeDataString(name), draft, query);
        return await response.JsonAsync(status);
    }

    /// <summary>A step of an editor.</summary>
    public async Task<JsonNode> StepAsync(string id, string step, JsonObject? body = null)
    {
        using var response = await TryStepAsync(id, step, body);
        return await response.JsonAsync(HttpStatusCode.OK);
    }

    /// <summary>The same where it need not be possible.</summary>
    public async Task<HttpResponseMessage> TryStepAsync(string id, string step, JsonObject? body = null)
    {
        using var before = await Client.GetAsync(new Uri($"/v1/editorial/articles/{id}", UriKind.Relative));
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri($"/v1/editorial/articles/{id}/{step}", UriKind.Relative)
        );
        request.Headers.TryAddWithoutValidation("If-Match", before.Headers.ETag!.ToString());
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return await Client.SendAsync(request);
    }

    /// <summary>A change of an editor.</summary>
    public async Task<JsonNode> PatchAsync(string id, JsonObject patch)
    {
        using var before = await Client.GetAsync(new Uri($"/v1/editorial/articles/{id}", UriKind.Relative));
        using var request = new HttpRequestMessage(
            HttpMethod.Patch,
            new Uri($"/v1/editorial/articles/{id}", UriKind.Relative)
        );
        request.Headers.TryAddWithoutValidation("If-Match", before.Headers.ETag!.ToString());
        request.Content = new StringContent(patch.ToJsonString(), Encoding.UTF8, "application/merge-patch+json");
        using var response = await Client.SendAsync(request);
        return await response.JsonAsync(HttpStatusCode.OK);
    }

    /// <summary>What came back for each line, and the end.</summary>
    public Task<ImportedLines> ImportAsync(params IEnumerable<JsonObject> lines) => ImportAsync("", lines);

    public Task<ImportedLines> ImportAsync(string query, params IEnumerable<JsonObject> lines) =>
        ImportBytesAsync(
            Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line.ToJsonString() + "\n"))),
            query
        );

    public async Task<ImportedLines> ImportBytesAsync(byte[] body, string query = "", bool gzip = false)
    {
        using var response = await SendImportAsync(body, query, gzip);
        return ImportedLines.Read(await response.Content.ReadAsStringAsync());
    }

    /// <summary>The answer to an import, whatever it is.</summary>
    public async Task<HttpResponseMessage> SendImportAsync(byte[] body, string query = "", bool gzip = false)
    {
        using var content = new ByteArrayContent(gzip ? Gzip(body) : body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        if (gzip)
            content.Headers.ContentEncoding.Add("gzip");
        return await Client.PostAsync(new Uri($"/v1/editorial/imports{query}", UriKind.Relative), content);
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(_newsroom.Connections.Owner);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    public Task<long> CountAsync(string table) => AskAsync<long>($"select count(*) from {table}");

    /// <summary>Whether the change log has every number up to the counter's, and knows every story that is public.</summary>
    public Task<bool> IsChangeLogCompleteAsync() =>
        AskAsync<bool>(
            """
            select
              (select count(*) = coalesce(max(seq), 0) and coalesce(max(seq), 0) = (select seq from delivery.change_counter)
               from delivery.changes)
              and not exists (
                select from delivery.article_rows r
                where not exists (
                  select from delivery.changes c where c.article_id = r.id and c.version = r.version
                )
              )
            """
        );

    public void Dispose() => Client.Dispose();
}

/// <summary>The answer to an import.</summary>
internal sealed record ImportedLines(IReadOnlyList<JsonNode> Results, JsonNode End)
{
    public JsonNode Summary => End["summary"]!;

    public IEnumerable<string> Statuses => Results.Select(result => result.Text("status"));

    public static ImportedLines Read(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)
            .ToList();
        return new(lines[..^1], lines[^1]);
    }

    /// <summary>The faults of a line, as <c>pointer: first message</c>.</summary>
    public IEnumerable<string> Faults(int index) =>
        Results[index]["errors"]!.AsObject().Select(fault => $"{fault.Key}: {fault.Value![0]!.GetValue<string>()}");
}
