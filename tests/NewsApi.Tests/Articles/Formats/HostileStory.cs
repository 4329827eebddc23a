using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using NewsApi.Articles;
using NewsApi.Editorial;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>A story that has some text at every place which may have one, and what of it must be seen wherever its body is HTML.
/// </summary>
internal static class HostileStory
{
    /// <param name="slug">Of the story.</param>
    /// <param name="line">Headline and byline.</param>
    /// <param name="text">Of fourteen places with a thousand characters at least; then of code and of a correction.</param>
    public static ArticleDraft Draft(string slug, string[] line, string[] text) =>
        new()
        {
            Slug = slug,
            Language = "en",
            Headline = line[0],
            Byline = line[1],
            Standfirst = text[0],
            Section = "hostile",
            Tags = ["topic/hostile"],
            LeadImage = new()
            {
                Url = "https://example.org/a.jpg?b=1&c=2",
                Alt = text[1],
                Caption = text[2],
                Credit = text[3],
                Width = 16,
                Height = 9,
            },
            Rights = new() { Copyright = text[4], UsageTerms = text[5] },
            Body =
            [
                new ParagraphBlock { Html = Typed(text[6]) },
                new HeadingBlock { Level = 2, Text = text[7] },
                new QuoteBlock { Html = Typed(text[8]), Attribution = text[9] },
                new PullquoteBlock { Text = text[10], Attribution = text[11] },
                new ImageBlock
                {
                    Url = "https://example.org/b.png",
                    Alt = text[12],
                    Caption = text[13],
                    Width = 1,
                    Height = 1,
                },
                new TableBlock
                {
                    Caption = text[1],
                    Header = [text[2], text[3]],
                    Rows =
                    [
                        [text[4], text[5]],
                    ],
                },
                new ListBlock { Ordered = false, Items = [Typed(text[0]), Typed(text[1])] },
                new EmbedBlock
                {
                    Url = "https://example.org/?a=1&b=2",
                    Title = text[2],
                    Provider = text[3],
                },
                new CodeBlock { Text = text[14], Language = text[9] },
            ],
        };

    /// <summary>Line breaks that were typed into inline HTML are spaces to a reader, and so are left out of the comparison.</summary>
    public static void AssertBody(IParentNode html, ArticleDraft draft)
    {
        Assert.Equal(((HeadingBlock)draft.Body[1]).Text, html.QuerySelector("h2")!.TextContent);
        Assert.Equal(
            ((QuoteBlock)draft.Body[2]).Attribution,
            html.QuerySelector("blockquote + figcaption")!.TextContent
        );
        Assert.Equal(((PullquoteBlock)draft.Body[3]).Text, html.QuerySelector("aside p")!.TextContent);
        Assert.Equal(((PullquoteBlock)draft.Body[3]).Attribution, html.QuerySelector("aside p + p")!.TextContent);
        var picture = (ImageBlock)draft.Body[4];
        Assert.Equal(picture.Alt, html.QuerySelector("img[src='https://example.org/b.png']")!.GetAttribute("alt"));
        Assert.Equal(
            picture.Caption,
            html.QuerySelector("img[src='https://example.org/b.png'] + figcaption")!.TextContent
        );
        var table = (TableBlock)draft.Body[5];
        Assert.Equal(table.Caption, html.QuerySelector("caption")!.TextContent);
        Assert.Equal(table.Header, html.QuerySelectorAll("th").Select(cell => cell.TextContent));
        Assert.Equal(table.Rows[0], html.QuerySelectorAll("td").Select(cell => cell.TextContent));
        var embed = (EmbedBlock)draft.Body[7];
        var link = html.QuerySelector("a[href='https://example.org/?a=1&b=2']")!;
        Assert.Equal(embed.Title, link.TextContent);
        Assert.Equal($"{embed.Title} ({embed.Provider})", link.ParentElement!.TextContent);
        Assert.Equal(((CodeBlock)draft.Body[8]).Text, html.QuerySelector("pre code")!.TextContent);
        Assert.Equal(
            Loose(Untyped(((ParagraphBlock)draft.Body[0]).Html)),
            Loose(html.QuerySelector("h2")!.PreviousElementSibling!.TextContent)
        );
        Assert.Equal(
            Loose(Untyped(((QuoteBlock)draft.Body[2]).Html)),
            Loose(html.QuerySelector("blockquote p")!.TextContent)
        );
        Assert.Equal(
            ((ListBlock)draft.Body[6]).Items.Select(item => Loose(Untyped(item))),
            html.QuerySelectorAll("li").Select(item => Loose(item.TextContent))
        );
    }

    public static string Untyped(string html) => WebUtility.HtmlDecode(html);

    /// <summary>A line break is a line break, whichever it was.</summary>
    public static string Loose(string text) => Clean(text).ReplaceLineEndings("\n");

    /// <summary>Nothing but what is no space: Markdown joins lines and leaves out indents. Noncharacters may be replaced.</summary>
    public static string Words(string text) =>
        string.Concat(
            text.Where(c => !char.IsWhiteSpace(c) && c is not ('\ufeff' or '\ufffd' or '\ufffe' or '\uffff'))
        );

    /// <summary>As XML can carry it.</summary>
    public static string Clean(string text) =>
        string.Concat(
            text.EnumerateRunes().Select(rune => rune.Value is 0xFFFE or 0xFFFF ? "\ufffd" : rune.ToString())
        );

    /// <summary>This parser, other than browsers, takes one character that is none for the end of the page.</summary>
    public static Task<IHtmlDocument> ParseAsync(string html) =>
        new HtmlParser().ParseDocumentAsync(html.Replace('\uffff', '\ufffd'));

    /// <summary>Text as it stands in inline HTML.</summary>
    private static string Typed(string text) => WebUtility.HtmlEncode(text);
}
