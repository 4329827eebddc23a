using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Articles;
using NewsApi.Changes;
using NewsApi.Http;
using NewsApi.Paging;
using NewsApi.Selection;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Changes;

[Collection(NewsroomCollection.Name)]
public sealed class ExportTests(NewsroomFixture fixture)
{
    private const string Id = "id";

    [Theory]
    [InlineData("")]
    [InlineData("section=science")]
    [InlineData("tag=place/europe~,-tone/explainer&language=en")]
    [InlineData("type=analysis|opinion&from=now-20d&to=now-1d")]
    [InlineData("ids=01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42")]
    public async Task It_has_what_the_list_has_in_the_order_of_ids(string filter)
    {
        var listed = await ListedAsync(filter);

        var (lines, response) = await ExportAsync(fixture.Sample, filter);

        Assert.Equal(
            listed.OrderBy(article => article.Text(Id), StringComparer.Ordinal).Select(Json),
            lines[..^1].Select(Json)
        );
        var head = await fixture.Sample.Client.JsonAsync("/v1/changes?limit=1000");
        Assert.Equal(["end"], lines[^1].AsObject().Select(member => member.Key));
        Assert.Equal(listed.Count, lines[^1]["end"]!["articles"]!.GetValue<int>());
        Assert.Equal(head["after"]!.ToString(), lines[^1]["end"]!["after"]!.ToString());
        Assert.Equal(head["after"]!.ToString(), response.Header("Changes-After"));
        response.Dispose();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("")]
    public async Task It_comes_compressed_when_asked(string coding)
    {
        using var response = await fixture.Sample.GetAsync("/v1/export", ("Accept-Encoding", coding));

        Assert.Equal(coding, response.Header("Content-Encoding"));
        Assert.Equal("application/x-ndjson", response.Header("Content-Type"));
        Assert.Equal("no-store", response.Header("Cache-Control"));
        Assert.Equal("Accept-Encoding, X-Api-Key, Authorization", response.Header("Vary"));
        Assert.Empty(response.Header("ETag"));
        var content = await response.Content.ReadAsStreamAsync();
        await using var plain = coding switch
        {
            "gzip" => new GZipStream(content, CompressionMode.Decompress),
            "br" => new BrotliStream(content, CompressionMode.Decompress),
            _ => content,
        };
        using var reader = new StreamReader(plain);
        var (lines, other) = await ExportAsync(fixture.Sample, "");
        Assert.Equal(
            lines.Select(Json),
            (await reader.ReadToEndAsync()).TrimEnd().Split('\n').Select(line => Json(JsonNode.Parse(line)!))
        );
        other.Dispose();
    }

    [Theory]
    [InlineData("application/x-ndjson", 200)]
    [InlineData("application/*", 200)]
    [InlineData("application/json", 406)]
    public async Task Accept_decides_whether_there_is_an_export(string accept, int status)
    {
        using var response = await fixture.Sample.GetAsync("/v1/export", ("Accept", accept));

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task It_shows_the_members_asked_for()
    {
        var (lines, response) = await ExportAsync(
            fixture.Sample,
            "fields=headline,body&bodyFormat=text&section=science"
        );

        Assert.All(
            lines[..^1],
            line => Assert.Equal(["id", "headline", "body"], line.AsObject().Select(member => member.Key))
        );
        response.Dispose();
    }

    /// <summary>What happens while a client reads is not in it; the place says from where on it is to be had.</summary>
    [Fact]
    public async Task It_is_of_one_moment_but_never_shows_what_has_expired_since()
    {
        var newsroom = await fixture.StartAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        var first = await editor.PublishAsync(Editor.Draft("first"));
        await editor.PublishAsync(Editor.Draft("second"));
        var expiry = DateTimeOffset.UtcNow.AddSeconds(3);
        await editor.PublishAsync(Editor.Draft("third"), expiresAt: expiry);
        var exports = newsroom.Services.GetRequiredService<ExportRepository>();
        var presenter = newsroom.Services.GetRequiredService<ArticlePresenter>();

        await using var snapshot = await exports.OpenAsync(Everything, CancellationToken.None);
        var other = await exports.OpenAsync(Everything, CancellationToken.None);
        await editor.WithdrawAsync(first);
        await editor.PublishAsync(Editor.Draft("fourth"));
        var rows = await snapshot!.ReadAsync().Select(row => row.Slug).ToListAsync();
        while (DateTimeOffset.UtcNow <= expiry)
            await Task.Delay(50);
        using var sent = new MemoryStream();
        await new Export(other!, row => presenter.Present(row, ArticleMembers.Slug, BodyFormat.Text)).ExecuteAsync(
            new DefaultHttpContext { Response = { Body = sent } }
        );

        Assert.Equal(3, snapshot.After);
        Assert.Equal(["first", "second", "third"], rows);
        var lines = Encoding.UTF8.GetString(sent.ToArray()).TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!);
        Assert.Equal(["first", "second", null], lines.Select(line => (string?)line["slug"]));
        Assert.Equal("""{"articles":2,"after":3}""", lines.Last()["end"]!.ToJsonString());
    }

    [Fact]
    public async Task Only_so_many_run_at_once()
    {
        var newsroom = await fixture.StartAsync();
        var exports = newsroom.Services.GetRequiredService<ExportRepository>();
        var running = new List<ExportSnapshot>();
        while (await exports.OpenAsync(Everything, CancellationToken.None) is { } snapshot)
            running.Add(snapshot);

        using var refused = await newsroom.GetAsync("/v1/export");
        foreach (var snapshot in running)
            await snapshot.DisposeAsync();
        using var accepted = await newsroom.GetAsync("/v1/export");

        Assert.Equal(4, running.Count);
        await refused.ProblemAsync(ProblemType.Unavailable);
        Assert.Equal("30", refused.Header("Retry-After"));
        await accepted.OkAsync();
    }

    private static ArticleRequest Everything =>
        new()
        {
            Filter = new ArticleFilter(),
            Names = ResolvedNames.None,
            Readers = Readership.Everyone,
            Sort = ArticleSort.Newest,
            Page = PageRequest.First,
            Members = ArticleMembers.All,
        };

    private async Task<List<JsonNode>> ListedAsync(string filter)
    {
        var articles = new List<JsonNode>();
        string? path = $"/v1/articles?limit=50&fields=*&{filter}".TrimEnd('&');
        while (path is not null)
        {
            var page = await fixture.Sample.Client.JsonAsync(path);
            articles.AddRange(page.Items());
            path = page["links"]!["next"] is { } next ? new Uri(next.GetValue<string>()).PathAndQuery : null;
        }
        return articles;
    }

    private static async Task<(List<JsonNode> Lines, HttpResponseMessage Response)> ExportAsync(
        Newsroom newsroom,
        string query
    )
    {
        var response = await newsroom.GetAsync($"/v1/export?{query}".TrimEnd('?'));
        await response.OkAsync();
        var text = await response.Content.ReadAsStringAsync();
        return ([.. text.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!)], response);
    }

    private static string Json(JsonNode node) => node.ToJsonString();
}
