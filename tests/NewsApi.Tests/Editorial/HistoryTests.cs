using System.Text.Json.Nodes;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>What happened to a story, its revisions, and how they differ.</summary>
[Collection(EditingCollection.Name)]
public sealed class HistoryTests(EditorsNewsroom shared) : IClassFixture<EditorsNewsroom>
{
    private readonly EditorClient _editor = shared.Editor;
    private readonly StoryStandings _standings = new(shared);

    [Fact]
    public async Task Everything_that_is_done_with_a_story_stands_in_its_history()
    {
        var night = await EditorClient.StartAsync(shared.Newsroom, "night desk");
        var story = await _editor.CreateAsync(Editor.Draft("with-a-past"));
        story = await night.PatchAsync(story, new { headline = "Second" });
        story = await _editor.PublishAsync(story, new { at = "2040-01-02T03:04:05.5Z" });
        story = await night.UnscheduleAsync(story);
        story = await _editor.PublishAsync(story);
        story = await night.PatchAsync(story, new { headline = "Third" });
        story = await night.CorrectAsync(story, new { text = "It was 1987." });
        story = await _editor.WithdrawAsync(story, new { kind = "legal", reason = "An injunction." });
        story = await night.ReinstateAsync(story);
        var moment = DateTimeOffset.UtcNow.AddMilliseconds(300);
        story = await night.PublishAsync(story, new { at = moment });
        await StoryStandings.PassAsync(moment);
        await _standings.LetTheClockRunAsync();

        var history = await HistoryAsync(story);

        Assert.Equal(
            [
                "saved 1  by news desk",
                "saved 2  by night desk",
                "scheduled 2  by news desk: 2040-01-02T03:04:05.5Z",
                "unscheduled 2  by night desk",
                "published 2 v1 by news desk",
                "saved 3  by night desk",
                "saved 4  by night desk",
                "corrected 4 v2 by night desk",
                "withdrawn 4 v2 by news desk: An injunction.",
                "reinstated 4  by night desk",
                $"scheduled 4  by night desk: {moment:yyyy-MM-ddTHH:mm:ss.FFF}Z",
                "published 4 v3 by the clock",
            ],
            history.Reverse().Select(Line)
        );
        Assert.Equal(history.Select(At).OrderDescending(), history.Select(At));
    }

    [Fact]
    public async Task What_expires_stands_there_too()
    {
        var story = await _standings.NewAsync(Standing.Expired);

        Assert.Equal("expired 2 v1 by the clock", Line((await HistoryAsync(story))[0]));
    }

    [Fact]
    public async Task A_revision_is_read_as_it_was_saved()
    {
        var drafts = new List<JsonNode>();
        var story = await _editor.CreateAsync(Editor.Draft("revised") with { Tags = ["topic/moon"] });
        drafts.Add(story.Json);
        foreach (
            var patch in new[] { """{ "tags": [], "byline": "By Amara" }""", """{ "body": [], "byline": null }""" }
        )
        {
            story = await _editor.PatchAsync(story, patch);
            drafts.Add(story.Json);
        }

        for (var number = 1; number <= 3; number++)
        {
            var revision = await _editor.ReadAsync($"{story.Path}/history/{number}");
            Assert.Equal(number, revision["revision"]!.GetValue<int>());
            Assert.Equal("news desk", revision.Text("savedBy"));
            Assert.Equal(drafts[number - 1].Text("savedAt"), revision.Text("savedAt"));
            Assert.All(
                revision["draft"]!.AsObject(),
                member => Assert.True(JsonNode.DeepEquals(member.Value, drafts[number - 1][member.Key]), member.Key)
            );
        }
    }

    [Fact]
    public async Task To_go_back_to_a_revision_it_is_sent_again()
    {
        var story = await _editor.CreateAsync(Editor.Draft("gone-back-to") with { Byline = "By Amara" });
        story = await _editor.PatchAsync(story, """{ "byline": null, "headline": "Regretted" }""");
        var first = await _editor.ReadAsync($"{story.Path}/history/1");

        story = await _editor.PutAsync(story, first["draft"]!);

        var comparison = await _editor.ReadAsync($"{story.Path}/history/compare?from=1&to=3");
        Assert.Equal(("By Amara", 3), (story.Json.Text("byline"), story.Revision));
        Assert.Empty(comparison["changes"]!.AsArray());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("one")]
    [InlineData("2147483648")]
    public async Task A_revision_that_is_not_there_answers_404(string number)
    {
        var story = await _editor.CreateAsync(Editor.Draft($"one-revision-{Guid.NewGuid():N}"));

        using var response = await _editor.SendAsync(HttpMethod.Get, $"{story.Path}/history/{number}");

        await response.ProblemAsync(ProblemType.NotFound);
    }

    [Fact]
    public async Task Revisions_are_compared_member_by_member_and_block_by_block()
    {
        var story = await _editor.CreateAsync(
            """
            {
              "slug": "compared", "language": "en", "section": "news", "headline": "Before", "byline": "By Amara",
              "tags": ["topic/moon"], "rights": { "copyright": "© A", "licence": "https://example.org/a" },
              "body": [
                { "type": "paragraph", "html": "one" }, { "type": "divider" }, { "type": "paragraph", "html": "two" },
                { "type": "paragraph", "html": "three" }
              ]
            }
            """
        );
        story = await _editor.PatchAsync(
            story,
            """
            {
              "headline": "After", "byline": null, "standfirst": "New.", "tags": ["topic/moon", "topic/tides"],
              "rights": { "copyright": "© B", "licence": null, "usageTerms": "None." },
              "body": [
                { "type": "heading", "level": 2, "text": "zero" }, { "type": "paragraph", "html": "one" },
                { "type": "paragraph", "html": "two, changed" }, { "type": "paragraph", "html": "three" }
              ]
            }
            """
        );

        var comparison = await _editor.ReadAsync($"{story.Path}/history/compare?from=1");

        Assert.Equal((1, 2), (comparison["from"]!.GetValue<int>(), comparison["to"]!.GetValue<int>()));
        Assert.Equal(
            [
                "changed /headline \"Before\" \"After\"",
                "changed /standfirst \"\" \"New.\"",
                "removed /byline \"By Amara\" ",
                "changed /tags [\"topic/moon\"] [\"topic/moon\",\"topic/tides\"]",
                """added /body/0  {"type":"heading","level":2,"text":"zero"}""",
                """changed /body/2 {"type":"divider"} {"type":"paragraph","html":"two, changed"}""",
                """removed /body/2 {"type":"paragraph","html":"two"} """,
                "changed /rights/copyright \"© A\" \"© B\"",
                "removed /rights/licence \"https://example.org/a\" ",
                "added /rights/usageTerms  \"None.\"",
            ],
            Changes(comparison).OrderBy(Place)
        );
        var back = await _editor.ReadAsync($"{story.Path}/history/compare?from=2&to=1");
        Assert.Equal(Changes(comparison).Count(), Changes(back).Count());
    }

    [Theory]
    [InlineData("", "from")]
    [InlineData("?to=1", "from")]
    [InlineData("?from=0", "from")]
    [InlineData("?from=x&to=-1", "from", "to")]
    [InlineData("?from=1&to=99999999999", "to")]
    public async Task A_comparison_needs_two_numbers(string query, params string[] faults)
    {
        var story = await _editor.CreateAsync(Editor.Draft($"uncompared-{Guid.NewGuid():N}"));

        using var response = await _editor.SendAsync(HttpMethod.Get, $"{story.Path}/history/compare{query}");
        using var missing = await _editor.SendAsync(HttpMethod.Get, $"{story.Path}/history/compare?from=1&to=2");

        await response.InvalidAsync(faults);
        await missing.ProblemAsync(ProblemType.NotFound);
    }

    private async Task<IReadOnlyList<JsonNode>> HistoryAsync(StoryInHand story) =>
        [.. (await _editor.ReadAsync($"{story.Path}/history")).Items()];

    private static string Line(JsonNode entry)
    {
        var version = entry["version"] is { } number ? $"v{number}" : "";
        var note = entry["note"] is { } words ? $": {words}" : "";
        return $"{entry["action"]} {entry["revision"]} {version} by {entry["by"]}{note}";
    }

    private static DateTimeOffset At(JsonNode entry) => entry["at"]!.GetValue<DateTimeOffset>();

    private static IEnumerable<string> Changes(JsonNode comparison) =>
        comparison["changes"]!
            .AsArray()
            .Select(change =>
                $"{change!["kind"]} {change["pointer"]} {Json(change["before"])} {Json(change["after"])}"
            );

    private static string Json(JsonNode? node) => node?.ToJsonString(Readable) ?? "";

    private static readonly System.Text.Json.JsonSerializerOptions Readable = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // In the order of the draft's members, whatever happened to them.
    private static int Place(string change) =>
        Array.FindIndex(
            ["/headline", "/standfirst", "/byline", "/tags", "/body", "/rights"],
            member => change.Split(' ')[1].StartsWith(member, StringComparison.Ordinal)
        );
}
