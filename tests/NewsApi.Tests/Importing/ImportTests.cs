using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Importing;

/// <summary>Imports over HTTP: what each line does, and that nothing else happens.</summary>
[Collection(ImportingCollection.Name)]
public sealed class ImportTests(NewsroomFixture fixture) : IAsyncLifetime
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
    public async Task Each_line_is_told_in_order_with_what_became_of_it()
    {
        JsonObject[] lines =
        [
            Wire.Draft("One", ("externalId", "1")),
            Wire.Draft("Two", ("externalId", "2")),
            Wire.Draft("Three", ("externalId", "3"), ("section", "nwes")),
        ];
        var first = await _wire.ImportAsync("?publish=true", lines);
        Assert.Equal(["created", "created", "failed"], first.Statuses);
        Assert.Equal([1, 2, 3], first.Results.Select(result => result["line"]!.GetValue<int>()));
        Assert.Equal(["one", "two"], first.Results.Take(2).Select(result => result.Text("slug")));
        Assert.Equal(["1", "2", "3"], first.Results.Select(result => result.Text("externalId")));
        Assert.Equal(["/section: There is no section 'nwes'. Did you mean 'news'?"], first.Faults(2));
        Assert.Equal(
            """{"lines":3,"created":2,"updated":0,"unchanged":0,"failed":1,"after":2}""",
            first.Summary.ToJsonString()
        );

        lines[1]["headline"] = "Two, changed";
        lines[2]["section"] = "news";
        var second = await _wire.ImportAsync("?publish=true", lines);
        Assert.Equal(["unchanged", "updated", "created"], second.Statuses);
        Assert.Equal(4, second.Summary["after"]!.GetValue<int>());
        Assert.Equal("Two, changed", (await _newsroom.Client.JsonAsync("/v1/articles/two")).Text("headline"));
        Assert.True(await _wire.IsChangeLogCompleteAsync());
    }

    [Fact]
    public async Task Without_being_told_to_publish_it_makes_drafts()
    {
        await _wire.ImportAsync(Wire.Draft("One", ("externalId", "1")));

        Assert.Equal("draft", await _wire.AskAsync<string>("select state from editorial.articles"));
        Assert.Equal(0, await _wire.CountAsync("delivery.changes"));
    }

    [Fact]
    public async Task A_story_that_nothing_names_is_known_by_its_line()
    {
        var first = await _wire.ImportAsync(Wire.Draft("One"), Wire.Draft("One"), Wire.Draft("Two"));
        Assert.Equal(["created", "unchanged", "created"], first.Statuses);
        Assert.StartsWith("sha256:", first.Results[0].Text("externalId"), StringComparison.Ordinal);

        var again = await _wire.ImportAsync(Wire.Draft("One"), Wire.Draft("One"), Wire.Draft("Two"));
        Assert.Equal(["unchanged", "unchanged", "unchanged"], again.Statuses);
        Assert.Equal(2, await _wire.CountAsync("editorial.articles"));
        Assert.Equal(
            2,
            await _wire.AskAsync<long>("select count(*) from editorial.article_sources where provider = 'import'")
        );
    }

    [Fact]
    public async Task The_provider_is_that_of_the_line_or_of_the_import()
    {
        await _wire.ImportAsync(
            "?provider=agency",
            Wire.Draft("One", ("externalId", "1")),
            Wire.Draft("Two", ("externalId", "1"), ("provider", "other"))
        );

        Assert.Equal(
            "agency 1, other 1",
            await _wire.AskAsync<string>(
                "select string_agg(provider || ' ' || external_id, ', ' order by provider) from editorial.article_sources"
            )
        );
    }

    [Fact]
    public async Task An_id_that_a_line_names_is_kept()
    {
        const string Id = "01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42";
        var first = await _wire.ImportAsync(
            "?publish=true",
            Wire.Draft("One", ("id", Id)),
            Wire.Draft("Two", ("externalId", "2"), ("id", "01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b43"))
        );
        Assert.Equal(["created", "created"], first.Statuses);
        await _newsroom.Client.JsonAsync($"/v1/articles/{Id}");

        var second = await _wire.ImportAsync(
            "?publish=true",
            Wire.Draft("One", ("id", Id)),
            Wire.Draft("One, changed", ("id", Id)),
            Wire.Draft("Two", ("externalId", "2"), ("id", Id)),
            Wire.Draft("Three", ("externalId", "3"), ("id", "01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b43"))
        );
        Assert.Equal(["unchanged", "updated", "failed", "failed"], second.Statuses);
        Assert.Equal(
            ["/id: The story of this externalId has the id 01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b43."],
            second.Faults(2)
        );
        Assert.Equal(["/id: This story is 2 of import."], second.Faults(3));
    }

    [Fact]
    public async Task A_story_may_come_several_times_in_one_file()
    {
        var import = await _wire.ImportAsync(
            "?publish=true",
            Wire.Draft("One", ("externalId", "1")),
            Wire.Draft("One, changed", ("externalId", "1")),
            Wire.Draft("One, changed", ("externalId", "1"))
        );

        Assert.Equal(["created", "updated", "unchanged"], import.Statuses);
        Assert.Equal(2, (await _newsroom.Client.JsonAsync("/v1/articles/one"))["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task What_was_withdrawn_here_fails_and_keeps_its_text()
    {
        var first = await _wire.ImportAsync("?publish=true", Wire.Draft("One", ("externalId", "1")));
        var id = first.Results[0].Text("id");
        await _wire.StepAsync(id, "withdraw", new() { ["kind"] = "editorial" });

        var second = await _wire.ImportAsync("?publish=true", Wire.Draft("Other", ("externalId", "1")));

        Assert.Equal([": The story was withdrawn here and stays so. An editor can reinstate it."], second.Faults(0));
        Assert.Equal(id, second.Results[0].Text("id"));
        Assert.Equal("One", (await _wire.Client.JsonAsync($"/v1/editorial/articles/{id}")).Text("headline"));
    }

    [Fact]
    public async Task Sections_and_tags_come_before_the_stories_that_bear_them()
    {
        var import = await _wire.ImportAsync(
            "?publish=true",
            new()
            {
                ["kind"] = "section",
                ["slug"] = "science",
                ["title"] = "Science",
                ["formerSlugs"] = new JsonArray("sci"),
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
                ["kind"] = "tag",
                ["id"] = "topic/sea",
                ["title"] = "Sea",
                ["aliases"] = new JsonArray("Ocean"),
            },
            new()
            {
                ["kind"] = "tag",
                ["id"] = "topic/tide",
                ["title"] = "Tides",
                ["parent"] = "topic/sea",
            },
            new()
            {
                ["kind"] = "tag",
                ["id"] = "topic/moon",
                ["title"] = "Moon",
                ["parent"] = "topic/sky",
            },
            new()
            {
                ["kind"] = "tag",
                ["id"] = "topic/sun",
                ["title"] = " ",
            },
            new()
            {
                ["kind"] = "tagg",
                ["id"] = "topic/sun",
                ["title"] = "Sun",
            },
            new()
            {
                ["kind"] = "section",
                ["slug"] = "news",
                ["title"] = "Other title",
            },
            Wire.Draft("One", ("section", "space"), ("tags", new JsonArray("topic/tide")))
        );

        Assert.Equal(
            ["created", "created", "created", "created", "failed", "failed", "failed", "unchanged", "created"],
            import.Statuses
        );
        Assert.Equal(["/parent: There is no 'topic/sky' yet. It must come before what is below it."], import.Faults(4));
        Assert.Equal(["/title: Must be one line of 1 to 500 characters."], import.Faults(5));
        Assert.StartsWith("/kind: ", import.Faults(6).Single(), StringComparison.Ordinal);
        Assert.Equal("section science", $"{import.Results[0].Text("kind")} {import.Results[0].Text("slug")}");
        Assert.Equal(
            ["one"],
            (await _newsroom.Client.JsonAsync("/v1/articles?section=science&tag=topic/sea~")).Slugs()
        );
        Assert.Equal("news", (await _newsroom.Client.JsonAsync("/v1/sections/news")).Text("title"));
        using var moved = await _wire.Client.GetAsync("/v1/sections/sci");
        Assert.Equal(HttpStatusCode.PermanentRedirect, moved.StatusCode);
    }

    [Fact]
    public async Task Names_that_are_missing_are_made_where_that_is_asked_for()
    {
        var story = Wire.Draft(
            "One",
            ("section", "deep-sea"),
            ("tags", new JsonArray("topic/ocean-currents", "topic/x y"))
        );
        var without = await _wire.ImportAsync(story);
        Assert.Equal(["/section", "/tags/0", "/tags/1"], without.Results[0].FaultyNames());

        story["tags"] = new JsonArray("topic/ocean-currents");
        var with = await _wire.ImportAsync("?createMissing=true&publish=true", story);
        Assert.Equal(["created"], with.Statuses);
        Assert.Equal("Deep sea", (await _newsroom.Client.JsonAsync("/v1/sections/deep-sea")).Text("title"));
        Assert.Equal(
            "Ocean currents",
            (await _newsroom.Client.JsonAsync("/v1/tags/topic/ocean-currents")).Text("title")
        );
    }

    [Fact]
    public async Task If_one_line_can_t_be_stored_the_others_are()
    {
        await _wire.AskAsync<object?>(
            """
            create function editorial.refuse() returns trigger language plpgsql as
              $f$ begin raise exception 'refused' using errcode = '23514'; end $f$;
            create trigger refuse before insert on editorial.revisions for each row
              when (new.content->>'headline' = 'Two') execute function editorial.refuse();
            """
        );
        var import = await _wire.ImportAsync(
            "?publish=true",
            Enumerable.Range(1, 5).Select(i => Wire.Draft(i == 2 ? "Two" : $"Number {i}", ("externalId", $"{i}")))
        );

        Assert.Equal(["created", "failed", "created", "created", "created"], import.Statuses);
        Assert.Equal([": Could not be stored, for an unexpected reason that has been logged."], import.Faults(1));
        Assert.Equal(4, (await _newsroom.Client.JsonAsync("/v1/articles")).Total());
        Assert.True(await _wire.IsChangeLogCompleteAsync());
    }

    [Theory]
    [InlineData("text/plain", null, 415)]
    [InlineData("application/json", null, 415)]
    [InlineData("application/x-ndjson", "br", 415)]
    [InlineData("application/x-ndjson; charset=utf-8", null, 200)]
    public async Task The_body_is_lines_of_JSON_plain_or_gzipped(string type, string? coding, int status)
    {
        using var content = new StringContent(Wire.Draft().ToJsonString());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (coding is not null)
            content.Headers.ContentEncoding.Add(coding);
        using var response = await _wire.Client.PostAsync("/v1/editorial/imports", content);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task What_is_not_known_is_refused_before_anything_is_done()
    {
        using var content = new StringContent(Wire.Draft().ToJsonString());
        content.Headers.ContentType = new("application/x-ndjson");
        using var response = await _wire.Client.PostAsync(
            "/v1/editorial/imports?dryrun=true&provider=A&section=a/b&language=english",
            content
        );

        var problem = await response.JsonAsync(HttpStatusCode.BadRequest);
        Assert.Equal(["dryrun", "language", "provider", "section"], problem.FaultyNames());
        Assert.Equal(0, await _wire.CountAsync("editorial.articles"));
    }

    [Fact]
    public async Task A_client_that_reads_nothing_before_it_has_sent_everything_gets_it_all()
    {
        // More than fits into the buffers of both sides.
        const int Lines = 60_000;
        var body = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat("{\"headline\":1,\"a\":2,\"b\":3}\n", Lines))
        );

        var import = await _wire.ImportBytesAsync(body);

        Assert.Equal(Lines, import.Summary["failed"]!.GetValue<int>());
        Assert.Equal(Enumerable.Range(1, Lines), import.Results.Select(result => result["line"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_client_that_sends_line_by_line_gets_each_answer_at_once()
    {
        using var content = new LineByLine();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/editorial/imports")
        {
            Content = content,
            // Both directions at a time.
            Version = HttpVersion.Version11,
        };
        request.Headers.ExpectContinue = false;
        var answering = _wire.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await content.SendAsync(Wire.Draft("One", ("externalId", "1")));
        await Eventually(async () => await _wire.CountAsync("editorial.articles") == 1);
        await content.SendAsync(Wire.Draft("Two", ("externalId", "2")));
        await Eventually(async () => await _wire.CountAsync("editorial.articles") == 2);
        content.End();
        using var response = await answering;

        var lines = ImportedLines.Read(await response.Content.ReadAsStringAsync());
        Assert.Equal(["created", "created"], lines.Statuses);
    }

    private static async Task Eventually(Func<Task<bool>> isTrue)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await isTrue())
            await Task.Delay(20, patience.Token);
    }

    public Task DisposeAsync()
    {
        _wire.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>A body that is written while it is being sent.</summary>
    private sealed class LineByLine : HttpContent
    {
        private readonly TaskCompletionSource<Stream> _stream = new();
        private readonly TaskCompletionSource _end = new();

        public LineByLine() => Headers.ContentType = new("application/x-ndjson");

        public async Task SendAsync(JsonObject line)
        {
            var stream = await _stream.Task;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(line.ToJsonString() + "\n"));
            await stream.FlushAsync();
        }

        public void End() => _end.SetResult();

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            _stream.SetResult(stream);
            return _end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
