using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;
using static NewsApi.Tests.Feeds.FeedPages;

namespace NewsApi.Tests.Feeds;

/// <summary>A feed is a list: it has pages (RFC 5005), validators, and the parameters of the list.</summary>
public sealed class FeedPagingTests(NewsroomFixture fixture) : QuietTests(fixture)
{
    public static TheoryData<string> Formats => new("rss", "atom", "json", "ninjs");

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task The_links_lead_once_through_the_whole_list_and_back(string format)
    {
        var (expected, _) = await Newsroom.Client.ReadForthAsync("/v1/articles?limit=100&fields=slug");

        var pages = await ReadAsync(Newsroom.Client, $"/v1/feeds/{format}?limit=9");
        Assert.Equal((expected.Count + 8) / 9, pages.Count);
        Assert.Equal(await SlugsAsync(expected), pages.SelectMany(page => Ids(page, format)));

        var back = new List<string>();
        for (var page = pages[^1]; ; page = await GetAsync(Newsroom.Client, new Uri(page.Links["prev"]).PathAndQuery))
        {
            back.InsertRange(0, Ids(page, format));
            if (!page.Links.ContainsKey("prev"))
                break;
        }
        Assert.Equal(await SlugsAsync(expected), back);
    }

    [Fact]
    public async Task A_feed_in_Atom_says_its_links_itself()
    {
        var pages = await ReadAsync(Newsroom.Client, "/v1/feeds/atom?section=science&limit=30&fields=headline");

        Assert.Null(pages[0].Xml.Root!.Href("previous"));
        foreach (var (page, index) in pages.Select((page, index) => (page, index)))
        {
            var feed = page.Xml.Root!;
            Assert.Equal(page.Address, feed.Href("self"));
            Assert.Equal(pages[0].Address, feed.Href("first"));
            Assert.Equal(pages[0].Address, feed.Element(Atom + "id")!.Value);
            Assert.Equal(index + 1 < pages.Count ? pages[index + 1].Address : null, feed.Href("next"));
            Assert.Equal(page.Links.GetValueOrDefault("prev"), feed.Href("previous"));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task It_is_sent_again_only_when_it_has_changed_and_HEAD_says_the_same(string format)
    {
        var path = $"/v1/feeds/{format}?section=science";
        using var plain = await Newsroom.GetAsync(path);
        using var known = await Newsroom.GetAsync(path, ("If-None-Match", plain.Header("ETag")));
        using var dated = await Newsroom.GetAsync(path, ("If-Modified-Since", plain.Header("Last-Modified")));
        using var head = await Newsroom.SendAsync(HttpMethod.Head, path);

        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.NotModified), (known.StatusCode, dated.StatusCode));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
        Assert.All(
            (string[])["Content-Type", "ETag", "Link", "Last-Modified", "Cache-Control"],
            name => Assert.Equal(plain.Header(name), head.Header(name))
        );
    }

    [Theory]
    [InlineData("rss", "application/rss+xml", "application/rss+xml")]
    [InlineData("rss", "application/rss+xml, application/atom+xml;q=0.9, */*;q=0.1", "application/rss+xml")]
    [InlineData("rss", "application/xml", "application/rss+xml")]
    [InlineData("atom", "text/xml", "application/atom+xml")]
    [InlineData("json", "application/json", "application/feed+json")]
    [InlineData("ninjs", "application/json", "application/vnd.iptc.ninjs+json")]
    [InlineData(
        "ninjs",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "application/vnd.iptc.ninjs+json"
    )]
    [InlineData("rss", "application/atom+xml", null)]
    [InlineData("json", "text/html", null)]
    [InlineData("atom", "*/*;q=0", null)]
    public async Task The_path_names_the_format_and_Accept_must_only_not_exclude_it(
        string format,
        string accept,
        string? mediaType
    )
    {
        using var response = await Newsroom.GetAsync($"/v1/feeds/{format}?limit=1", ("Accept", accept));

        if (mediaType is null)
            await response.ProblemAsync(ProblemType.NotAcceptable);
        else
            Assert.Equal(
                (HttpStatusCode.OK, mediaType),
                (response.StatusCode, response.Content.Headers.ContentType?.MediaType)
            );
    }

    [Theory]
    [InlineData("rdf")]
    [InlineData("RSS")]
    [InlineData("feed.xml")]
    [InlineData("0")]
    public async Task Another_format_is_not_there_and_the_answer_says_which_are(string format)
    {
        using var response = await Newsroom.GetAsync($"/v1/feeds/{format}");

        var problem = await response.ProblemAsync(ProblemType.NotFound);
        Assert.Contains("ninjs", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("?sectoin=science", "sectoin")]
    [InlineData("?section=no-such-section", "section")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?format=rss", "format")]
    [InlineData("?cursor=x", "cursor")]
    [InlineData("?fields=nope&sort=best", "fields", "sort")]
    public async Task What_the_list_refuses_the_feed_refuses(string query, params string[] names)
    {
        using var response = await Newsroom.GetAsync($"/v1/feeds/atom{query}");

        await response.InvalidAsync(names);
    }

    [Fact]
    public async Task The_title_says_what_the_feed_is_about()
    {
        Assert.Equal("News API", await TitleAsync(""));
        Assert.Equal("News API: Science", await TitleAsync("?section=science"));
        Assert.Equal("News API: science; en", await TitleAsync("?section=science&language=en"));
        Assert.StartsWith("News API: ", await TitleAsync("?q=radiocarbon"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_directory_has_the_feed_of_all_stories_and_that_of_each_section()
    {
        var sections = (await Newsroom.Client.JsonAsync("/v1/articles?limit=0&facets=section&facetLimit=100"))[
            "facets"
        ]!["section"]!;
        var directory = await Newsroom.Client.JsonAsync("/v1/feeds");

        Assert.Null(directory.Items().First()["section"]);
        var listed = directory.Items().Skip(1).Select(entry => entry.Text("section")).ToList();
        Assert.Superset(sections.AsArray().Select(value => value!.Text("value")).ToHashSet(), listed.ToHashSet());
        foreach (var entry in directory.Items())
        foreach (var format in new[] { "rss", "atom", "json", "ninjs" })
        {
            using var response = await Newsroom.GetAsync(new Uri(entry.Text(format)).PathAndQuery + "");
            await response.OkAsync();
        }
    }

    private async Task<string> TitleAsync(string query) =>
        (await Newsroom.Client.ChannelAsync(query)).Element("title")!.Value;

    /// <summary>The names that feeds have for these stories.</summary>
    private async Task<IReadOnlyList<string>> SlugsAsync(IReadOnlyList<string> slugs)
    {
        var list = await Newsroom.Client.JsonAsync("/v1/articles?limit=100&fields=slug");
        Assert.Equal(slugs, list.Slugs());
        return [.. list.Items().Select(article => $"urn:uuid:{article.Text("id")}")];
    }

    private static IEnumerable<string> Ids(FeedPage page, string format) =>
        format switch
        {
            "rss" => page.Xml.Descendants("guid").Select(guid => guid.Value),
            "atom" => page.Xml.Root!.Entries().Select(entry => entry.Element(Atom + "id")!.Value),
            "json" => JsonNode.Parse(page.Text)!.Items().Select(item => item.Text("id")),
            _ => JsonNode.Parse(page.Text)!["associations"]!
                .AsArray()
                .Where(item => item!.Text("pubStatus") == "usable")
                .Select(item => item!.Text("uri")),
        };
}
