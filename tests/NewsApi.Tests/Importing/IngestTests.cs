using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Importing;

/// <summary>Stories that a wire delivers one by one, as often as it likes.</summary>
[Collection(ImportingCollection.Name)]
public sealed class IngestTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private Newsroom _newsroom = null!;
    private Wire _wire = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        await new Editor(_newsroom).AddSectionAsync("news");
        _wire = await Wire.OpenAsync(_newsroom);
    }

    [Fact]
    public async Task What_comes_first_is_a_draft_and_the_same_again_changes_nothing()
    {
        using var first = await _wire.PutAsync("tide", Wire.Draft());
        var created = await first.JsonAsync(HttpStatusCode.Created);
        Assert.Equal($"/v1/editorial/articles/{created.Text("id")}", first.Headers.Location!.OriginalString);
        Assert.Equal("draft", created.Text("state"));
        Assert.Equal("tide-sets-a-record", created.Text("slug"));
        Assert.Equal("the wire", created.Text("savedBy"));
        Assert.Equal(Wire.Provider, created["source"]!.Text("provider"));
        Assert.Equal("tide", created["source"]!.Text("externalId"));

        using var again = await _wire.PutAsync("tide", Wire.Draft());
        Assert.Equal(created.ToJsonString(), (await again.JsonAsync(HttpStatusCode.OK)).ToJsonString());
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        Assert.Equal(0, await _wire.CountAsync("delivery.changes"));
    }

    [Fact]
    public async Task Another_text_is_another_revision_of_the_same_story()
    {
        var created = await _wire.IngestAsync("tide", Wire.Draft(), status: HttpStatusCode.Created);
        var updated = await _wire.IngestAsync("tide", Wire.Draft("Tide sets a second record"));

        Assert.Equal(created.Text("id"), updated.Text("id"));
        Assert.Equal(2, updated["revision"]!.GetValue<int>());
        Assert.Equal("tide-sets-a-record", updated.Text("slug"));
    }

    [Fact]
    public async Task It_is_published_with_the_same_stroke_and_once_only()
    {
        var created = await _wire.IngestAsync("tide", Wire.Draft(), "?publish=true", HttpStatusCode.Created);
        Assert.Equal("published", created.Text("state"));
        var article = await _newsroom.Client.JsonAsync("/v1/articles/tide-sets-a-record");

        await _wire.IngestAsync("tide", Wire.Draft(), "?publish=true");
        Assert.Equal(1, await _wire.CountAsync("delivery.changes"));

        await _wire.IngestAsync("tide", Wire.Draft("Tide sets a record, again"), "?publish=true&impact=minor");
        var minor = await _newsroom.Client.JsonAsync("/v1/articles/tide-sets-a-record");
        Assert.Equal("Tide sets a record, again", minor.Text("headline"));
        Assert.Equal(2, minor["version"]!.GetValue<int>());
        Assert.Equal(article.Text("publishedAt"), minor.Text("publishedAt"));

        await _wire.IngestAsync("tide", Wire.Draft("Tide sets a third record"), "?publish=true");
        var major = await _newsroom.Client.JsonAsync("/v1/articles/tide-sets-a-record");
        Assert.NotEqual(article.Text("publishedAt"), major.Text("publishedAt"));
        Assert.Equal(article.Text("firstPublishedAt"), major.Text("firstPublishedAt"));
        Assert.True(await _wire.IsChangeLogCompleteAsync());
    }

    [Fact]
    public async Task A_draft_is_published_when_the_same_text_comes_to_be_published()
    {
        await _wire.IngestAsync("tide", Wire.Draft(), status: HttpStatusCode.Created);
        await _wire.IngestAsync("tide", Wire.Draft(), "?publish=true");
        await _newsroom.Client.JsonAsync("/v1/articles/tide-sets-a-record");

        await _wire.IngestAsync("tide", Wire.Draft("Tide sets a second record"));
        var pending = await _newsroom.Client.JsonAsync("/v1/articles/tide-sets-a-record");
        Assert.Equal("Tide sets a record", pending.Text("headline"));

        await _wire.IngestAsync("tide", Wire.Draft("Tide sets a second record"), "?publish=true");
        var published = await _newsroom.Client.JsonAsync("/v1/articles/tide-sets-a-record");
        Assert.Equal("Tide sets a second record", published.Text("headline"));
    }

    [Fact]
    public async Task What_editors_have_changed_stays_until_another_text_comes()
    {
        var id = (await _wire.IngestAsync("tide", Wire.Draft(), "?publish=true", HttpStatusCode.Created)).Text("id");
        await _wire.PatchAsync(id, new() { ["headline"] = "Tide sets a record, says our editor" });

        var again = await _wire.IngestAsync("tide", Wire.Draft(), "?publish=true");
        Assert.Equal("Tide sets a record, says our editor", again.Text("headline"));
        Assert.Equal(1, again["publishedRevision"]!.GetValue<int>());

        var other = await _wire.IngestAsync("tide", Wire.Draft("Tide sets a second record"), "?publish=true");
        Assert.Equal("Tide sets a second record", other.Text("headline"));
        Assert.Equal(3, other["publishedRevision"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("urn:newsml:example.org:20261123:4711", "urn:newsml:example.org:20261123:4711")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("https%3A%2F%2Fexample.org%2F%3Fid%3D1%26x", "https://example.org/?id=1&x")]
    [InlineData("a+b%20c", "a+b c")]
    [InlineData("%C3%A9t%C3%A9", "été")]
    public async Task A_name_is_any_text_percent_escaped(string escaped, string name)
    {
        using var response = await _wire.PutAsync(escaped, Wire.Draft());

        var story = await response.JsonAsync(HttpStatusCode.Created);
        Assert.Equal(name, story["source"]!.Text("externalId"));
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        var draft = Wire.Draft("", ("section", "nwes"), ("tags", new JsonArray("topic/none")), ("urgency", 9));
        var problem = await _wire.IngestAsync("tide", draft, "?publish=true", HttpStatusCode.BadRequest);

        Assert.Equal(["/headline", "/section", "/tags/0", "/urgency"], problem.FaultyNames());
        Assert.Equal(0, await _wire.CountAsync("editorial.articles"));
    }

    [Theory]
    [InlineData("/v1/editorial/sources/Example/articles/x", "provider")]
    [InlineData("/v1/editorial/sources/example-wire/articles/x?impact=minor", "impact")]
    [InlineData("/v1/editorial/sources/example-wire/articles/x?publish=yes", "publish")]
    [InlineData("/v1/editorial/sources/example-wire/articles/x?publsh=true", "publsh")]
    public async Task A_bad_address_is_refused(string path, string name)
    {
        using var content = new StringContent(Wire.Draft().ToJsonString(), null, "application/json");
        using var response = await _wire.Client.PutAsync(path, content);

        Assert.Equal([name], (await response.JsonAsync(HttpStatusCode.BadRequest)).FaultyNames());
    }

    [Fact]
    public async Task A_name_may_have_500_characters()
    {
        using var response = await _wire.PutAsync(new string('x', 501), Wire.Draft());
        Assert.Equal(["externalId"], (await response.JsonAsync(HttpStatusCode.BadRequest)).FaultyNames());

        await _wire.IngestAsync(new string('x', 500), Wire.Draft(), status: HttpStatusCode.Created);
    }

    [Fact]
    public async Task If_Match_is_heeded_where_it_is_sent()
    {
        using var missing = await _wire.PutAsync("tide", Wire.Draft(), ifMatch: "\"any\"");
        await missing.JsonAsync(HttpStatusCode.PreconditionFailed);

        using var created = await _wire.PutAsync("tide", Wire.Draft());
        using var stale = await _wire.PutAsync("tide", Wire.Draft("Other"), ifMatch: "\"other\"");
        await stale.JsonAsync(HttpStatusCode.PreconditionFailed);
        using var present = await _wire.PutAsync("tide", Wire.Draft("Other"), "", created.Headers.ETag!.ToString());
        await present.JsonAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_was_withdrawn_stays_so_until_an_editor_reinstates_it()
    {
        var id = (await _wire.IngestAsync("tide", Wire.Draft(), "?publish=true", HttpStatusCode.Created)).Text("id");
        await _wire.StepAsync(id, "withdraw", new() { ["kind"] = "legal" });
        var changes = await _wire.CountAsync("delivery.changes");

        foreach (var query in new[] { "", "?publish=true" })
        {
            var problem = await _wire.IngestAsync("tide", Wire.Draft("Other"), query, HttpStatusCode.Conflict);
            Assert.Equal("/problems/not-open", problem.Text("type"));
            Assert.Equal("withdrawn", problem.Text("state"));
            Assert.Equal("[\"reinstate\"]", problem["open"]!.ToJsonString());
        }
        var story = await _wire.Client.JsonAsync($"/v1/editorial/articles/{id}");
        Assert.Equal("Tide sets a record", story.Text("headline"));
        Assert.Equal(1, story["revision"]!.GetValue<int>());
        Assert.Equal(changes, await _wire.CountAsync("delivery.changes"));
        await _newsroom.Client.JsonAsync("/v1/articles/tide-sets-a-record", HttpStatusCode.Gone);

        await _wire.StepAsync(id, "reinstate");
        await _wire.IngestAsync("tide", Wire.Draft("Other"), "?publish=true");
        await _newsroom.Client.JsonAsync("/v1/articles/tide-sets-a-record");
    }

    [Fact]
    public async Task Nor_does_a_story_come_back_whose_rights_have_ended()
    {
        var soon = DateTimeOffset.UtcNow.AddSeconds(2);
        var draft = Wire.Draft("Tide", ("rights", new JsonObject { ["expiresAt"] = soon.ToString("O") }));
        await _wire.IngestAsync("tide", draft, "?publish=true", HttpStatusCode.Created);
        await Task.Delay(soon - DateTimeOffset.UtcNow + TimeSpan.FromMilliseconds(200));

        await _wire.IngestAsync("tide", Wire.Draft("Tide"), "?publish=true", HttpStatusCode.Conflict);
        await _newsroom.Client.JsonAsync("/v1/articles/tide", HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Under_embargo_it_waits_and_goes_public_when_the_embargo_is_lifted()
    {
        var later = DateTimeOffset.UtcNow.AddHours(1).ToString("O");
        var draft = Wire.Draft("Tide", ("embargoUntil", later));
        var created = await _wire.IngestAsync("tide", draft, "?publish=true", HttpStatusCode.Created);
        Assert.Equal("embargoed", created.Text("state"));

        var again = await _wire.IngestAsync("tide", draft, "?publish=true");
        Assert.Equal(created.ToJsonString(), again.ToJsonString());

        var lifted = await _wire.IngestAsync("tide", Wire.Draft("Tide"), "?publish=true");
        Assert.Equal("published", lifted.Text("state"));
    }

    [Fact]
    public async Task A_moment_that_an_editor_has_set_stays_and_the_story_goes_public_as_delivered_last()
    {
        var id = (await _wire.IngestAsync("tide", Wire.Draft(), "", HttpStatusCode.Created)).Text("id");
        var at = DateTimeOffset.UtcNow.AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ");
        await _wire.StepAsync(id, "publish", new() { ["at"] = at });

        var updated = await _wire.IngestAsync("tide", Wire.Draft("Tide sets a second record"), "?publish=true");

        Assert.Equal("scheduled", updated.Text("state"));
        Assert.Equal(at, updated.Text("dueAt"));
        Assert.Equal(2, updated["revision"]!.GetValue<int>());
    }

    [Fact]
    public async Task Markup_that_stories_may_not_hold_is_taken_out_and_told()
    {
        var block = new JsonObject { ["type"] = "paragraph", ["html"] = "High<script>alert(1)</script>" };
        var draft = Wire.Draft("Tide", ("body", new JsonArray(block)));
        var created = await _wire.IngestAsync("tide", draft, "", HttpStatusCode.Created);

        Assert.Equal("High", created["body"]![0]!.Text("html"));
        Assert.Equal("/body/0/html", created["removed"]![0]!.Text("pointer"));
        Assert.Null((await _wire.IngestAsync("tide", draft))["removed"]);
    }

    [Fact]
    public async Task Deliveries_of_one_story_at_the_same_moment_make_one()
    {
        var responses = await Task.WhenAll(
            Enumerable.Range(0, 16).Select(i => _wire.PutAsync("tide", Wire.Draft($"Tide {i % 2}"), "?publish=true"))
        );

        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.Created);
        Assert.Equal(15, responses.Count(response => response.StatusCode == HttpStatusCode.OK));
        Assert.Equal(1, await _wire.CountAsync("editorial.articles"));
        Assert.True(await _wire.IsChangeLogCompleteAsync());
        foreach (var response in responses)
            response.Dispose();
    }

    [Fact]
    public async Task It_needs_a_key_that_may_write()
    {
        using var content = new StringContent(Wire.Draft().ToJsonString(), null, "application/json");
        using var nobody = new HttpClient { BaseAddress = _newsroom.BaseAddress };
        using var response = await nobody.PutAsync("/v1/editorial/sources/example-wire/articles/tide", content);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    public Task DisposeAsync()
    {
        _wire.Dispose();
        return Task.CompletedTask;
    }
}
