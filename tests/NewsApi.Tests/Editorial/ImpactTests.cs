using System.Text.Json.Nodes;
using Dapper;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>What a new version does to a story's dates, its places in lists, and the change log.</summary>
[Collection(EditingCollection.Name)]
public sealed class ImpactTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private readonly EditorsNewsroom _shared = new(fixture);
    private EditorClient _editor = null!;
    private HttpClient _reader = null!;
    private StoryInHand _older = null!;

    public async Task InitializeAsync()
    {
        await _shared.InitializeAsync();
        (_editor, _reader) = (_shared.Editor, _shared.Newsroom.Client);
        _older = await _editor.CreatePublicAsync(Editor.Draft("older") with { Tags = ["topic/tides"] });
        await _editor.CreatePublicAsync(Editor.Draft("newer") with { Tags = ["topic/tides"] });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_minor_change_counts_a_version_and_leaves_the_story_where_it_is()
    {
        var before = await ReadAsync();

        _older = await _editor.PatchAsync(_older, new { headline = "Another headline" });
        _older = await _editor.PublishAsync(_older, new { impact = "minor" });

        var after = await ReadAsync();
        Assert.Equal("Another headline", after.Text("headline"));
        Assert.Equal((1, 2), (before["version"]!.GetValue<int>(), after["version"]!.GetValue<int>()));
        Assert.Equal(Dates(before), Dates(after));
        await AssertOrderAsync("newest", "newer", "older");
        await AssertOrderAsync("updated", "newer", "older");
        await AssertOrderAsync("oldest", "older", "newer");
        await AssertChangesAsync(("published", 1, "major"), ("updated", 2, "minor"));
    }

    [Fact]
    public async Task A_major_change_is_news_again()
    {
        var before = await ReadAsync();

        _older = await _editor.PublishAsync(_older);

        var after = await ReadAsync();
        Assert.Equal(Instant(before, "firstPublishedAt"), Instant(after, "firstPublishedAt"));
        Assert.True(Instant(after, "publishedAt") > Instant(before, "publishedAt"));
        Assert.Equal(Instant(after, "publishedAt"), Instant(after, "updatedAt"));
        await AssertOrderAsync("newest", "older", "newer");
        await AssertOrderAsync("updated", "older", "newer");
        await AssertChangesAsync(("published", 1, "major"), ("updated", 2, "major"));
    }

    [Theory]
    [InlineData("{ \"text\": \"It was 1987.\" }", "correction", "minor")]
    [InlineData("{ \"text\": \"It was 1987.\", \"impact\": \"major\" }", "correction", "major")]
    [InlineData("{ \"text\": \"It was 1987.\", \"kind\": \"clarification\" }", "clarification", "minor")]
    public async Task A_correction_is_told_to_readers_and_has_a_kind_of_its_own(
        string request,
        string kind,
        string impact
    )
    {
        var before = await ReadAsync();
        _older = await _editor.PatchAsync(_older, new { headline = "As it was" });

        _older = await _editor.CorrectAsync(_older, request);

        var after = await ReadAsync();
        var correction = after["corrections"]!.AsArray().Single()!;
        Assert.Equal((kind, "It was 1987."), (correction.Text("kind"), correction.Text("text")));
        Assert.Equal(Instant(after, "updatedAt"), Instant(correction, "at"));
        Assert.Equal("As it was", after.Text("headline"));
        Assert.Equal(impact == "major", Instant(after, "publishedAt") > Instant(before, "publishedAt"));
        Assert.True(Instant(after, "updatedAt") > Instant(before, "updatedAt"));
        await AssertOrderAsync("updated", "older", "newer");
        await AssertOrderAsync("newest", impact == "major" ? ["older", "newer"] : ["newer", "older"]);
        await AssertChangesAsync(("published", 1, "major"), ("corrected", 2, impact));
    }

    [Fact]
    public async Task Corrections_add_up_in_the_order_of_time_and_outlive_the_next_version()
    {
        _older = await _editor.CorrectAsync(_older, new { text = "First." });
        _older = await _editor.CorrectAsync(_older, new { text = "Second." });
        _older = await _editor.PutAsync(_older, Editor.Draft("older"));
        _older = await _editor.PublishAsync(_older);

        var article = await ReadAsync();
        Assert.Equal(["First.", "Second."], article["corrections"]!.AsArray().Select(item => item!.Text("text")));
        Assert.Equal(4, article["version"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("{}", "/text")]
    [InlineData("{ \"text\": \"\" }", "/text")]
    [InlineData("{ \"text\": \" \\n\" }", "/text")]
    [InlineData("{ \"text\": null, \"kind\": \"typo\" }", "/text", "/kind")]
    [InlineData("{ \"text\": \"x\", \"at\": \"2026-01-01T00:00:00Z\" }", "/at")]
    public async Task A_correction_that_says_nothing_is_refused(string request, params string[] faults)
    {
        using var response = await _editor.SendAsync(
            HttpMethod.Post,
            $"{_older.Path}/corrections",
            request,
            _older.ETag
        );

        await response.InvalidAsync(faults);
        await AssertChangesAsync(("published", 1, "major"));
    }

    [Fact]
    public async Task A_correction_has_20_000_characters_at_most()
    {
        using var longer = await _editor.SendAsync(
            HttpMethod.Post,
            $"{_older.Path}/corrections",
            new { text = new string('x', 20_001) },
            _older.ETag
        );
        await longer.InvalidAsync("/text");

        await _editor.CorrectAsync(_older, new { text = new string('x', 20_000) });
    }

    [Fact]
    public async Task Changes_under_embargo_do_not_go_out_with_a_correction()
    {
        _older = await _editor.PatchAsync(_older, new { embargoUntil = StoryStandings.Tomorrow });

        using var response = await _editor.SendAsync(
            HttpMethod.Post,
            $"{_older.Path}/corrections",
            new { text = "It was 1987." },
            _older.ETag
        );

        await response.InvalidAsync("/embargoUntil");
    }

    private Task<JsonNode> ReadAsync() => _reader.JsonAsync($"/v1/articles/{_older.Id}");

    private async Task AssertOrderAsync(string sort, params string[] slugs)
    {
        foreach (var filter in new[] { "", "&section=news", "&tag=topic/tides" })
            Assert.Equal(slugs, (await _reader.JsonAsync($"/v1/articles?sort={sort}{filter}")).Slugs());
    }

    private async Task AssertChangesAsync(params (string Kind, int Version, string Impact)[] expected)
    {
        await using var owner = new NpgsqlConnection(_shared.Newsroom.Connections.Owner);
        var changes = await owner.QueryAsync<(string, int, string)>(
            "select kind::text, version, impact::text from delivery.changes where article_id = @Id order by seq",
            new { _older.Id }
        );
        Assert.Equal(expected, changes);
    }

    private static DateTimeOffset Instant(JsonNode json, string member) => json[member]!.GetValue<DateTimeOffset>();

    private static IEnumerable<DateTimeOffset> Dates(JsonNode article) =>
        ((string[])["firstPublishedAt", "publishedAt", "updatedAt"]).Select(name => Instant(article, name));
}
