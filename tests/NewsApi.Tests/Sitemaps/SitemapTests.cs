using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Http;
using NewsApi.Selection;
using NewsApi.Sitemaps;
using NewsApi.Tests.Feeds;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;
using static NewsApi.Tests.Sitemaps.SitemapSchema;

namespace NewsApi.Tests.Sitemaps;

[Collection(NewsroomCollection.Name)]
public sealed class SitemapTests(NewsroomFixture fixture)
{
    private readonly HttpClient _client = fixture.Sample.Client;

    [Fact]
    public async Task The_parts_that_the_index_names_have_every_story_once_with_its_last_change()
    {
        var list = await _client.JsonAsync("/v1/articles?limit=100&fields=webUrl,updatedAt,publishedAt");
        var index = await _client.SitemapAsync("/sitemap.xml");
        var found = new List<(string, string)>();
        foreach (var part in index)
        {
            var stories = await _client.SitemapAsync(new Uri(part.Loc()).PathAndQuery);
            Assert.NotEmpty(stories);
            found.AddRange(stories.Select(story => (story.Loc(), story.LastMod())));
            Assert.Equal(stories.Max(story => Moment(story.LastMod())), Moment(part.LastMod()));
        }

        Assert.Equal(
            list.Items().Select(story => (story.Text("webUrl"), story.Text("updatedAt"))).Order(),
            found.Order()
        );
        var months = index.Select(part => Path.GetFileNameWithoutExtension(part.Loc())).ToList();
        Assert.Equal(list.Items().Select(story => story.Text("publishedAt")[..7]).Distinct().OrderDescending(), months);
    }

    [Fact]
    public void A_sitemap_that_was_spoilt_does_not_fit()
    {
        const string Good = """
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
              <url>
                <loc>https://www.example.org/a</loc><lastmod>2026-11-23T09:30:00Z</lastmod>
                <news:news>
                  <news:publication><news:name>N</news:name><news:language>en</news:language></news:publication>
                  <news:publication_date>2026-11-23T09:30:00Z</news:publication_date><news:title>T</news:title>
                </news:news>
              </url>
            </urlset>
            """;
        (string, string)[] spoilt =
        [
            ("https://www.example.org/a", "/a"),
            ("<lastmod>2026-11-23T09:30:00Z", "<lastmod>2026-11-23T09:30:00"),
            ("<lastmod>2026-11-23T09:30:00Z", "<lastmod>yesterday"),
            ("<news:language>en<", "<news:language>en-GB<"),
            ("<news:title>T<", "<news:title><"),
            ("<news:title>T</news:title>", ""),
            ("news:name", "news:headline"),
            ("urlset", "urls"),
        ];

        Assert.Empty(Faults(FeedPages.Xml(Good)));
        Assert.All(
            spoilt,
            fault =>
                Assert.NotEmpty(Faults(FeedPages.Xml(Good.Replace(fault.Item1, fault.Item2, StringComparison.Ordinal))))
        );
    }

    [Theory]
    [InlineData("2026-13.xml")]
    [InlineData("2026-00.xml")]
    [InlineData("2026-11")]
    [InlineData("2026-11-1.xml")]
    [InlineData("2026-11-0.xml")]
    [InlineData("2026-11-2.xml")]
    [InlineData("2026-11-1000.xml")]
    [InlineData("0001-01.xml")]
    [InlineData("1999-01.xml")]
    [InlineData("news")]
    [InlineData("%D9%A2026-11.xml")]
    public async Task A_part_that_the_index_does_not_name_is_not_there(string part)
    {
        using var response = await fixture.Sample.GetAsync($"/sitemaps/{part}");

        await response.ProblemAsync(ProblemType.NotFound);
    }

    [Fact]
    public async Task Months_are_those_of_the_last_major_version_in_UTC()
    {
        var (newsroom, editor) = await EmptyAsync();
        await editor.PublishAsync(Editor.Draft("last-of-october"), Moment("2026-10-31T23:59:59.999999Z"));
        await editor.PublishAsync(Editor.Draft("first-of-november"), Moment("2026-11-01T00:00:00Z"));
        await editor.PublishAsync(Editor.Draft("of-april"), Moment("2019-04-05T00:00:00Z"));

        var index = await newsroom.Client.SitemapAsync("/sitemap.xml");
        Assert.Equal(
            ["/sitemaps/2026-11.xml", "/sitemaps/2026-10.xml", "/sitemaps/2019-04.xml"],
            index.Select(part => new Uri(part.Loc()).AbsolutePath)
        );
        Assert.Equal("2026-10-31T23:59:59.999999Z", index[1].LastMod());
        Assert.Equal(["last-of-october"], await SlugsAsync(newsroom, "2026-10.xml"));
        Assert.Equal(["first-of-november"], await SlugsAsync(newsroom, "2026-11.xml"));
    }

    [Fact]
    public async Task An_empty_newsroom_has_a_sitemap_too()
    {
        var (newsroom, _) = await EmptyAsync();

        Assert.Empty(await newsroom.Client.SitemapAsync("/sitemap.xml"));
        Assert.Empty(await newsroom.Client.SitemapAsync("/sitemaps/news.xml"));
    }

    [Fact]
    public async Task A_withdrawn_story_leaves_it_at_once_and_a_correction_dates_it_anew()
    {
        var shared = new EditorsNewsroom(fixture);
        await shared.InitializeAsync();
        var (editor, newsroom) = (shared.Editor, shared.Newsroom);
        var kept = await editor.CreatePublicAsync(Editor.Draft("kept"));
        var gone = await editor.CreatePublicAsync(Editor.Draft("gone"));
        var part = Path.GetFileName(
            new Uri((await newsroom.Client.SitemapAsync("/sitemap.xml"))[0].Loc()).AbsolutePath
        );
        Assert.Equal(["kept", "gone"], await SlugsAsync(newsroom, part));

        await editor.WithdrawAsync(gone);
        await editor.CorrectAsync(kept, new { text = "It was 1987." });

        var story = Assert.Single(await newsroom.Client.SitemapAsync($"/sitemaps/{part}"));
        var article = await newsroom.Client.JsonAsync("/v1/articles/kept");
        Assert.Equal(article.Text("updatedAt"), story.LastMod());
        Assert.NotEqual(article.Text("publishedAt"), story.LastMod());
        Assert.Equal(article.Text("updatedAt"), (await newsroom.Client.SitemapAsync("/sitemap.xml"))[0].LastMod());
        Assert.Equal(["kept"], await LatestAsync(newsroom));
        using var response = await newsroom.GetAsync("/sitemaps/news.xml");
        Assert.DoesNotContain("Headline of gone", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_story_of_a_month_takes_the_month_with_it()
    {
        var shared = new EditorsNewsroom(fixture);
        await shared.InitializeAsync();
        var story = await shared.Editor.CreatePublicAsync(Editor.Draft("only"));
        var part = new Uri((await shared.Newsroom.Client.SitemapAsync("/sitemap.xml"))[0].Loc()).PathAndQuery;

        await shared.Editor.WithdrawAsync(story);

        Assert.Empty(await shared.Newsroom.Client.SitemapAsync("/sitemap.xml"));
        using var response = await shared.Newsroom.GetAsync(part);
        await response.ProblemAsync(ProblemType.NotFound);
    }

    [Fact]
    public async Task The_sitemap_for_news_has_what_came_out_within_48_hours_the_latest_first()
    {
        var (newsroom, editor) = await EmptyAsync();
        var now = DateTimeOffset.UtcNow;
        await editor.PublishAsync(Editor.Draft("yesterday") with { Language = "en-GB" }, now.AddHours(-24));
        await editor.PublishAsync(Editor.Draft("too-old"), now.AddHours(-48).AddSeconds(-1));
        await editor.PublishAsync(
            Editor.Draft("nearly") with
            {
                Language = "zh-Hant",
            },
            now.AddHours(-48).AddMinutes(5)
        );
        await editor.PublishAsync(Editor.Draft("now") with { Headline = "Now & <then>", Language = "zh-CN" }, now);

        var latest = await newsroom.Client.SitemapAsync("/sitemaps/news.xml");

        Assert.Equal(["now", "yesterday", "nearly"], await LatestAsync(newsroom));
        Assert.Equal(
            ["zh-cn", "en", "zh-tw"],
            latest.Select(story => story.Descendants(News + "language").Single().Value)
        );
        Assert.Equal("Now & <then>", latest[0].Descendants(News + "title").Single().Value);
        Assert.Equal("News API", latest[0].Descendants(News + "name").Single().Value);
        using var response = await newsroom.GetAsync("/sitemaps/news.xml");
        Assert.InRange(response.Headers.CacheControl!.MaxAge!.Value.TotalSeconds, 0, 300);
    }

    [Fact]
    public async Task A_cache_keeps_no_sitemap_past_the_end_of_a_right()
    {
        var (newsroom, editor) = await EmptyAsync();
        var ends = DateTimeOffset.UtcNow.AddSeconds(2);
        await editor.PublishAsync(Editor.Draft("stays"));
        await editor.PublishAsync(Editor.Draft("short-lived"), expiresAt: ends);
        var part = new Uri((await newsroom.Client.SitemapAsync("/sitemap.xml"))[0].Loc()).PathAndQuery;

        foreach (var path in new[] { part, "/sitemaps/news.xml" })
        {
            using var response = await newsroom.GetAsync(path);
            Assert.InRange(response.Headers.CacheControl!.MaxAge!.Value.TotalSeconds, 0, 2);
        }
        while (DateTimeOffset.UtcNow < ends.AddMilliseconds(100))
            await Task.Delay(50);
        Assert.Equal(["stays"], await LatestAsync(newsroom));
        Assert.Equal(["stays"], await SlugsAsync(newsroom, Path.GetFileName(part)));
    }

    /// <summary>The real parts have 10,000 stories; the statement is the same for small ones.</summary>
    [Fact]
    public async Task Parts_of_a_month_divide_its_stories_in_the_order_of_publication()
    {
        var (newsroom, editor) = await EmptyAsync();
        foreach (var day in Enumerable.Range(1, 7))
            await editor.PublishAsync(Editor.Draft($"of-day-{day}"), Moment($"2026-10-0{day}T12:00:00Z"));
        // Two at the same moment stand in the order of their ids.
        await editor.PublishAsync(Editor.Draft("of-day-7-too"), Moment("2026-10-07T12:00:00Z"));
        var repository = newsroom.Services.GetRequiredService<SitemapRepository>();

        var parts = new List<IReadOnlyList<string>>();
        for (var part = 1; part <= 4; part++)
        {
            var (_, stories) = await repository.PartAsync(
                new(2026, 10, 1),
                part,
                3,
                Readership.Everyone,
                CancellationToken.None
            );
            parts.Add([.. stories.Select(story => story.Slug)]);
        }

        Assert.Equal([3, 3, 2, 0], parts.Select(part => part.Count));
        Assert.Equal(await SlugsAsync(newsroom, "2026-10.xml"), parts.SelectMany(part => part));
    }

    [Theory]
    [InlineData("2026-11", 1, "2026-11.xml")]
    [InlineData("2026-11", 2, "2026-11-2.xml")]
    [InlineData("2026-11", 12, "2026-11-12.xml")]
    public void A_part_has_a_name_that_can_be_read_again(string month, int part, string name)
    {
        Assert.Equal(name, SitemapPartName.Of(month, part));
        Assert.True(SitemapPartName.TryRead(name, out var read, out _));
        Assert.Equal((month, part), (read.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), read.Part));
    }

    [Fact]
    public async Task Addresses_follow_the_template_of_the_site()
    {
        var newsroom = await fixture.StartAsync(
            new("Site:ArticleUrl", "https://www.example.org/{section}/{slug}?from=map&lang=en"),
            new("Site:BaseUrl", "https://api.example.org/")
        );
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        await editor.PublishAsync(Editor.Draft("tide"));

        var part = (await newsroom.Client.SitemapAsync("/sitemap.xml"))[0].Loc();
        Assert.StartsWith("https://api.example.org/sitemaps/", part, StringComparison.Ordinal);
        var story = Assert.Single(await newsroom.Client.SitemapAsync(new Uri(part).AbsolutePath));
        Assert.Equal("https://www.example.org/news/tide?from=map&lang=en", story.Loc());
    }

    [Theory]
    [InlineData("/sitemap.xml")]
    [InlineData("/sitemaps/news.xml")]
    public async Task It_is_sent_again_only_when_it_has_changed(string path)
    {
        using var plain = await fixture.Sample.GetAsync(path);
        using var known = await fixture.Sample.GetAsync(path, ("If-None-Match", plain.Header("ETag")));
        using var head = await fixture.Sample.SendAsync(HttpMethod.Head, path);

        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal((HttpStatusCode.OK, plain.Header("ETag")), (head.StatusCode, head.Header("ETag")));
    }

    private async Task<(Newsroom, Editor)> EmptyAsync()
    {
        var newsroom = await fixture.StartAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        return (newsroom, editor);
    }

    private static Task<IReadOnlyList<string>> LatestAsync(Newsroom newsroom) => SlugsAsync(newsroom, "news.xml");

    private static async Task<IReadOnlyList<string>> SlugsAsync(Newsroom newsroom, string part) =>
        [
            .. (await newsroom.Client.SitemapAsync($"/sitemaps/{part}")).Select(story =>
                new Uri(story.Loc()).Segments[^1]
            ),
        ];

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
