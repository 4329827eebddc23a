using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Moments, embargoes and expiries, as editors set, move and lift them.</summary>
[Collection(EditingCollection.Name)]
public sealed class SchedulingTests(EditorsNewsroom shared) : IClassFixture<EditorsNewsroom>
{
    private readonly EditorClient _editor = shared.Editor;
    private readonly StoryStandings _standings = new(shared);
    private readonly HttpClient _reader = shared.Newsroom.Client;

    /// <summary>What the draft has, what is asked for, and the pointers of the faults.</summary>
    public static TheoryData<string, string, string[]> Contradictions =>
        new()
        {
            { "{}", """{ "at": "2020-01-01T00:00:00Z" }""", ["/at"] },
            { "{}", """{ "at": "2040-01-01T00:00:00Z", "embargoUntil": "2040-01-01T00:00:01Z" }""", ["/at"] },
            { """{ "embargoUntil": "2041-01-01T00:00:00Z" }""", """{ "at": "2040-01-01T00:00:00Z" }""", ["/at"] },
            { "{}", """{ "expiresAt": "2020-01-01T00:00:00Z" }""", ["/expiresAt"] },
            { "{}", """{ "at": "2040-01-01T00:00:00Z", "expiresAt": "2040-01-01T00:00:00Z" }""", ["/expiresAt"] },
            {
                "{}",
                """{ "embargoUntil": "2040-01-01T00:00:00Z", "expiresAt": "2039-01-01T00:00:00Z" }""",
                ["/rights/expiresAt"]
            },
            {
                """{ "embargoUntil": "2040-01-01T00:00:00Z" }""",
                """{ "expiresAt": "2039-01-01T00:00:00Z" }""",
                ["/rights/expiresAt"]
            },
            {
                """{ "rights": { "expiresAt": "2039-01-01T00:00:00Z" } }""",
                """{ "at": "2040-01-01T00:00:00Z" }""",
                ["/rights/expiresAt"]
            },
            { """{ "rights": { "expiresAt": "2020-01-01T00:00:00Z" } }""", "{}", ["/rights/expiresAt"] },
            {
                "{}",
                """{ "at": "2020-01-01T00:00:00Z", "expiresAt": "2020-01-01T00:00:00Z" }""",
                ["/at", "/expiresAt"]
            },
            { "{}", """{ "at": "2040-01-01T00:00:00" }""", ["/at"] },
            { "{}", """{ "at": "2040-01-01" }""", ["/at"] },
            {
                "{}",
                """{ "at": "tomorrow", "expiresAt": 5, "embargoUntil": {} }""",
                ["/at", "/embargoUntil", "/expiresAt"]
            },
            { "{}", """{ "at": "2040-02-30T00:00:00Z" }""", ["/at"] },
            { "{}", """{ "at": "9999-12-31T23:59:59.9999999Z" }""", ["/at"] },
            { "{}", """{ "at": "9999-12-31T23:59:59-14:00" }""", ["/at"] },
            { "{}", """{ "expiresAt": "9999-12-31T23:59:59.9999999Z" }""", ["/expiresAt"] },
            { "{}", """{ "embargoUntil": "9999-12-31T23:59:59.9999999Z" }""", ["/embargoUntil"] },
            { "{}", """{ "at": "0001-01-01T00:00:00Z" }""", ["/at"] },
            { "{}", """{ "at": "0001-01-01T00:00:00+14:00" }""", ["/at"] },
            { "{}", """{ "impact": "huge" }""", ["/impact"] },
            { "{}", """{ "impact": 1, "when": "now" }""", ["/impact", "/when"] },
        };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public async Task Times_that_contradict_are_refused_each_by_its_pointer(
        string patch,
        string request,
        string[] faults
    )
    {
        var story = await _editor.PatchAsync(await _standings.NewAsync(Standing.Draft), patch);

        using var response = await _editor.SendAsync(HttpMethod.Post, $"{story.Path}/publish", request, story.ETag);

        await response.InvalidAsync(faults);
        Assert.Equal(story.ETag, (await _editor.GetAsync(story.Id)).ETag);
    }

    [Theory]
    [InlineData(
        """{ "embargoUntil": "2040-01-01T00:00:00Z", "rights": { "expiresAt": "2040-01-01T00:00:00Z" } }""",
        "/rights/expiresAt"
    )]
    [InlineData("""{ "embargoUntil": "9999-12-31T23:59:59.9999999Z" }""", "/embargoUntil")]
    [InlineData("""{ "rights": { "expiresAt": "9999-12-31T23:59:59.9999999Z" } }""", "/rights/expiresAt")]
    [InlineData(
        """{ "corrections": [{ "kind": "correction", "text": "x", "at": "9999-12-31T23:59:59.9999999Z" }] }""",
        "/corrections/0/at"
    )]
    public async Task A_draft_whose_times_make_no_sense_is_refused(string patch, string pointer)
    {
        var story = await _standings.NewAsync(Standing.Draft);

        using var response = await _editor.SendAsync(HttpMethod.Patch, story.Path, patch, story.ETag);

        await response.InvalidAsync(pointer);
    }

    [Fact]
    public async Task A_moment_that_has_just_passed_means_now()
    {
        var before = DateTimeOffset.UtcNow;
        var story = await _standings.NewAsync(Standing.Draft);

        story = await _editor.PublishAsync(story, new { at = before.AddSeconds(-30) });

        Assert.Equal("published", story.State);
        Assert.True(Instant(story, "publishedAt") >= before.AddSeconds(-1));
    }

    [Fact]
    public async Task A_story_that_waits_goes_public_at_its_moment_with_what_was_saved_last()
    {
        var moment = DateTimeOffset.UtcNow.AddSeconds(1);
        var story = await _standings.NewAsync(Standing.Draft);
        story = await _editor.PublishAsync(story, new { at = moment });
        story = await _editor.PatchAsync(story, new { headline = "Saved last" });
        await _standings.LetTheClockRunAsync();
        Assert.Equal("scheduled", (await _editor.GetAsync(story.Id)).State);

        await StoryStandings.PassAsync(moment);
        await _standings.LetTheClockRunAsync();

        story = await _editor.GetAsync(story.Id);
        Assert.Equal(("published", 2), (story.State, story.Json["publishedRevision"]!.GetValue<int>()));
        Assert.Equal(moment, Instant(story, "publishedAt")!.Value, TimeSpan.FromMilliseconds(1));
        Assert.Equal("Saved last", (await _reader.JsonAsync($"/v1/articles/{story.Id}")).Text("headline"));
    }

    [Fact]
    public async Task A_moment_may_be_moved_and_a_waiting_story_published_at_once()
    {
        var story = await _standings.NewAsync(Standing.Scheduled);
        var later = StoryStandings.Tomorrow.AddDays(3);

        story = await _editor.PublishAsync(story, new { at = later, impact = "minor" });
        Assert.Equal(("scheduled", "minor"), (story.State, story.Json.Text("impact")));
        Assert.Equal(later, Instant(story, "dueAt")!.Value, TimeSpan.FromMilliseconds(1));
        story = await _editor.PublishAsync(story);

        Assert.Equal("published", story.State);
        Assert.Null(story.Json["dueAt"]);
        Assert.Null(story.Json["impact"]);
    }

    [Fact]
    public async Task An_embargo_may_be_moved_later_and_earlier_by_saving_the_draft()
    {
        var story = await _standings.NewAsync(Standing.Embargoed);
        foreach (var days in new[] { 9, 2 })
        {
            var moved = DateTimeOffset.UtcNow.AddDays(days);

            story = await _editor.PatchAsync(story, new { embargoUntil = moved });

            Assert.Equal("embargoed", story.State);
            Assert.Equal(moved, Instant(story, "dueAt")!.Value, TimeSpan.FromMilliseconds(1));
            Assert.Equal(moved, Instant(story, "embargoUntil")!.Value, TimeSpan.FromMilliseconds(1));
        }
    }

    [Theory]
    [InlineData("""{ "embargoUntil": null }""")]
    [InlineData("""{ "embargoUntil": "2020-01-01T00:00:00Z" }""")]
    public async Task A_lifted_embargo_lets_the_story_go_public_at_once_and_dates_it_then(string patch)
    {
        var story = await _standings.NewAsync(Standing.Embargoed);
        await Task.Delay(TimeSpan.FromMilliseconds(300));
        var lifted = DateTimeOffset.UtcNow;

        story = await _editor.PatchAsync(story, patch);
        Assert.Equal("scheduled", story.State);
        await _standings.LetTheClockRunAsync();

        story = await _editor.GetAsync(story.Id);
        Assert.Equal("published", story.State);
        Assert.True(Instant(story, "firstPublishedAt") >= lifted.AddMilliseconds(-100));
    }

    [Fact]
    public async Task An_embargo_beyond_the_moment_of_a_scheduled_story_holds_it_back()
    {
        var story = await _standings.NewAsync(Standing.Scheduled);
        var embargo = StoryStandings.Tomorrow.AddDays(2);

        story = await _editor.PatchAsync(story, new { embargoUntil = embargo });
        Assert.Equal("embargoed", story.State);
        Assert.Equal(embargo, Instant(story, "dueAt")!.Value, TimeSpan.FromMilliseconds(1));
        story = await _editor.PatchAsync(story, """{ "embargoUntil": null }""");

        Assert.Equal("scheduled", story.State);
        Assert.True(Instant(story, "dueAt") < embargo.AddDays(-1));
    }

    [Fact]
    public async Task Under_its_embargo_a_story_can_not_be_published_whatever_is_asked_for()
    {
        var story = await _standings.NewAsync(Standing.Embargoed);
        var due = Instant(story, "dueAt");

        story = await _editor.PublishAsync(story);
        Assert.Equal(("embargoed", due), (story.State, Instant(story, "dueAt")));
        using var early = await _editor.SendAsync(
            HttpMethod.Post,
            $"{story.Path}/publish",
            new { at = DateTimeOffset.UtcNow.AddHours(1) },
            story.ETag
        );

        await early.InvalidAsync("/at");
    }

    [Theory]
    [InlineData("""{ "headline": "" }""", "/headline")]
    [InlineData(
        """{ "headline": null, "rights": { "expiresAt": "2020-01-01T00:00:00Z" } }""",
        "/headline",
        "/rights/expiresAt"
    )]
    [InlineData(
        """{ "embargoUntil": "2040-01-01T00:00:00Z", "rights": { "expiresAt": "2039-01-01T00:00:00Z" } }""",
        "/rights/expiresAt"
    )]
    public async Task What_a_waiting_story_needs_can_not_be_saved_away(string patch, params string[] faults)
    {
        foreach (var standing in new[] { Standing.Scheduled, Standing.Embargoed, Standing.PublishedAndDue })
        {
            var story = await _standings.NewAsync(standing);

            using var response = await _editor.SendAsync(HttpMethod.Patch, story.Path, patch, story.ETag);

            await response.InvalidAsync(faults);
        }
    }

    [Fact]
    public async Task Embargo_and_expiry_of_a_publication_are_saved_with_the_story()
    {
        var story = await _standings.NewAsync(Standing.Draft);
        var (embargo, expiry) = (StoryStandings.Tomorrow, StoryStandings.Tomorrow.AddDays(1));

        story = await _editor.PublishAsync(story, new { embargoUntil = embargo, expiresAt = expiry });

        Assert.Equal(2, story.Revision);
        Assert.Equal(embargo, Instant(story, "embargoUntil")!.Value, TimeSpan.FromMilliseconds(1));
        Assert.Equal(
            expiry,
            story.Json["rights"]!["expiresAt"]!.GetValue<DateTimeOffset>(),
            TimeSpan.FromMilliseconds(1)
        );
    }

    [Fact]
    public async Task An_expiry_is_told_to_readers_moved_and_lifted()
    {
        var story = await _standings.NewAsync(Standing.Draft);
        story = await _editor.PublishAsync(story, new { expiresAt = StoryStandings.Tomorrow });
        var path = $"/v1/articles/{story.Id}?fields=rights";
        Assert.NotNull((await _reader.JsonAsync(path))["rights"]!["expiresAt"]);

        story = await _editor.PatchAsync(story, """{ "rights": { "expiresAt": null } }""");
        Assert.NotNull((await _reader.JsonAsync(path))["rights"]!["expiresAt"]);
        await _editor.PublishAsync(story, new { impact = "minor" });

        Assert.Null((await _reader.JsonAsync(path))["rights"]!["expiresAt"]);
    }

    [Fact]
    public async Task An_expired_story_is_published_again_once_its_right_has_been_renewed()
    {
        var story = await _editor.ReinstateAsync(await _standings.NewAsync(Standing.Expired));

        using var refused = await _editor.SendAsync(HttpMethod.Post, $"{story.Path}/publish", "{}", story.ETag);
        await refused.InvalidAsync("/rights/expiresAt");
        story = await _editor.PublishAsync(story, new { expiresAt = StoryStandings.Tomorrow });

        Assert.Equal("published", story.State);
        Assert.Equal(2, (await _reader.JsonAsync($"/v1/articles/{story.Id}"))["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_is_due_stands_in_a_list_in_the_order_of_its_moments()
    {
        var day = DateTimeOffset.UtcNow.AddYears(5);
        var slugs = new List<string>();
        foreach (var hours in new[] { 3, 1, 2 })
        {
            var story = await _standings.NewAsync(Standing.Draft);
            story = await _editor.PublishAsync(story, new { at = day.AddHours(hours) });
            slugs.Add(story.Slug);
        }

        var list = await _editor.ReadAsync(
            $"{EditorClient.Stories}?sort=due&dueFrom={day:yyyy-MM-ddTHH:mm:ss}Z&dueTo={day.AddHours(2).AddMinutes(1):yyyy-MM-ddTHH:mm:ss}Z"
        );

        Assert.Equal([slugs[1], slugs[2]], list.Slugs());
        Assert.Equal(2, list.Total());
    }

    private static DateTimeOffset? Instant(StoryInHand story, string member) =>
        story.Json[member]?.GetValue<DateTimeOffset>();
}
