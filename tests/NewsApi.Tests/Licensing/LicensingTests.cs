using System.Net;
using System.Xml.Linq;
using NewsApi.Http;
using NewsApi.Tests.Feeds;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Licensing;

/// <summary>What machines are told that they may do: robots.txt, RSL, TDM Reservation Protocol.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class LicensingTests(NewsroomFixture fixture)
{
    private const string Ozone = "how-the-world-mended-the-ozone-layer";
    private static readonly XNamespace Rsl = "https://rslstandard.org/rsl";

    private static readonly KeyValuePair<string, string?>[] Open =
    [
        new("Site:Name", "Tides & <Moons>"),
        new("Site:BaseUrl", "https://api.example.org"),
        new("Site:AiTraining", "true"),
        new("Site:LicencePolicy", "https://www.example.org/licensing?a=1&b=2"),
    ];

    [Fact]
    public async Task Robots_may_read_everything_and_learn_of_sitemaps_and_terms()
    {
        var newsroom = await fixture.StartAsync(Open);
        using var response = await newsroom.GetAsync("/robots.txt");

        await response.OkAsync();
        Assert.Equal("text/plain; charset=utf-8", response.Header("Content-Type"));
        Assert.Equal(
            """
            User-agent: *
            Allow: /

            Sitemap: https://api.example.org/sitemap.xml
            Sitemap: https://api.example.org/sitemaps/news.xml
            License: https://api.example.org/license.xml

            """,
            await response.Content.ReadAsStringAsync()
        );
    }

    [Fact]
    public async Task What_robots_txt_names_is_there()
    {
        using var response = await fixture.Sample.GetAsync("/robots.txt");
        var addresses = (await response.Content.ReadAsStringAsync())
            .Split('\n')
            .Where(line => line.Contains("http", StringComparison.Ordinal))
            .Select(line => line.Split(": ")[1])
            .ToList();

        Assert.Equal(3, addresses.Count);
        foreach (var address in addresses)
        {
            using var named = await fixture.Sample.GetAsync(new Uri(address).PathAndQuery);
            await named.OkAsync();
        }
    }

    [Fact]
    public async Task Nothing_may_be_mined_unless_the_configuration_says_so()
    {
        var (closed, open) = (fixture.Sample, await fixture.StartAsync(Open));

        var reserved = Assert.Single((await closed.Client.JsonAsync("/.well-known/tdmrep.json")).AsArray())!;
        Assert.Equal(("/", 1), (reserved.Text("location"), reserved["tdm-reservation"]!.GetValue<int>()));
        Assert.Null(reserved["tdm-policy"]);
        var free = Assert.Single((await open.Client.JsonAsync("/.well-known/tdmrep.json")).AsArray())!;
        Assert.Equal(0, free["tdm-reservation"]!.GetValue<int>());
        Assert.Equal("https://www.example.org/licensing?a=1&b=2", free.Text("tdm-policy"));

        var closedTerms = await TermsAsync(closed, "/license.xml");
        Assert.Equal(("search", "ai-train"), (Value(closedTerms, "permits"), Value(closedTerms, "prohibits")));
        Assert.Null(Value(closedTerms, "terms"));
        var openTerms = await TermsAsync(open, "/license.xml");
        Assert.Equal(("search ai-train", null), (Value(openTerms, "permits"), Value(openTerms, "prohibits")));
        Assert.Equal("Tides & <Moons>", Value(openTerms, "copyright"));
        Assert.Equal("https://www.example.org/licensing?a=1&b=2", Value(openTerms, "terms"));
        Assert.Equal("/", openTerms.Element(Rsl + "content")!.Attribute("url")!.Value);
    }

    [Theory]
    [InlineData(false, "1", "search", "ai-train")]
    [InlineData(true, "0", "search ai-train", null)]
    public async Task A_story_has_terms_of_its_own(bool aiTraining, string reserved, string permits, string? prohibits)
    {
        var newsroom = await fixture.StartAsync(Open);
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        await editor.PublishAsync(
            Editor.Draft("tide") with
            {
                Rights = new()
                {
                    AiTraining = aiTraining,
                    Copyright = "© <Someone> & Co.",
                    Licence = "https://example.org/licence?a=1&b=2",
                },
            }
        );

        var terms = await TermsAsync(newsroom, "/stories/tide/license.xml");
        Assert.Equal("https://api.example.org/stories/tide", terms.Element(Rsl + "content")!.Attribute("url")!.Value);
        Assert.Equal((permits, prohibits), (Value(terms, "permits"), Value(terms, "prohibits")));
        Assert.Equal("© <Someone> & Co.", Value(terms, "copyright"));
        Assert.Equal("https://example.org/licence?a=1&b=2", Value(terms, "terms"));
        foreach (var path in new[] { "/stories/tide", "/v1/articles/tide", "/v1/articles/tide?format=markdown" })
        {
            using var response = await newsroom.GetAsync(path);
            Assert.Equal(reserved, response.Header("TDM-Reservation"));
            Assert.Equal("https://www.example.org/licensing?a=1&b=2", response.Header("TDM-Policy"));
        }
        using var page = await newsroom.GetAsync("/stories/tide");
        Assert.Contains(
            $"<meta name=\"tdm-reservation\" content=\"{reserved}\">",
            await page.Content.ReadAsStringAsync(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_story_without_any_has_those_of_the_site()
    {
        var newsroom = await fixture.StartAsync(Open);
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        await editor.PublishAsync(Editor.Draft("tide"));

        var terms = await TermsAsync(newsroom, "/stories/tide/license.xml");

        Assert.Equal("Tides & <Moons>", Value(terms, "copyright"));
        Assert.Equal("https://www.example.org/licensing?a=1&b=2", Value(terms, "terms"));
    }

    [Fact]
    public async Task Terms_of_a_story_go_where_the_story_goes()
    {
        using var moved = await fixture.Sample.GetAsync("/stories/the-day-samoa-skipped/license.xml");
        Assert.Equal(HttpStatusCode.PermanentRedirect, moved.StatusCode);
        Assert.Equal("/stories/the-friday-that-samoa-never-had/license.xml", moved.Header("Location"));

        using var gone = await fixture.Sample.GetAsync("/stories/the-385-yards-that-made-the-marathon/license.xml");
        await gone.ProblemAsync(ProblemType.Gone);
        using var none = await fixture.Sample.GetAsync("/stories/no-such-story/license.xml");
        await none.ProblemAsync(ProblemType.NotFound);
    }

    [Theory]
    [InlineData("/robots.txt", "text/plain")]
    [InlineData("/license.xml", "application/rsl+xml")]
    [InlineData("/.well-known/tdmrep.json", "application/json")]
    [InlineData($"/stories/{Ozone}/license.xml", "application/rsl+xml")]
    public async Task Each_is_sent_again_only_when_it_has_changed(string path, string mediaType)
    {
        using var plain = await fixture.Sample.GetAsync(path);
        using var known = await fixture.Sample.GetAsync(path, ("If-None-Match", plain.Header("ETag")));
        using var head = await fixture.Sample.SendAsync(HttpMethod.Head, path);
        using var unknown = await fixture.Sample.GetAsync(path + "?x=1");

        Assert.Equal(mediaType, plain.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal((HttpStatusCode.OK, plain.Header("ETag")), (head.StatusCode, head.Header("ETag")));
        await unknown.InvalidAsync("x");
    }

    private static async Task<XElement> TermsAsync(Newsroom newsroom, string path)
    {
        using var response = await newsroom.GetAsync(path);
        await response.OkAsync();
        Assert.Equal("application/rsl+xml", response.Content.Headers.ContentType!.MediaType);
        var root = FeedPages.Xml(await response.Content.ReadAsStringAsync()).Root!;
        Assert.Equal(Rsl + "rsl", root.Name);
        return root;
    }

    private static string? Value(XElement terms, string name) => terms.Descendants(Rsl + name).SingleOrDefault()?.Value;
}
