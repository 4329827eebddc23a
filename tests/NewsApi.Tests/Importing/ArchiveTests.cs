using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Importing;

/// <summary>Stories with a past: what became of them elsewhere becomes of them here.</summary>
[Collection(ImportingCollection.Name)]
public sealed class ArchiveTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private const string Past = "2020-01-01T00:00:00Z";
    private const string Later = "2020-02-01T00:00:00.123456Z";
    private const string Latest = "2020-03-01T00:00:00Z";
    private const string Future = "2999-01-01T00:00:00Z";

    private Newsroom _newsroom = null!;
    private Wire _wire = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        await new Editor(_newsroom).AddSectionAsync("news");
        _wire = await Wire.OpenAsync(_newsroom);
    }

    [Fact]
    public async Task A_published_story_keeps_its_instants_its_version_and_its_addresses()
    {
        var line = Story(
            "One",
            new()
            {
                ["state"] = "published",
                ["version"] = 7,
                ["firstPublishedAt"] = Past,
                ["publishedAt"] = Later,
                ["updatedAt"] = Latest,
            }
        );
        line["formerSlugs"] = new JsonArray("uno", "ein");
        Assert.Equal(["created"], (await _wire.ImportAsync(line)).Statuses);

        var article = await _newsroom.Client.JsonAsync("/v1/articles/one");
        Assert.Equal(Past, article.Text("firstPublishedAt"));
        Assert.Equal(Later, article.Text("publishedAt"));
        Assert.Equal(Latest, article.Text("updatedAt"));
        Assert.Equal(7, article["version"]!.GetValue<int>());
        foreach (var former in new[] { "uno", "ein" })
        {
            using var moved = await _newsroom.Client.GetAsync(new Uri($"/v1/articles/{former}", UriKind.Relative));
            Assert.Equal("/v1/articles/one", moved.Headers.Location!.OriginalString);
        }

        Assert.Equal(["unchanged"], (await _wire.ImportAsync(line)).Statuses);
        line["headline"] = "One, changed";
        line["publication"]!["updatedAt"] = "2020-04-01T00:00:00Z";
        Assert.Equal(["updated"], (await _wire.ImportAsync(line)).Statuses);
        var changed = await _newsroom.Client.JsonAsync("/v1/articles/one");
        Assert.Equal(8, changed["version"]!.GetValue<int>());
        Assert.Equal(Later, changed.Text("publishedAt"));
        Assert.Equal("minor", await _wire.AskAsync<string>("select impact from delivery.changes where seq = 2"));
    }

    [Fact]
    public async Task A_withdrawn_story_is_a_tombstone_and_names_the_one_in_its_place()
    {
        var duplicate = Story(
            "Two",
            new()
            {
                ["state"] = "withdrawn",
                ["publishedAt"] = Past,
                ["withdrawnAt"] = Later,
                ["kind"] = "duplicate",
                ["reason"] = "The same once more.",
                ["replacedBy"] = "1",
            }
        );
        var early = await _wire.ImportAsync(duplicate);
        Assert.Equal(
            ["/publication/replacedBy: There is no story '1' yet. It must come before the one whose place it takes."],
            early.Faults(0)
        );

        var one = Wire.Draft("One", ("externalId", "1"), ("publication", Published(Past)));
        var import = await _wire.ImportAsync(one, duplicate);
        Assert.Equal(["created", "created"], import.Statuses);
        var gone = await _newsroom.Client.JsonAsync("/v1/articles/two", System.Net.HttpStatusCode.Gone);
        Assert.Equal(Later, gone.Text("withdrawnAt"));
        Assert.Equal("duplicate", gone.Text("kind"));
        Assert.Equal("The same once more.", gone.Text("reason"));
        Assert.Equal(import.Results[0].Text("id"), gone.Text("replacedBy"));
        Assert.Equal(["one"], (await _newsroom.Client.JsonAsync("/v1/articles")).Slugs());
        Assert.True(await _wire.IsChangeLogCompleteAsync());

        Assert.Equal(["unchanged", "unchanged"], (await _wire.ImportAsync(one, duplicate)).Statuses);
    }

    [Theory]
    [InlineData("one")]
    [InlineData("1")]
    [InlineData("01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42")]
    public async Task The_story_in_its_place_goes_by_slug_external_id_or_id(string name)
    {
        var withdrawn = new JsonObject
        {
            ["state"] = "withdrawn",
            ["kind"] = "duplicate",
            ["replacedBy"] = name,
        };
        var import = await _wire.ImportAsync(
            Wire.Draft(
                "One",
                ("externalId", "1"),
                ("id", "01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42"),
                ("publication", Published(Past))
            ),
            Story("Two", withdrawn)
        );

        Assert.Equal(["created", "created"], import.Statuses);
    }

    [Fact]
    public async Task A_story_that_is_public_here_and_withdrawn_there_is_withdrawn()
    {
        await _wire.ImportAsync(Story("One", Published(Past)));
        var import = await _wire.ImportAsync(Story("One", new() { ["state"] = "withdrawn", ["kind"] = "legal" }));

        Assert.Equal(["updated"], import.Statuses);
        await _newsroom.Client.JsonAsync("/v1/articles/one", System.Net.HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Scheduled_and_embargoed_stories_wait_here_too()
    {
        var scheduled = Story("One", new() { ["state"] = "scheduled", ["publishAt"] = Future });
        var embargoed = Wire.Draft(
            "Two",
            ("externalId", "2"),
            ("embargoUntil", Future),
            ("publication", new JsonObject { ["state"] = "embargoed" })
        );
        var import = await _wire.ImportAsync("?publish=true", scheduled, embargoed);

        Assert.Equal(["created", "created"], import.Statuses);
        Assert.Equal(
            "embargoed scheduled",
            await _wire.AskAsync<string>(
                "select string_agg(state, ' ' order by state) from editorial.articles where due_at = '2999-01-01'"
            )
        );
        Assert.Equal(["unchanged", "unchanged"], (await _wire.ImportAsync(scheduled, embargoed)).Statuses);
        scheduled["publication"]!["publishAt"] = "2998-01-01T00:00:00Z";
        Assert.Equal(["updated"], (await _wire.ImportAsync(scheduled)).Statuses);
    }

    [Fact]
    public async Task A_story_that_is_published_meanwhile_is_not_scheduled_once_more()
    {
        var line = Story("One", new() { ["state"] = "scheduled", ["publishAt"] = Past });
        await _wire.ImportAsync(line);
        var id = await _wire.AskAsync<Guid>("select id from editorial.articles");
        await new Editor(_newsroom).PublishAsync(id);

        Assert.Equal(["unchanged"], (await _wire.ImportAsync(line)).Statuses);
        Assert.Equal("published", await _wire.AskAsync<string>("select state from editorial.articles"));
    }

    [Fact]
    public async Task What_is_saved_and_not_public_yet_stays_so()
    {
        var line = Story("One", Published(Past));
        line["pending"] = Wire.Draft("One, and more");
        Assert.Equal(["created"], (await _wire.ImportAsync(line)).Statuses);

        Assert.Equal("One", (await _newsroom.Client.JsonAsync("/v1/articles/one")).Text("headline"));
        Assert.Equal(2, await _wire.AskAsync<int>("select revision from editorial.articles"));
        Assert.Equal(["unchanged"], (await _wire.ImportAsync(line)).Statuses);

        line["pending"] = Wire.Draft("One, and still more", ("section", "nwes"));
        Assert.Equal(
            ["/pending/section: There is no section 'nwes'. Did you mean 'news'?"],
            (await _wire.ImportAsync(line)).Faults(0)
        );
    }

    public static TheoryData<string, string> Contradictions { get; } =
        new()
        {
            {
                """{"state":"published","firstPublishedAt":"2020-02-01T00:00:00Z","publishedAt":"2020-01-01T00:00:00Z"}""",
                "publishedAt: Must not be before firstPublishedAt."
            },
            {
                """{"state":"published","publishedAt":"2020-02-01T00:00:00Z","updatedAt":"2020-01-01T00:00:00Z"}""",
                "updatedAt: Must not be before publishedAt."
            },
            { """{"state":"published","publishedAt":"2999-01-01T00:00:00Z"}""", "publishedAt: Is yet to come." },
            { """{"state":"published","version":0}""", "version: Must be at least 1." },
            {
                """{"state":"published","withdrawnAt":"2020-01-01T00:00:00Z"}""",
                "withdrawnAt: Does not fit a story that is published."
            },
            { """{"state":"published","reason":"x"}""", "reason: Does not fit a story that is published." },
            {
                """{"state":"draft","publishedAt":"2020-01-01T00:00:00Z"}""",
                "publishedAt: Does not fit a story that is draft."
            },
            {
                """{"state":"draft","publishAt":"2020-01-01T00:00:00Z"}""",
                "publishAt: Does not fit a story that is draft."
            },
            { """{"state":"scheduled"}""", "publishAt: A scheduled story needs it." },
            { """{"state":"published","impact":"minor"}""", "impact: Does not fit a story that is published." },
            {
                """{"state":"withdrawn","updatedAt":"2020-02-01T00:00:00Z","withdrawnAt":"2020-01-01T00:00:00Z"}""",
                "withdrawnAt: Must not be before updatedAt."
            },
            {
                """{"state":"withdrawn","kind":"duplicate"}""",
                "replacedBy: Is needed for a duplicate, and for nothing else."
            },
            {
                """{"state":"withdrawn","replacedBy":"x"}""",
                "replacedBy: Is needed for a duplicate, and for nothing else."
            },
            {
                """{"state":"withdrawn","reason":""}""",
                "reason: Must be one line of 1 to 500 characters; or leave it out."
            },
            { """{"state":"gone"}""", "state: Must be one of draft, scheduled, embargoed, published, withdrawn." },
        };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public async Task Contradictory_publications_are_refused(string publication, string fault)
    {
        var import = await _wire.ImportAsync(Story("One", JsonNode.Parse(publication)!.AsObject()));

        Assert.Equal([$"/publication/{fault}"], import.Faults(0));
    }

    [Fact]
    public async Task So_are_embargoes_and_rights_that_contradict_them()
    {
        var shown = Wire.Draft("One", ("embargoUntil", Future), ("publication", Published(Past)));
        var unnamed = Wire.Draft("Two", ("publication", new JsonObject { ["state"] = "embargoed" }));
        var scheduled = Wire.Draft(
            "Three",
            ("embargoUntil", Future),
            ("publication", new JsonObject { ["state"] = "scheduled", ["publishAt"] = Past })
        );
        var expired = Wire.Draft(
            "Four",
            ("rights", new JsonObject { ["expiresAt"] = Past }),
            ("publication", Published(Later))
        );
        var draft = Wire.Draft("Five", ("pending", Wire.Draft("Five, later")));
        var import = await _wire.ImportAsync(shown, unnamed, scheduled, expired, draft);

        Assert.Equal(
            ["/embargoUntil", "/embargoUntil", "/publication/state", "/rights/expiresAt", "/pending"],
            import.Results.Select(result => result.FaultyNames().Single())
        );
    }

    [Fact]
    public async Task A_former_slug_must_be_free()
    {
        await _wire.ImportAsync(Story("One", Published(Past)));
        var two = Wire.Draft("Two", ("externalId", "2"), ("formerSlugs", new JsonArray("two", "one", "zwei")));

        Assert.Equal(
            ["/formerSlugs/1: The slug 'one' belongs to another story, or did."],
            (await _wire.ImportAsync("?publish=true", two)).Faults(0)
        );
        two["formerSlugs"] = new JsonArray("two", "zwei");
        Assert.Equal(["created"], (await _wire.ImportAsync("?publish=true", two)).Statuses);
        Assert.Equal(["unchanged"], (await _wire.ImportAsync("?publish=true", two)).Statuses);
    }

    [Fact]
    public async Task Two_lines_that_want_the_same_slug_are_told_apart()
    {
        var import = await _wire.ImportAsync(
            Wire.Draft("One", ("externalId", "1"), ("slug", "same")),
            Wire.Draft("Two", ("externalId", "2"), ("slug", "same")),
            Wire.Draft("Three", ("externalId", "3"), ("formerSlugs", new JsonArray("same"))),
            Wire.Draft("Same", ("externalId", "4"))
        );

        Assert.Equal(["created", "failed", "failed", "created"], import.Statuses);
        Assert.Equal("same-2", import.Results[3].Text("slug"));
    }

    private static JsonObject Published(string at) => new() { ["state"] = "published", ["publishedAt"] = at };

    private static JsonObject Story(string headline, JsonObject publication) =>
        Wire.Draft(headline, ("externalId", headline), ("publication", publication));

    public Task DisposeAsync()
    {
        _wire.Dispose();
        return Task.CompletedTask;
    }
}
