using System.Text.Json.Nodes;
using AngleSharp.Html.Parser;
using NewsApi.Http;
using NewsApi.Tests.Feeds;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Embeds;

/// <summary>What other sites learn of a story whose address was pasted into them (oEmbed 1.0).</summary>
[Collection(NewsroomCollection.Name)]
public sealed class OEmbedTests(NewsroomFixture fixture)
{
    private const string Ozone = "how-the-world-mended-the-ozone-layer";
    private const string Withdrawn = "the-385-yards-that-made-the-marathon";
    private readonly Newsroom _sample = fixture.Sample;

    [Fact]
    public async Task A_story_is_a_card_that_needs_no_script()
    {
        var story = await _sample.Client.JsonAsync($"/v1/articles/{Ozone}");
        var card = await CardAsync(story.Text("webUrl"));

        Assert.Equal(("rich", "1.0"), (card.Text("type"), card.Text("version")));
        Assert.Equal(story.Text("headline"), card.Text("title"));
        Assert.Equal("News API", card.Text("provider_name"));
        Assert.Equal((600, 240), (card["width"]!.GetValue<int>(), card["height"]!.GetValue<int>()));
        var quote = (await new HtmlParser().ParseDocumentAsync(card.Text("html"))).Body!.FirstElementChild!;
        Assert.Equal("BLOCKQUOTE", quote.TagName);
        Assert.Equal(story.Text("webUrl"), quote.QuerySelector("a")!.GetAttribute("href"));
        Assert.Equal(story.Text("headline"), quote.QuerySelector("a")!.TextContent);
        Assert.Equal(story.Text("standfirst"), quote.QuerySelectorAll("p")[1].TextContent);
        Assert.Empty(quote.QuerySelectorAll("script, style, iframe, img"));
    }

    [Fact]
    public async Task The_XML_says_what_the_JSON_says()
    {
        using var response = await _sample.GetAsync($"/oembed?url=/stories/{Ozone}&format=xml");
        await response.OkAsync();
        Assert.Equal("application/xml", response.Content.Headers.ContentType!.MediaType);
        var xml = FeedPages.Xml(await response.Content.ReadAsStringAsync()).Root!;
        var json = (await CardAsync($"/stories/{Ozone}")).AsObject();

        Assert.Equal("oembed", xml.Name);
        Assert.Equal(
            json.Select(member => (member.Key, member.Value!.ToString())).Order(),
            xml.Elements().Select(element => (element.Name.LocalName, element.Value)).Order()
        );
    }

    [Fact]
    public async Task It_keeps_within_the_measures_of_the_other_site()
    {
        var free = await CardAsync($"/stories/{Ozone}");
        var narrow = await CardAsync($"/stories/{Ozone}", "&maxwidth=320&maxheight=100");
        var tiny = await CardAsync($"/stories/{Ozone}", "&maxwidth=1&maxheight=1");

        Assert.True(free["thumbnail_width"]!.GetValue<int>() > 320);
        Assert.Equal((320, 100), (narrow["width"]!.GetValue<int>(), narrow["height"]!.GetValue<int>()));
        Assert.Contains("max-width:320px", narrow.Text("html"), StringComparison.Ordinal);
        Assert.All(
            new[] { narrow, tiny },
            card =>
            {
                Assert.True((card["thumbnail_width"]?.GetValue<int>() ?? 0) <= 320);
                Assert.True((card["thumbnail_height"]?.GetValue<int>() ?? 0) <= 100);
            }
        );
        // All three of them or none.
        Assert.Null(tiny["thumbnail_url"]);
        Assert.Null(tiny["thumbnail_width"]);
    }

    [Fact]
    public async Task The_largest_picture_that_fits_is_shown()
    {
        var newsroom = await NewsroomAsync();
        await newsroom.Editor.PublishAsync(
            Editor.Draft("pictured") with
            {
                LeadImage = new()
                {
                    Url = "https://example.org/large.jpg",
                    Alt = "A tide",
                    Width = 1600,
                    Height = 900,
                    Renditions =
                    [
                        new("https://example.org/small.jpg", 320, 180),
                        new("https://example.org/middle.jpg", 800, 450),
                        new("https://example.org/tall.jpg", 400, 1200),
                    ],
                },
            }
        );

        foreach (
            var (measures, expected) in new[]
            {
                ("", "large"),
                ("&maxwidth=1600", "large"),
                ("&maxwidth=1599", "middle"),
                ("&maxwidth=799", "tall"),
                ("&maxwidth=799&maxheight=500", "small"),
                ("&maxheight=450", "middle"),
            }
        )
        {
            var card = await newsroom.Client.JsonAsync($"/oembed?url=/stories/pictured{measures}");
            Assert.Equal((measures, $"https://example.org/{expected}.jpg"), (measures, card.Text("thumbnail_url")));
        }
    }

    [Fact]
    public async Task What_others_may_not_publish_is_a_mere_link()
    {
        var newsroom = await NewsroomAsync();
        await newsroom.Editor.PublishAsync(Editor.Draft("ours") with { Rights = new() { Syndicatable = false } });

        var card = await newsroom.Client.JsonAsync("/oembed?url=/stories/ours");

        Assert.Equal(("link", "Headline of ours"), (card.Text("type"), card.Text("title")));
        Assert.Equal((null, null, null), (card["html"], card["width"], card["height"]));
    }

    [Theory]
    [InlineData("/stories/{slug}")]
    [InlineData("/stories/{slug}/")]
    [InlineData("/stories/{slug}?utm_source=letter#top")]
    [InlineData("/stories/{id}")]
    [InlineData("{base}/stories/{slug}")]
    [InlineData("{base}/v1/articles/{id}")]
    [InlineData("{base}/v1/articles/{slug}?fields=headline")]
    [InlineData("{base}/stories/%68ow-the-world-mended-the-ozone-layer")]
    public async Task A_story_is_known_by_every_address_it_has(string url)
    {
        var story = await _sample.Client.JsonAsync($"/v1/articles/{Ozone}");

        var card = await CardAsync(Filled(url, story.Text("id")));

        Assert.Equal(story.Text("headline"), card.Text("title"));
    }

    [Theory]
    [InlineData("/stories/no-such-story")]
    [InlineData("/stories/{slug}/license.xml")]
    [InlineData("/stories/")]
    [InlineData("/sections/{slug}")]
    [InlineData("https://elsewhere.example/stories/{slug}")]
    [InlineData("https://elsewhere.example@127.0.0.1/stories/{slug}")]
    [InlineData("{base}.evil.example/stories/{slug}")]
    [InlineData("ftp://127.0.0.1/stories/{slug}")]
    [InlineData("javascript:alert(1)//stories/{slug}")]
    [InlineData("//elsewhere.example/stories/{slug}")]
    [InlineData("file:///stories/{slug}")]
    [InlineData("{slug}")]
    [InlineData("x")]
    [InlineData("/stories/{slug}\u202e")]
    public async Task Any_other_address_is_of_no_story_here(string url)
    {
        using var response = await _sample.GetAsync(
            $"/oembed?url={Uri.EscapeDataString(Filled(url, Guid.CreateVersion7().ToString()))}"
        );

        await response.ProblemAsync(ProblemType.NotFound);
    }

    [Fact]
    public async Task A_story_that_was_withdrawn_is_gone_and_a_scheduled_one_is_not_there()
    {
        using var gone = await _sample.GetAsync($"/oembed?url=/stories/{Withdrawn}");
        Assert.Equal("duplicate", (await gone.ProblemAsync(ProblemType.Gone)).Text("kind"));

        using var scheduled = await _sample.GetAsync("/oembed?url=/stories/how-the-secret-ballot-came-from-australia");
        await scheduled.ProblemAsync(ProblemType.NotFound);
    }

    [Fact]
    public async Task A_former_address_is_good_without_a_detour()
    {
        var card = await CardAsync("/stories/the-day-samoa-skipped");

        var story = await _sample.Client.JsonAsync("/v1/articles/the-friday-that-samoa-never-had");
        Assert.Equal(story.Text("headline"), card.Text("title"));
        Assert.Contains(story.Text("webUrl"), card.Text("html"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "url")]
    [InlineData("?url=", "url")]
    [InlineData("?url=/stories/x&maxwidth=0", "maxwidth")]
    [InlineData("?url=/stories/x&maxheight=10001&maxwidth=x", "maxheight", "maxwidth")]
    [InlineData("?url=/stories/x&colour=red", "colour")]
    public async Task What_makes_no_sense_is_refused(string query, params string[] names)
    {
        using var response = await _sample.GetAsync($"/oembed{query}");

        await response.InvalidAsync(names);
    }

    [Theory]
    [InlineData("yaml")]
    [InlineData("XML")]
    public async Task Another_form_is_not_implemented_as_oEmbed_has_it(string format)
    {
        using var response = await _sample.GetAsync($"/oembed?url=/stories/{Ozone}&format={format}");

        await response.ProblemAsync(ProblemType.NotImplemented);
    }

    [Fact]
    public async Task The_addresses_of_another_site_are_known_by_its_template()
    {
        var newsroom = await NewsroomAsync("https://www.example.org/{section}/{slug}-{id}.html?edition=web");
        var id = await newsroom.Editor.SaveAsync(Editor.Draft("tide"));
        await newsroom.Editor.AddFormerSlugAsync(id, "flood");
        await newsroom.Editor.PublishAsync(id);
        var webUrl = (await newsroom.Client.JsonAsync("/v1/articles/tide")).Text("webUrl");
        Assert.Equal($"https://www.example.org/news/tide-{id}.html?edition=web", webUrl);

        foreach (
            var url in new[]
            {
                webUrl,
                $"http://www.example.org/news/tide-{id}.html",
                $"https://WWW.example.org/elsewhere/tide-{id}.html#comments",
                "/stories/tide",
                "/stories/flood",
            }
        )
        {
            var card = await newsroom.Client.JsonAsync($"/oembed?url={Uri.EscapeDataString(url)}");
            Assert.Equal((url, "Headline of tide"), (url, card.Text("title")));
            Assert.Equal("https://www.example.org/", card.Text("provider_url"));
        }
        using var other = await newsroom.Newsroom.GetAsync("/oembed?url=https://www.example.org/news/tide.html");
        await other.ProblemAsync(ProblemType.NotFound);
    }

    [Fact]
    public async Task The_page_of_a_story_names_both_forms()
    {
        using var response = await _sample.GetAsync($"/stories/{Ozone}");
        var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());

        foreach (var (type, mediaType) in new[] { ("json", "application/json"), ("xml", "application/xml") })
        {
            var link = page.QuerySelector($"link[type$='{type}+oembed']")!.GetAttribute("href")!;
            using var card = await _sample.GetAsync(new Uri(link).PathAndQuery);
            await card.OkAsync();
            Assert.Equal(mediaType, card.Content.Headers.ContentType!.MediaType);
        }
    }

    private Task<JsonNode> CardAsync(string url, string also = "") =>
        _sample.Client.JsonAsync($"/oembed?url={Uri.EscapeDataString(url)}{also}");

    private string Filled(string url, string id) =>
        url.Replace("{slug}", Ozone, StringComparison.Ordinal)
            .Replace("{id}", id, StringComparison.Ordinal)
            .Replace("{base}", _sample.BaseAddress.AbsoluteUri.TrimEnd('/'), StringComparison.Ordinal);

    private async Task<(Newsroom Newsroom, HttpClient Client, Editor Editor)> NewsroomAsync(string? template = null)
    {
        var newsroom = await fixture.StartAsync(template is null ? [] : [new("Site:ArticleUrl", template)]);
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        return (newsroom, newsroom.Client, editor);
    }
}
