using System.Text.Json.Nodes;
using AngleSharp.Dom;
using CsCheck;
using Markdig;
using NewsApi.Articles;
using NewsApi.Editorial;
using NewsApi.Tests.Feeds;
using NewsApi.Tests.Support;
using Xunit;
using static NewsApi.Tests.Articles.HostileStory;
using static NewsApi.Tests.Feeds.FeedPages;

namespace NewsApi.Tests.Articles;

/// <summary>Whatever an editor types is text in every format: it arrives as it was typed, and does nothing.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class HostileTextTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private static readonly MarkdownPipeline CommonMark = new MarkdownPipelineBuilder().UsePipeTables().Build();

    private readonly EditorsNewsroom _shared = new(fixture);
    private HttpClient _reader = null!;
    private int _written;

    public async Task InitializeAsync()
    {
        await _shared.InitializeAsync();
        _reader = _shared.Newsroom.Client;
        var vocabulary = new Editor(_shared.Newsroom);
        await vocabulary.AddTagAsync("topic/hostile", "</script> <b>&amp;]]> \u202e\ufffe\U0001F600\"'");
        using var section = await _shared.Editor.SendAsync(
            HttpMethod.Post,
            "/v1/editorial/sections",
            new { slug = "hostile", title = "<!--</title>]]>&lt; \u200f\uffff\U0010FFFF" }
        );
        await section.JsonAsync(System.Net.HttpStatusCode.Created);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Any_text_arrives_in_every_format_and_nothing_else_does() =>
        await Gen.Select(HostileTexts.OneLine.Array[2], HostileTexts.Lines.Array[16])
            .SampleAsync(texts => AssertHarmlessAsync(texts.Item1, texts.Item2), iter: 40, threads: 1);

    [Fact]
    public async Task Even_ten_thousand_characters_without_a_space_do()
    {
        var line = new string('w', 300);
        var word = string.Concat(Enumerable.Repeat("\U0001F600<&\"]]>", 1_250));
        Assert.InRange(word.Length, 10_000, 20_000);

        await AssertHarmlessAsync([line, line], [word[..1_980], .. Enumerable.Repeat(word[..990], 13), word, word]);
    }

    [Theory]
    [InlineData("a\uffffb <em>c</em>", "a\ufffdb <em>c</em>")]
    [InlineData("a\ufffeb", "a\ufffeb")]
    [InlineData("\uffff", "\uffff")]
    [InlineData("a\u0085b\u0080", "a\u0085b\u0080")]
    [InlineData("a &lt;b&gt; &amp;amp; c", "a &lt;b&gt; &amp;amp; c")]
    public async Task No_character_ends_a_paragraph_when_it_is_saved(string typed, string kept)
    {
        var story = await _shared.Editor.CreateAsync(
            Editor.Draft($"odd-{_written++}") with
            {
                Body = [new ParagraphBlock { Html = typed }],
            }
        );

        Assert.Equal(kept, story.Json["body"]![0]!.Text("html"));
    }

    /// <inheritdoc cref="Draft"/>
    private async Task AssertHarmlessAsync(string[] line, string[] text)
    {
        var draft = Draft($"hostile-{_written++}", line, text);
        var story = await _shared.Editor.CreatePublicAsync(draft);
        await _shared.Editor.CorrectAsync(story, new { text = text[15] });
        var seen = await _reader.JsonAsync($"/v1/articles/{story.Id}");

        // The JSON of this API is what was typed.
        Assert.Equal(
            (draft.Headline, draft.Byline, draft.Standfirst),
            (seen.Text("headline"), seen.Text("byline"), seen.Text("standfirst"))
        );
        Assert.Equal(text[14], seen["body"]![8]!.Text("text"));
        Assert.Equal(text[15], seen["corrections"]![0]!.Text("text"));
        await AssertPageAsync(story.Slug, draft, text[15]);
        await AssertLinkedDataAsync(story.Slug, seen);
        await AssertNinjsAsync(story.Slug, seen);
        await AssertTextAsync(story.Slug, draft, text[15]);
        await AssertMarkdownAsync(story.Slug, draft, text[15]);
        await AssertAtomAsync(draft);
        await AssertRssAsync(draft);
        await AssertJsonFeedAsync(draft);
        await AssertEmbedAsync(story.Slug, draft);
        await AssertSmallFilesAsync(story.Slug, draft);
    }

    private async Task AssertPageAsync(string slug, ArticleDraft draft, string correction)
    {
        var text = await _reader.GetStringAsync($"/stories/{slug}");
        var page = await ParseAsync(text);

        Assert.Equal(draft.Headline, page.QuerySelector("h1")!.TextContent);
        Assert.Equal(draft.Byline, page.QuerySelector(".byline")!.TextContent);
        Assert.Equal(draft.Standfirst, page.QuerySelector(".standfirst")!.TextContent);
        Assert.Equal($"{draft.Headline} – News API", page.QuerySelector("title")!.TextContent);
        Assert.Equal(draft.Headline, page.QuerySelector("meta[property='og:title']")!.GetAttribute("content"));
        Assert.Equal(draft.Standfirst, page.QuerySelector("meta[name=description]")!.GetAttribute("content"));
        Assert.Equal(draft.LeadImage!.Alt, page.QuerySelector("article > figure > img")!.GetAttribute("alt"));
        Assert.Equal(
            $"{draft.LeadImage.Caption} {draft.LeadImage.Credit}",
            page.QuerySelector("article > figure > figcaption")!.TextContent
        );
        Assert.Equal(draft.Rights.Copyright, page.QuerySelector("footer > p")!.TextContent);
        Assert.EndsWith($" {correction}", page.QuerySelector(".corrections p")!.TextContent, StringComparison.Ordinal);
        AssertBody(page.QuerySelector("article")!, draft);
        Assert.Equal(Skeleton, Names(page));
        var data = JsonNode.Parse(Assert.Single(page.Scripts).Text)!;
        Assert.Equal((draft.Headline, draft.Standfirst), (data.Text("headline"), data.Text("description")));
    }

    /// <summary>The elements of the page of such a story, whatever its words are.</summary>
    private static readonly string Skeleton =
        $"html head meta meta link title {Times(18, "meta")} {Times(12, "link")} script style "
        + "body main article header p h1 p p p time span time figure img figcaption "
        + "p h2 figure blockquote p figcaption aside p p figure img figcaption "
        + "table caption thead tr th th tbody tr td td ul li li p a pre code section h2 p time footer p p";

    private async Task AssertLinkedDataAsync(string slug, JsonNode seen)
    {
        var data = await _reader.JsonAsync($"/v1/articles/{slug}?format=jsonld");

        Assert.Equal(seen.Text("headline"), data.Text("headline"));
        Assert.Equal(seen.Text("standfirst"), data.Text("description"));
        Assert.Equal(seen["leadImage"]!.Text("caption"), data["image"]!.Text("caption"));
        Assert.Equal(seen["section"]!.Text("title"), data.Text("articleSection"));
        Assert.Equal(seen["tags"]![0]!.Text("title"), data["about"]![0]!.Text("name"));
        Assert.Equal(seen["corrections"]![0]!.Text("text"), data["correction"]![0]!.Text("text"));
        Assert.Contains(seen["body"]![8]!.Text("text"), data.Text("articleBody"), StringComparison.Ordinal);
    }

    private async Task AssertNinjsAsync(string slug, JsonNode seen)
    {
        var item = await _reader.JsonAsync($"/v1/articles/{slug}?format=ninjs");

        PublicSchema.Ninjs.AssertFits(item);
        Assert.Equal(seen.Text("headline"), item["headlines"]![0]!.Text("value"));
        Assert.Equal(seen.Text("standfirst"), item["descriptions"]![0]!.Text("value"));
        Assert.Equal(seen.Text("byline"), item.Text("by"));
        Assert.Equal(seen["corrections"]![0]!.Text("text"), item.Text("edNote"));
        Assert.Equal(seen["tags"]![0]!.Text("title"), item["subjects"]![0]!.Text("name"));
        var texts = item["associations"]![0]!["descriptions"]!.AsArray().Select(text => text!.Text("value"));
        Assert.Equal([seen["leadImage"]!.Text("alt"), seen["leadImage"]!.Text("caption")], texts);
    }

    private async Task AssertTextAsync(string slug, ArticleDraft draft, string correction)
    {
        var text = await _reader.GetStringAsync($"/v1/articles/{slug}?format=text");

        Assert.StartsWith(
            $"{draft.Headline}\n\n{draft.Standfirst}\n\n{draft.Byline}\n\n",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(((CodeBlock)draft.Body[8]).Text, text, StringComparison.Ordinal);
        Assert.Contains(correction, text, StringComparison.Ordinal);
    }

    /// <summary>As another program renders it: the same words, and no elements but those of the blocks.</summary>
    private async Task AssertMarkdownAsync(string slug, ArticleDraft draft, string correction)
    {
        var marked = await _reader.GetStringAsync($"/v1/articles/{slug}?format=markdown");
        var rendered = Markdown.ToHtml(marked, CommonMark);
        var page = (await ParseAsync(rendered)).Body!;

        void Same(string expected, string actual) =>
            Assert.True(Words(expected) == Words(actual), $"{Words(expected)}\nbecame\n{Words(actual)}\nin\n{marked}");

        Same(draft.Headline, Assert.Single(page.QuerySelectorAll("h1")).TextContent);
        Same(draft.Standfirst, page.QuerySelector("p > strong")!.TextContent);
        Same(((HeadingBlock)draft.Body[1]).Text, Assert.Single(page.QuerySelectorAll("h2")).TextContent);
        Same(draft.LeadImage!.Alt, page.QuerySelector("img")!.GetAttribute("alt")!);
        Same(
            string.Concat(((TableBlock)draft.Body[5]).Header),
            string.Concat(page.QuerySelectorAll("th").Select(cell => cell.TextContent))
        );
        Same(
            string.Concat(((TableBlock)draft.Body[5]).Rows[0]),
            string.Concat(page.QuerySelectorAll("td").Select(cell => cell.TextContent))
        );
        Same(((CodeBlock)draft.Body[8]).Text, Assert.Single(page.QuerySelectorAll("pre")).TextContent);
        Same(
            string.Concat(((ListBlock)draft.Body[6]).Items.Select(Untyped)),
            string.Concat(page.QuerySelectorAll("li").Select(item => item.TextContent))
        );
        Assert.Equal(
            "a a blockquote blockquote code h1 h2 hr img img li li pre strong strong table tbody td td th th thead tr tr ul",
            string.Join(
                ' ',
                page.QuerySelectorAll("*")
                    .Select(element => element.LocalName)
                    .Where(name => name is not ("p" or "br"))
                    .Order()
            )
        );
        Assert.All(
            page.QuerySelectorAll("a, img")
                .Select(element => element.GetAttribute("href") ?? element.GetAttribute("src")!),
            address => Assert.Matches("^(https://example.org/|http://127.0.0.1:)", address)
        );
        Assert.Contains(Words(correction), Words(page.TextContent), StringComparison.Ordinal);
    }

    private async Task AssertAtomAsync(ArticleDraft draft)
    {
        var text = (await GetAsync(_reader, "/v1/feeds/atom?limit=1&fields=*")).Text;
        var entry = Xml(text).Root!.Entries()[0];

        Assert.Equal(Clean(draft.Headline), entry.Element(Atom + "title")!.Value);
        Assert.Equal(Clean(draft.Standfirst), entry.Element(Atom + "summary")!.Value);
        Assert.Equal(Clean(draft.Byline!), entry.Element(Atom + "author")!.Element(Atom + "name")!.Value);
        Assert.Equal(
            Clean($"{draft.Rights.Copyright}; {draft.Rights.UsageTerms}"),
            entry.Element(Atom + "rights")!.Value
        );
        var enclosure = entry.Elements(Atom + "link").Single(link => link.Attribute("rel")!.Value == "enclosure");
        Assert.Equal(Clean(draft.LeadImage!.Caption!), enclosure.Attribute("title")!.Value);
        Assert.Equal(draft.LeadImage.Url, enclosure.Attribute("href")!.Value);
        await AssertContentAsync(entry.Element(Atom + "content")!.Value, draft);
    }

    private async Task AssertRssAsync(ArticleDraft draft)
    {
        var item = (await _reader.ChannelAsync("?limit=1&fields=*")).Element("item")!;

        Assert.Equal(Clean(draft.Headline), item.Element("title")!.Value);
        Assert.Equal(Clean(draft.Byline!), item.Element(DublinCore + "creator")!.Value);
        Assert.Equal(
            Clean(draft.LeadImage!.Caption!),
            item.Element(Media + "content")!.Element(Media + "description")!.Value
        );
        // Readers take it for HTML.
        var description = (await ParseAsync(item.Element("description")!.Value)).Body!;
        Assert.Equal(Loose(Clean(draft.Standfirst)), Loose(description.TextContent));
        Assert.Empty(description.Children);
        await AssertContentAsync(item.Element(Content + "encoded")!.Value, draft);
    }

    private async Task AssertJsonFeedAsync(ArticleDraft draft)
    {
        var feed = await _reader.JsonAsync("/v1/feeds/json?limit=1&fields=*");

        PublicSchema.JsonFeed.AssertFits(feed);
        var item = feed.Items().Single();
        Assert.Equal((draft.Headline, draft.Standfirst), (item.Text("title"), item.Text("summary")));
        AssertBody((await ParseAsync(item.Text("content_html"))).Body!, draft);
    }

    /// <summary>XML can't carry a few characters, so neither can the HTML in it.</summary>
    private static async Task AssertContentAsync(string html, ArticleDraft draft)
    {
        var body = (await ParseAsync(html)).Body!;

        Assert.Empty(body.QuerySelectorAll("script, style, svg, iframe, [onerror], [onload], [onmouseover]"));
        AssertBody(body, draft);
    }

    private async Task AssertEmbedAsync(string slug, ArticleDraft draft)
    {
        var card = await _reader.JsonAsync($"/oembed?url=/stories/{slug}");
        Assert.Equal(draft.Headline, card.Text("title"));
        var html = (await ParseAsync(card.Text("html"))).Body!;
        Assert.Equal(draft.Headline, html.QuerySelector("strong")!.TextContent);
        Assert.Equal(draft.Standfirst, html.QuerySelectorAll("p")[1].TextContent);
        Assert.Equal(
            "blockquote p a strong p footer",
            string.Join(' ', html.QuerySelectorAll("*").Select(one => one.LocalName))
        );

        var xml = Xml(await _reader.GetStringAsync($"/oembed?url=/stories/{slug}&format=xml")).Root!;
        Assert.Equal(Clean(draft.Headline), xml.Element("title")!.Value);
        Assert.Equal(Clean(card.Text("html")), xml.Element("html")!.Value);
    }

    private async Task AssertSmallFilesAsync(string slug, ArticleDraft draft)
    {
        var terms = Xml(await _reader.GetStringAsync($"/stories/{slug}/license.xml")).Root!;
        Assert.Equal(
            Clean(draft.Rights.Copyright!),
            terms.Descendants().Single(element => element.Name.LocalName == "copyright").Value
        );
        var latest = Xml(await _reader.GetStringAsync("/sitemaps/news.xml")).Root!;
        Assert.Equal(
            Clean(draft.Headline),
            latest.Elements().First().Descendants().Single(element => element.Name.LocalName == "title").Value
        );
    }

    private static string Times(int count, string name) => string.Join(' ', Enumerable.Repeat(name, count));

    private static string Names(IDocument page) => string.Join(' ', page.All.Select(element => element.LocalName));
}
