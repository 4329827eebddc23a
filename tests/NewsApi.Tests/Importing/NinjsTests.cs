using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Importing;

/// <summary>Items in the news exchange format ninjs become stories.</summary>
[Collection(ImportingCollection.Name)]
public sealed class NinjsTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private const string Publish = "?publish=true&createMissing=true&section=news&language=en&provider=agency";

    private Newsroom _newsroom = null!;
    private Wire _wire = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        await new Editor(_newsroom).AddSectionAsync("news");
        _wire = await Wire.OpenAsync(_newsroom);
    }

    [Fact]
    public async Task An_item_with_pictures_people_and_places()
    {
        var item = await SampleAsync("007_multimedia.json");
        var import = await _wire.ImportAsync(Publish, item);
        Assert.Equal(["created"], import.Statuses);
        Assert.Equal(item.Text("uri"), import.Results[0].Text("externalId"));
        Assert.Equal(
            ["The picture portrait was left out: the story has one."],
            import.Results[0]["notes"]!.AsArray().Select(note => note!.GetValue<string>())
        );

        var article = await _newsroom.Client.JsonAsync($"/v1/articles/{import.Results[0].Text("id")}");
        Assert.Equal("Captain of wrecked cruise ship on trial in Italy", article.Text("headline"));
        Assert.Equal("Paulo Santalucia and Frances d'Emilio", article.Text("byline"));
        Assert.Equal("2013-07-09T10:39:00Z", article.Text("publishedAt"));
        Assert.Equal(
            [
                "person/francesco-schettino",
                "organisation/costa-crociere-spa",
                "place/grossetto",
                "place/tuscany",
                "place/italy",
            ],
            article["tags"]!.AsArray().Select(tag => tag!.Text("id"))
        );
        Assert.Equal(4, article["body"]!.AsArray().Count);
        Assert.StartsWith("GROSSETO, Italy (AP) -- ", article["body"]![0]!.Text("html"), StringComparison.Ordinal);
        var image = article["leadImage"]!;
        Assert.Equal("Costa Concordia cruise ship", image.Text("alt"));
        Assert.Equal("Paulo Santalucia", image.Text("credit"));
        Assert.Equal((429, 281), (image["width"]!.GetValue<int>(), image["height"]!.GetValue<int>()));
        Assert.Single(image["renditions"]!.AsArray());
        Assert.StartsWith(
            "Copyright 2013 The News Agency",
            article["rights"]!.Text("copyright"),
            StringComparison.Ordinal
        );
        Assert.False(article["rights"]!["syndicatable"]!.GetValue<bool>());
        Assert.Equal(
            "Q4421821",
            (await _newsroom.Client.JsonAsync("/v1/tags/person/francesco-schettino"))["externalIds"]!.Text("wikidata")
        );

        Assert.Equal(["unchanged"], (await _wire.ImportAsync(Publish, item)).Statuses);
    }

    [Fact]
    public async Task An_item_whose_text_is_a_whole_page()
    {
        var import = await _wire.ImportAsync(Publish, await SampleAsync("tt_text_image_3.json"));

        var article = await _newsroom.Client.JsonAsync($"/v1/articles/{import.Results[0].Text("id")}");
        Assert.Equal("sv", article.Text("language"));
        Assert.Equal(3, article["urgency"]!.GetValue<int>());
        Assert.Equal("© TT", article["rights"]!.Text("copyright"));
        Assert.Equal("topic/krig-konflikter-och-oroligheter", article["tags"]![0]!.Text("id"));
        Assert.Equal(
            ["paragraph", "paragraph", "quote", "paragraph", "quote", "image"],
            article["body"]!.AsArray().Select(block => block!.Text("type"))
        );
        Assert.Contains(
            "<a href=\"https://www.sydostran.se/",
            article["body"]![1]!.Text("html"),
            StringComparison.Ordinal
        );
        Assert.Equal("Karl Melander/TT", article["leadImage"]!.Text("credit"));
    }

    [Fact]
    public async Task Without_being_told_to_publish_it_makes_drafts()
    {
        var import = await _wire.ImportAsync("?section=news", await SampleAsync("dpa_text.json"));

        Assert.Equal(["created"], import.Statuses);
        Assert.Equal("draft", await _wire.AskAsync<string>("select state from editorial.articles"));
    }

    [Fact]
    public async Task What_is_no_story_or_lacks_what_a_story_needs_is_told()
    {
        var bare = new JsonObject { ["uri"] = "urn:x", ["headlines"] = Values(("main", "X")) };
        var old = new JsonObject
        {
            ["uri"] = "urn:x",
            ["headline"] = "X",
            ["versioncreated"] = "2013-07-09T10:37:00Z",
        };
        var dated = new JsonObject
        {
            ["uri"] = "urn:x",
            ["versionCreated"] = "2013-07-09",
            ["language"] = "english",
        };
        var import = await _wire.ImportAsync(
            "?publish=true",
            await SampleAsync("008_event.json"),
            bare,
            old,
            new() { ["standard"] = new JsonObject { ["name"] = "ninjs" } },
            dated
        );

        Assert.Equal(["failed", "failed", "failed", "failed", "failed"], import.Statuses);
        Assert.Equal("urn:x", import.Results[1].Text("externalId"));
        Assert.Equal(["/type: Only items of type text or composite are stories; this is event."], import.Faults(0));
        Assert.Equal(["/language", "/section"], import.Results[1].FaultyNames());
        Assert.Equal([": This is an item of ninjs 1; versions 2 and 3 are read."], import.Faults(2));
        Assert.Equal(["/uri: An item needs a uri, by which it is known."], import.Faults(3));
        Assert.Equal(["/section", "/versionCreated"], import.Results[4].FaultyNames());
    }

    [Fact]
    public async Task Unknown_names_are_faults_as_everywhere_unless_they_are_to_be_made()
    {
        var item = Item("urn:1", ("subjects", new JsonArray(new JsonObject { ["name"] = "Deep sea" })));
        var import = await _wire.ImportAsync("?publish=true", item);
        Assert.Equal(["/section", "/tags/0"], import.Results[0].FaultyNames());

        Assert.Equal(["created"], (await _wire.ImportAsync("?publish=true&createMissing=true", item)).Statuses);
        Assert.Equal("Deep sea", (await _newsroom.Client.JsonAsync("/v1/sections/deep-sea")).Text("title"));
        Assert.Equal("Deep sea", (await _newsroom.Client.JsonAsync("/v1/tags/topic/deep-sea")).Text("title"));
    }

    [Fact]
    public async Task An_item_that_is_taken_back_is_withdrawn_and_stays_so()
    {
        var cancelled = Item("urn:1", ("pubStatus", "canceled"));
        var unknown = await _wire.ImportAsync(Publish, cancelled);
        Assert.Equal(["unchanged"], unknown.Statuses);
        Assert.Equal("Was taken back, and is not here anyway.", unknown.Results[0]["notes"]![0]!.GetValue<string>());

        var import = await _wire.ImportAsync(
            Publish,
            Item("urn:1"),
            cancelled,
            cancelled,
            Item("urn:1", ("urgency", 1))
        );

        Assert.Equal(["created", "updated", "unchanged", "failed"], import.Statuses);
        var gone = await _newsroom.Client.JsonAsync("/v1/articles/tide", System.Net.HttpStatusCode.Gone);
        Assert.Equal("Its provider has taken it back.", gone.Text("reason"));
        Assert.True(await _wire.IsChangeLogCompleteAsync());
        Assert.Equal(
            import.Statuses,
            (
                await _wire.ImportAsync(
                    Publish + "&dryRun=true",
                    Item("urn:2"),
                    Item("urn:2", ("pubStatus", "canceled")),
                    Item("urn:2", ("pubStatus", "canceled")),
                    Item("urn:2", ("urgency", 1))
                )
            ).Statuses
        );
    }

    [Fact]
    public async Task Withheld_and_embargoed_items_are_not_shown()
    {
        var import = await _wire.ImportAsync(
            Publish,
            Item("urn:1", ("pubStatus", "withheld")),
            Item("urn:2", ("embargoedUntil", "2999-01-01T00:00:00Z"))
        );

        Assert.Equal(["created", "created"], import.Statuses);
        Assert.Equal(
            "draft embargoed",
            await _wire.AskAsync<string>("select string_agg(state, ' ' order by state) from editorial.articles")
        );
    }

    [Fact]
    public async Task HTML_becomes_blocks_and_what_is_none_is_left_out()
    {
        const string Html = """
            <h1>Tide</h1>Loose <b>text</b> &amp; more<p>One<br>two</p><div><p>Three <i>four</i></p><h2>Five</h2></div>
            <h4>Six</h4><ul><li>a</li><li>b <em>c</em></li></ul><ol><li>d<ul><li>e</li></ul></li></ol><hr>
            <blockquote><p>f</p><p>g</p></blockquote><pre>h
              i</pre>
            <figure><img src="https://example.org/a.jpg" alt="A" width="10" height="20"><figcaption>B</figcaption></figure>
            <img src="https://example.org/b.jpg" alt=""><img src="javascript:1" alt="x" width="1" height="1">
            <table><tr><th>j</th><th>k</th></tr><tr><td>l</td><td>m</td></tr></table>
            <table><tr><td>n</td></tr><tr><td>o</td><td>p</td></tr></table>
            <script>q()</script><iframe src="https://example.org"></iframe><p> &nbsp; </p><p>r<script>s()</script></p>
            """;
        var item = Item(
            "urn:1",
            ("bodies", new JsonArray(new JsonObject { ["contentType"] = "text/html", ["value"] = Html }))
        );
        var import = await _wire.ImportAsync(Publish, item);

        Assert.Equal(["created"], import.Statuses);
        var body = (await _newsroom.Client.JsonAsync("/v1/articles/tide"))["body"]!.AsArray();
        Assert.Equal(
            """
            {"type":"paragraph","html":"Loose <strong>text</strong> &amp; more"}
            {"type":"paragraph","html":"One<br>two"}
            {"type":"paragraph","html":"Three <em>four</em>"}
            {"type":"heading","level":2,"text":"Five"}
            {"type":"heading","level":3,"text":"Six"}
            {"type":"list","ordered":false,"items":["a","b <em>c</em>"]}
            {"type":"list","ordered":true,"items":["de"]}
            {"type":"divider"}
            {"type":"quote","html":"f<br>g"}
            {"type":"code","text":"h\n  i"}
            {"type":"image","url":"https://example.org/a.jpg","alt":"A","caption":"B","width":10,"height":20}
            {"type":"table","header":["j","k"],"rows":[["l","m"]]}
            {"type":"paragraph","html":"n"}
            {"type":"paragraph","html":"o | p"}
            {"type":"paragraph","html":"r"}
            """,
            string.Join('\n', body.Select(block => block!.ToJsonString(Relaxed)))
        );
        Assert.Equal(
            """
            A picture was left out of the text: it lacks its address, its size, or what it shows.
            A picture was left out of the text: it lacks its address, its size, or what it shows.
            The element script was left out of the text.
            The element iframe was left out of the text.
            The element script was left out of the text.
            """,
            string.Join('\n', import.Results[0]["notes"]!.AsArray().Select(note => note!.GetValue<string>()))
        );
    }

    [Fact]
    public async Task Plain_text_becomes_paragraphs()
    {
        var item = Item(
            "urn:1",
            ("bodies", new JsonArray(new JsonObject { ["value"] = "One < two\nthree\r\n\r\n\r\nFour & five" }))
        );
        await _wire.ImportAsync(Publish, item);

        var body = (await _newsroom.Client.JsonAsync("/v1/articles/tide"))["body"]!.AsArray();
        Assert.Equal(["One &lt; two\nthree", "Four &amp; five"], body.Select(block => block!.Text("html")));
    }

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static JsonObject Item(string uri, params (string Name, JsonNode? Value)[] members)
    {
        var item = new JsonObject
        {
            ["uri"] = uri,
            ["language"] = "en-us",
            ["versionCreated"] = "2020-01-01T12:00:00+02:00",
            ["headlines"] = Values(("other", "Not this"), ("main", "Tide")),
        };
        foreach (var (name, value) in members)
            item[name] = value;
        return item;
    }

    private static JsonArray Values(params (string Role, string Value)[] texts) =>
        [.. texts.Select(text => new JsonObject { ["role"] = text.Role, ["value"] = text.Value })];

    private static async Task<JsonObject> SampleAsync(string name) =>
        JsonNode
            .Parse(
                await File.ReadAllTextAsync(
                    Path.Combine(AppContext.BaseDirectory, "Importing", "Samples", "ninjs", name)
                )
            )!
            .AsObject();

    public Task DisposeAsync()
    {
        _wire.Dispose();
        return Task.CompletedTask;
    }
}
