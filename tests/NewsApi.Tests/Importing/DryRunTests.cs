using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Importing;

/// <summary>A dry run says what an import would do, line by line, and leaves no trace.</summary>
[Collection(ImportingCollection.Name)]
public sealed class DryRunTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private const string Everything = "?createMissing=true&publish=true";

    private Newsroom _newsroom = null!;
    private Wire _wire = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        await new Editor(_newsroom).AddSectionAsync("news");
        _wire = await Wire.OpenAsync(_newsroom);
    }

    [Fact]
    public async Task It_says_of_each_line_what_the_import_then_does()
    {
        await _wire.ImportAsync(
            "?publish=true",
            Wire.Draft("Here", ("externalId", "here")),
            Wire.Draft("Gone", ("externalId", "gone"))
        );
        var gone = await _wire.AskAsync<Guid>("select id from editorial.articles where slug = 'gone'");
        await _wire.StepAsync($"{gone}", "withdraw", new() { ["kind"] = "legal" });
        JsonObject[] lines =
        [
            new()
            {
                ["kind"] = "section",
                ["slug"] = "science",
                ["title"] = "Science",
            },
            new()
            {
                ["kind"] = "section",
                ["slug"] = "space",
                ["title"] = "Space",
                ["parent"] = "science",
            },
            new()
            {
                ["kind"] = "section",
                ["slug"] = "space",
                ["title"] = "Space",
            },
            new()
            {
                ["kind"] = "tag",
                ["id"] = "topic/moon",
                ["title"] = "Moon",
                ["parent"] = "topic/sky",
            },
            Wire.Draft("One", ("externalId", "1"), ("section", "space"), ("tags", new JsonArray("topic/new"))),
            Wire.Draft("One", ("externalId", "1"), ("section", "space"), ("tags", new JsonArray("topic/new"))),
            Wire.Draft("One, changed", ("externalId", "1")),
            Wire.Draft("Two", ("externalId", "2"), ("slug", "one")),
            Wire.Draft("One", ("externalId", "3")),
            Wire.Draft("Here", ("externalId", "here")),
            Wire.Draft("Here, changed", ("externalId", "here")),
            Wire.Draft("Here, changed", ("externalId", "here")),
            Wire.Draft("Gone", ("externalId", "gone")),
            Wire.Draft("", ("externalId", "4")),
            Wire.Draft("Four", ("externalId", "4"), ("formerSlugs", new JsonArray("four-before"))),
            Wire.Draft("Five", ("externalId", "5"), ("slug", "four-before")),
            Wire.Draft("Six", ("externalId", "6"), ("publication", Duplicate("4"))),
            Wire.Draft("Seven", ("externalId", "7"), ("publication", Duplicate("8"))),
            Wire.Draft("Six", ("externalId", "6")),
        ];
        var before = await TracesAsync();

        var rehearsed = await _wire.ImportAsync($"{Everything}&dryRun=true", lines);

        Assert.Equal(before, await TracesAsync());
        var done = await _wire.ImportAsync(Everything, lines);
        Assert.Equal(done.Results.Select(Told), rehearsed.Results.Select(Told));
        Assert.Equal(
            [
                "created",
                "created",
                "unchanged",
                "failed",
                "created",
                "unchanged",
                "updated",
                "failed",
                "created",
                "unchanged",
                "updated",
                "unchanged",
                "failed",
                "failed",
                "created",
                "failed",
                "created",
                "failed",
                "failed",
            ],
            done.Statuses
        );
    }

    [Fact]
    public async Task A_name_that_only_a_dry_run_knew_is_unknown_afterwards()
    {
        var story = Wire.Draft("One", ("section", "science"));
        JsonObject section = new()
        {
            ["kind"] = "section",
            ["slug"] = "science",
            ["title"] = "Science",
        };
        Assert.Equal(["created", "created"], (await _wire.ImportAsync("?dryRun=true", section, story)).Statuses);

        Assert.Equal(["failed"], (await _wire.ImportAsync("?dryRun=true", story)).Statuses);
    }

    private static JsonObject Duplicate(string other) =>
        new()
        {
            ["state"] = "withdrawn",
            ["kind"] = "duplicate",
            ["replacedBy"] = other,
        };

    /// <summary>But for the ids, which are new each time.</summary>
    private static string Told(JsonNode result)
    {
        var told = result.DeepClone().AsObject();
        told.Remove("id");
        return told.ToJsonString();
    }

    /// <summary>How many rows each table has, and where the change log stands.</summary>
    private async Task<string> TracesAsync() =>
        await _wire.AskAsync<string>(
            """
            select string_agg(
              format('%s.%s %s', table_schema, table_name,
                (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I.%I', table_schema, table_name), false, true, '')))[1]),
              e'\n' order by 1
            ) || (select seq || ' ' || at from delivery.change_counter)
            from information_schema.tables
            where table_schema in ('editorial', 'delivery') and table_type = 'BASE TABLE'
            """
        );

    public Task DisposeAsync()
    {
        _wire.Dispose();
        return Task.CompletedTask;
    }
}
