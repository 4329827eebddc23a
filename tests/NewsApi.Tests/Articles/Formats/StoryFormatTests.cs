using System.Net;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>In which form a story comes: by <c>Accept</c>, by <c>format</c>, or at the address of its page.</summary>
public sealed class StoryFormatTests(NewsroomFixture fixture) : QuietTests(fixture)
{
    private const string Ozone = "how-the-world-mended-the-ozone-layer";
    private const string Story = $"/v1/articles/{Ozone}";
    private const string Browser =
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8";

    [Theory]
    // What programs say who do not care.
    [InlineData(null, "application/json")]
    [InlineData("", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/*", "application/json")]
    // Browsers.
    [InlineData(Browser, "text/html")]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html")]
    // Each by its name.
    [InlineData("application/json", "application/json")]
    [InlineData("application/ld+json", "application/ld+json")]
    [InlineData("application/vnd.iptc.ninjs+json", "application/vnd.iptc.ninjs+json")]
    [InlineData("text/html", "text/html")]
    [InlineData("text/markdown", "text/markdown")]
    [InlineData("text/plain", "text/plain")]
    [InlineData("TEXT/Markdown; charset=UTF-8; variant=GFM", "text/markdown")]
    // The most wanted wins, and of equals the one that the service prefers.
    [InlineData("text/plain;q=0.5, text/markdown;q=0.9", "text/markdown")]
    [InlineData("text/plain, application/json;q=0.9", "text/plain")]
    [InlineData("text/plain, text/html", "text/html")]
    [InlineData("text/*", "text/html")]
    [InlineData("text/*;q=0.5, text/plain", "text/plain")]
    [InlineData("text/markdown, */*;q=0.1", "text/markdown")]
    [InlineData("application/json;q=0, application/*", "application/ld+json")]
    [InlineData("text/html;q=0, text/*", "text/markdown")]
    [InlineData("application/pdf, application/ld+json;q=0.001", "application/ld+json")]
    [InlineData("*/*;q=0.1, application/json;q=0", "application/ld+json")]
    // What ends like another type is not that type.
    [InlineData("application/json;q=0.5, application/ld+json", "application/ld+json")]
    [InlineData("application/json;q=0.1, application/vnd.iptc.ninjs+json;q=0.2", "application/vnd.iptc.ninjs+json")]
    [InlineData("garbage", "application/json")]
    public async Task Accept_chooses(string? accept, string mediaType)
    {
        using var response = await Newsroom.GetAsync(Story, accept is null ? [] : [("Accept", accept)]);

        await response.OkAsync();
        Assert.Equal(mediaType, response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("Accept, Accept-Encoding, X-Api-Key, Authorization", response.Header("Vary"));
        Assert.Equal("1", response.Header("TDM-Reservation"));
    }

    [Theory]
    [InlineData("application/pdf")]
    [InlineData("image/*, application/xml")]
    [InlineData("*/*;q=0")]
    [InlineData("application/json;q=0, application/ld+json;q=0, application/vnd.iptc.ninjs+json;q=0, text/*;q=0")]
    public async Task Who_takes_none_of_them_learns_which_there_are(string accept)
    {
        using var response = await Newsroom.GetAsync(Story, ("Accept", accept));

        var problem = await response.ProblemAsync(ProblemType.NotAcceptable);
        Assert.Equal(
            "This resource exists as application/json, application/ld+json, application/vnd.iptc.ninjs+json, text/html, text/markdown, text/plain.",
            problem.Text("detail")
        );
    }

    [Theory]
    [InlineData("json", "application/json; charset=utf-8")]
    [InlineData("jsonld", "application/ld+json")]
    [InlineData("ninjs", "application/vnd.iptc.ninjs+json")]
    [InlineData("html", "text/html; charset=utf-8")]
    [InlineData("markdown", "text/markdown; charset=utf-8")]
    [InlineData("text", "text/plain; charset=utf-8")]
    public async Task The_parameter_wins_over_Accept(string format, string mediaType)
    {
        foreach (var accept in new[] { "", Browser, "application/pdf", "*/*;q=0" })
        {
            using var response = await Newsroom.GetAsync($"{Story}?format={format}", ("Accept", accept));

            await response.OkAsync();
            Assert.Equal((accept, mediaType), (accept, response.Header("Content-Type")));
            // The address alone decides.
            Assert.Equal("Accept-Encoding, X-Api-Key, Authorization", response.Header("Vary"));
        }
    }

    [Theory]
    [InlineData("format=pdf", "format")]
    [InlineData("format=HTML", "format")]
    [InlineData("format=", "format")]
    [InlineData("format=html&fields=headline", "fields")]
    [InlineData("format=html&bodyFormat=html", "bodyFormat")]
    [InlineData("format=text&fields=*&bodyFormat=text", "bodyFormat", "fields")]
    [InlineData("format=ninjs&fields=nope", "fields")]
    public async Task Members_are_a_choice_of_the_JSON_alone(string query, params string[] names)
    {
        using var response = await Newsroom.GetAsync($"{Story}?{query}");

        await response.InvalidAsync(names);
    }

    /// <summary>An address with members in it may be opened in a browser, too.</summary>
    [Fact]
    public async Task Who_chooses_members_gets_JSON_if_it_takes_that()
    {
        using var browser = await Newsroom.GetAsync($"{Story}?fields=headline", ("Accept", Browser));
        await browser.OkAsync();
        Assert.Equal("application/json", browser.Content.Headers.ContentType!.MediaType);

        using var page = await Newsroom.GetAsync($"{Story}?fields=headline", ("Accept", "text/html"));
        await page.ProblemAsync(ProblemType.NotAcceptable);
    }

    [Fact]
    public async Task Each_form_has_a_validator_of_its_own_and_HEAD_says_the_same()
    {
        var tags = new List<string>();
        foreach (var format in new[] { "json", "jsonld", "ninjs", "html", "markdown", "text" })
        {
            var path = $"{Story}?format={format}";
            using var plain = await Newsroom.GetAsync(path);
            using var known = await Newsroom.GetAsync(path, ("If-None-Match", plain.Header("ETag")));
            using var dated = await Newsroom.GetAsync(path, ("If-Modified-Since", plain.Header("Last-Modified")));
            using var head = await Newsroom.SendAsync(HttpMethod.Head, path);
            using var elsewhere = await Newsroom.GetAsync(
                Story,
                ("Accept", plain.Content.Headers.ContentType!.MediaType!)
            );

            Assert.Equal(
                (HttpStatusCode.NotModified, HttpStatusCode.NotModified),
                (known.StatusCode, dated.StatusCode)
            );
            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            Assert.Equal(
                (plain.Header("Content-Type"), plain.Header("ETag"), plain.Header("Content-Length")),
                (head.Header("Content-Type"), head.Header("ETag"), head.Header("Content-Length"))
            );
            Assert.Equal(plain.Header("ETag"), elsewhere.Header("ETag"));
            tags.Add(plain.Header("ETag"));
        }
        Assert.Equal(tags.Distinct(), tags);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("ninjs")]
    [InlineData("html")]
    [InlineData("text")]
    public async Task What_is_not_there_is_refused_with_a_problem_in_any_form(string format)
    {
        using var moved = await Newsroom.GetAsync($"/v1/articles/the-day-samoa-skipped?format={format}");
        using var gone = await Newsroom.GetAsync($"/v1/articles/the-385-yards-that-made-the-marathon?format={format}");
        using var none = await Newsroom.GetAsync($"/v1/articles/no-such-story?format={format}", ("Accept", Browser));

        Assert.Equal(HttpStatusCode.PermanentRedirect, moved.StatusCode);
        Assert.Equal($"/v1/articles/the-friday-that-samoa-never-had?format={format}", moved.Header("Location"));
        await gone.ProblemAsync(ProblemType.Gone);
        await none.ProblemAsync(ProblemType.NotFound);
    }

    [Fact]
    public async Task The_page_has_one_address()
    {
        var id = (await Newsroom.Client.JsonAsync(Story)).Text("id");
        using var page = await Newsroom.GetAsync($"/stories/{Ozone}");
        using var same = await Newsroom.GetAsync($"{Story}?format=html");
        using var byId = await Newsroom.GetAsync($"/stories/{id}?from=letter");
        using var former = await Newsroom.GetAsync("/stories/the-day-samoa-skipped");
        using var gone = await Newsroom.GetAsync("/stories/the-385-yards-that-made-the-marathon");
        using var none = await Newsroom.GetAsync("/stories/no-such-story");
        using var scheduled = await Newsroom.GetAsync("/stories/how-the-secret-ballot-came-from-australia");

        await page.OkAsync();
        Assert.Equal(await page.Content.ReadAsStringAsync(), await same.Content.ReadAsStringAsync());
        await byId.InvalidAsync("from");
        Assert.Equal(HttpStatusCode.PermanentRedirect, former.StatusCode);
        Assert.Equal("/stories/the-friday-that-samoa-never-had", former.Header("Location"));
        await gone.ProblemAsync(ProblemType.Gone);
        await none.ProblemAsync(ProblemType.NotFound);
        await scheduled.ProblemAsync(ProblemType.NotFound);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("image/png")]
    public async Task The_page_comes_to_whoever_opens_its_address(string? accept)
    {
        using var response = await Newsroom.GetAsync($"/stories/{Ozone}", accept is null ? [] : [("Accept", accept)]);

        await response.OkAsync();
        Assert.Equal("text/html; charset=utf-8", response.Header("Content-Type"));
        Assert.Equal("Accept-Encoding, X-Api-Key, Authorization", response.Header("Vary"));
    }

    [Fact]
    public async Task Markdown_and_text_have_the_whole_story()
    {
        var story = await Newsroom.Client.JsonAsync($"{Story}?bodyFormat=text");
        using var text = await Newsroom.GetAsync($"{Story}?format=text");
        using var markdown = await Newsroom.GetAsync($"{Story}?format=markdown");

        var plain = await text.Content.ReadAsStringAsync();
        Assert.StartsWith(
            $"{story.Text("headline")}\n\n{story.Text("standfirst")}\n\n",
            plain,
            StringComparison.Ordinal
        );
        Assert.Contains(story.Text("body"), plain, StringComparison.Ordinal);
        Assert.EndsWith($"\n\n{story.Text("webUrl")}\n", plain, StringComparison.Ordinal);
        var marked = await markdown.Content.ReadAsStringAsync();
        Assert.StartsWith($"# {story.Text("headline")}\n\n**", marked, StringComparison.Ordinal);
        Assert.EndsWith($"\n\n<{story.Text("webUrl")}>\n", marked, StringComparison.Ordinal);
    }
}
