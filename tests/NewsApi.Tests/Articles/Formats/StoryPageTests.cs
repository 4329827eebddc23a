using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>Every page of the sample newsroom can be read by everyone, and unfolded by whoever links to it.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class StoryPageTests(NewsroomFixture fixture)
{
    private readonly Newsroom _newsroom = fixture.Sample;

    [Fact]
    public Task The_language_of_each_page_says_which_way_it_runs() =>
        EachAsync(
            (story, page) =>
            {
                Assert.Equal(story.Text("language"), page.DocumentElement.GetAttribute("lang"));
                Assert.Equal(
                    story.Text("language") is "ar" or "he" ? "rtl" : "ltr",
                    page.DocumentElement.GetAttribute("dir")
                );
            }
        );

    [Theory]
    [InlineData("the-385-yards-that-made-the-marathon", 410, "This story has been withdrawn")]
    [InlineData("no-such-story", 404, "There is no such story")]
    public async Task A_reader_of_a_story_that_is_not_there_is_told_so_in_a_page(string slug, int status, string title)
    {
        const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        using var response = await _newsroom.GetAsync($"/stories/{slug}", ("Accept", Browser));
        using var problem = await _newsroom.GetAsync($"/stories/{slug}", ("Accept", "*/*"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Header("Content-Type"));
        Assert.Contains("default-src 'none'", response.Header("Content-Security-Policy"), StringComparison.Ordinal);
        var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
        Assert.Equal(title, page.QuerySelector("h1")!.TextContent);
        // A browser that is told of none asks for one where there is none.
        Assert.Equal("data:,", page.QuerySelector("link[rel=icon]")!.GetAttribute("href"));
        Assert.Equal("application/problem+json", problem.Header("Content-Type"));
        Assert.All(
            [response, problem],
            answer => Assert.Equal("Accept, Accept-Encoding, X-Api-Key, Authorization", answer.Header("Vary"))
        );
        if (page.QuerySelector("a") is IHtmlAnchorElement instead)
        {
            using var other = await _newsroom.Client.GetAsync(instead.Href);
            Assert.Equal(HttpStatusCode.PermanentRedirect, other.StatusCode);
        }
        Assert.Equal(status == 410, page.QuerySelector("a") is not null);
    }

    [Fact]
    public Task Each_has_one_headline_and_headings_without_a_gap() =>
        EachAsync(
            (story, page) =>
            {
                Assert.Equal(story.Text("headline"), Assert.Single(page.QuerySelectorAll("h1")).TextContent);
                var levels = page.QuerySelectorAll("h1, h2, h3, h4, h5, h6")
                    .Select(heading => heading.TagName[1] - '0')
                    .ToList();
                Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));
                Assert.All(page.QuerySelectorAll("h1, h2, h3"), heading => Assert.NotEmpty(heading.TextContent.Trim()));
            }
        );

    [Fact]
    public Task Each_picture_says_what_it_shows_and_how_large_it_is() =>
        EachAsync(
            (story, page) =>
            {
                var pictures = page.QuerySelectorAll("img").OfType<IHtmlImageElement>().ToList();
                Assert.All(
                    pictures,
                    picture =>
                    {
                        Assert.NotEmpty(picture.AlternativeText!);
                        Assert.True(picture is { DisplayWidth: > 0, DisplayHeight: > 0 });
                        Assert.StartsWith("http", picture.GetAttribute("src"), StringComparison.Ordinal);
                    }
                );
                var blocks = story["body"]!.AsArray().Count(block => block!.Text("type") == "image");
                Assert.Equal(blocks + (story["leadImage"] is null ? 0 : 1), pictures.Count);
            }
        );

    [Fact]
    public Task Each_unfolds_from_Open_Graph_and_its_one_address() =>
        EachAsync(
            (story, page) =>
            {
                string? Property(string name) =>
                    page.QuerySelector($"meta[property='{name}']")?.GetAttribute("content");

                Assert.Equal(story.Text("headline"), Property("og:title"));
                Assert.Equal(story.Text("standfirst"), Property("og:description"));
                Assert.Equal(story.Text("webUrl"), Property("og:url"));
                Assert.Equal(story.Text("firstPublishedAt"), Property("article:published_time"));
                Assert.Equal(story.Text("updatedAt"), Property("article:modified_time"));
                Assert.Equal(story["section"]!.Text("title"), Property("article:section"));
                Assert.Equal(story["leadImage"]?.Text("url"), Property("og:image"));
                Assert.Equal(story["leadImage"]?.Text("alt"), Property("og:image:alt"));
                Assert.Equal(
                    story.Text("webUrl"),
                    Assert.Single(page.QuerySelectorAll("link[rel=canonical]")).GetAttribute("href")
                );
                Assert.Equal(
                    story.Text("standfirst"),
                    page.QuerySelector("meta[name=description]")!.GetAttribute("content")
                );
                Assert.StartsWith(story.Text("headline"), page.Title!, StringComparison.Ordinal);
            }
        );

    [Fact]
    public Task Each_has_its_linked_data_and_no_other_script() =>
        EachAsync(
            (story, page) =>
            {
                var script = Assert.Single(page.Scripts);
                Assert.Equal("application/ld+json", script.Type);
                var data = JsonNode.Parse(script.Text)!;
                Assert.Equal(story.Text("headline"), data.Text("headline"));
                Assert.Equal($"urn:uuid:{story.Text("id")}", data.Text("@id"));
                Assert.Null(data["articleBody"]);
                Assert.Empty(page.QuerySelectorAll("iframe, object, embed, form, base, template, meta[http-equiv]"));
                Assert.All(
                    page.All.SelectMany(element => element.Attributes),
                    attribute => Assert.False(attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
                );
            }
        );

    [Fact]
    public async Task The_policy_lets_in_its_style_and_pictures_and_nothing_else()
    {
        foreach (var path in new[] { "/stories/", "/v1/articles/" })
        {
            using var response = await _newsroom.GetAsync(
                $"{path}how-the-world-mended-the-ozone-layer",
                ("Accept", "text/html")
            );
            var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
            var style = Assert.Single(page.QuerySelectorAll("style")).TextContent;
            var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));

            Assert.Equal(
                $"default-src 'none'; img-src http: https: data:; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                response.Header("Content-Security-Policy")
            );
            Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
            Assert.Empty(page.QuerySelectorAll("[style]"));
        }
    }

    [Fact]
    public async Task Every_link_of_a_page_to_this_service_leads_somewhere()
    {
        using var response = await _newsroom.GetAsync("/stories/how-the-world-mended-the-ozone-layer");
        var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());
        var links = page.QuerySelectorAll("link[href], img[src]")
            .Select(element =>
                (
                    Address: element.GetAttribute("href") ?? element.GetAttribute("src")!,
                    Type: element.GetAttribute("type")
                )
            )
            .Where(link => link.Address.StartsWith(_newsroom.BaseAddress.AbsoluteUri, StringComparison.Ordinal))
            .ToList();

        Assert.InRange(links.Count, 12, 30);
        foreach (var (address, type) in links)
        {
            using var linked = await _newsroom.GetAsync(new Uri(address).PathAndQuery);
            await linked.OkAsync();
            if (type is not null && !type.EndsWith("+oembed", StringComparison.Ordinal))
                Assert.Equal((address, type), (address, linked.Content.Headers.ContentType!.MediaType));
        }
    }

    [Fact]
    public async Task A_page_tells_of_the_publisher_and_of_every_size_of_its_picture()
    {
        var newsroom = await fixture.StartAsync(
            new("Site:Name", "Tides & <Moons>"),
            new("Site:Logo", "https://www.example.org/logo.png"),
            new("Site:ArticleUrl", "https://www.example.org/{section}/{slug}?a=1&b=2")
        );
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        await editor.PublishAsync(
            Editor.Draft("tide") with
            {
                LeadImage = new()
                {
                    Url = "https://example.org/large,one.jpg",
                    Alt = "A tide",
                    Width = 1600,
                    Height = 900,
                    Renditions = [new("https://example.org/w_1,h_2/small.jpg", 320, 180)],
                },
            }
        );
        using var response = await newsroom.GetAsync("/stories/tide");
        var page = await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync());

        Assert.Equal("Headline of tide – Tides & <Moons>", page.QuerySelector("title")!.TextContent);
        Assert.Equal(
            "https://www.example.org/news/tide?a=1&b=2",
            page.QuerySelector("link[rel=canonical]")!.GetAttribute("href")
        );
        var publisher = JsonNode.Parse(page.Scripts.Single().Text)!["publisher"]!;
        Assert.Equal("Tides & <Moons>", publisher.Text("name"));
        Assert.Equal("https://www.example.org/logo.png", publisher["logo"]!.Text("url"));
        Assert.Equal(
            "https://example.org/w_1%2Ch_2/small.jpg 320w, https://example.org/large%2Cone.jpg 1600w",
            page.QuerySelector("img")!.GetAttribute("srcset")
        );
    }

    [Theory]
    [InlineData("ar", "rtl")]
    [InlineData("he-IL", "rtl")]
    [InlineData("fa", "rtl")]
    [InlineData("ur-PK", "rtl")]
    [InlineData("az-Arab", "rtl")]
    [InlineData("pa-Arab-PK", "rtl")]
    [InlineData("ar-Latn", "ltr")]
    [InlineData("ku-Latn", "ltr")]
    [InlineData("en", "ltr")]
    [InlineData("ja", "ltr")]
    [InlineData("zh-Hant", "ltr")]
    [InlineData("arn", "ltr")]
    public void A_language_runs_as_its_script_does(string language, string direction) =>
        Assert.Equal(direction, NewsApi.Articles.TextDirection.Of(language));

    private async Task EachAsync(Action<JsonNode, IHtmlDocument> assert)
    {
        var list = await _newsroom.Client.JsonAsync("/v1/articles?limit=100&fields=*");
        Assert.InRange(list.Items().Count(), 65, 100);
        await Assert.AllAsync(
            list.Items(),
            async story =>
            {
                using var response = await _newsroom.GetAsync($"/stories/{story.Text("slug")}");
                await response.OkAsync();
                assert(story, await new HtmlParser().ParseDocumentAsync(await response.Content.ReadAsStringAsync()));
            }
        );
    }
}
