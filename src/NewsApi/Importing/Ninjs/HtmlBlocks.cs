using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using NewsApi.Articles;

namespace NewsApi.Importing;

/// <summary>Takes HTML apart into the blocks of a story. Inline markup goes along as it is: the review takes out what stories
/// may not hold.</summary>
/// <param name="headline">Is not said once more by a heading above the text.</param>
/// <param name="sizeOf">Width and height of a picture that does not say them itself.</param>
/// <param name="notes">Gets what was left out.</param>
internal sealed class HtmlBlocks(string headline, Func<string, (int Width, int Height)?> sizeOf, List<string> notes)
{
    private static readonly HashSet<string> Inline = new(StringComparer.Ordinal)
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    };

    private static readonly HashSet<string> WithoutText = new(StringComparer.Ordinal)
    {
        "audio",
        "button",
        "canvas",
        "embed",
        "form",
        "iframe",
        "math",
        "noscript",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "video",
    };

    /// <summary>More than any story has; to put a hundred thousand into one another right would take minutes.</summary>
    private const int MostTags = 10_000;

    private readonly List<Block> _blocks = [];

    public List<Block> Read(string html)
    {
        if (html.AsSpan().Count('<') > MostTags)
        {
            notes.Add($"The text was left out: it has more than {MostTags} elements.");
            return [];
        }
        Walk(new HtmlParser().ParseDocument(html).Body!);
        return _blocks;
    }

    /// <summary>Paragraphs divided by empty lines, or where there are none, by single ones.</summary>
    public static List<Block> OfText(string text)
    {
        var lines = text.ReplaceLineEndings("\n");
        return
        [
            .. lines
                .Split(lines.Contains("\n\n", StringComparison.Ordinal) ? "\n\n" : "\n")
                .Select(paragraph => paragraph.Trim())
                .Where(paragraph => paragraph.Length > 0)
                .Select(paragraph => new ParagraphBlock { Html = Encode(paragraph) }),
        ];
    }

    public static string PlainText(string html) =>
        html.AsSpan().Count('<') > MostTags ? "" : OneLine(new HtmlParser().ParseDocument(html).Body!.TextContent);

    private void Walk(INode container)
    {
        var text = "";
        foreach (var node in container.ChildNodes)
        {
            if (node is IText || (node is IElement inline && Inline.Contains(inline.LocalName) && !HasBlocks(inline)))
            {
                text += node.ToHtml();
                continue;
            }
            AddParagraph(text);
            text = "";
            if (node is IElement element)
                Add(element);
        }
        AddParagraph(text);
    }

    private void Add(IElement element)
    {
        switch (element.LocalName)
        {
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6":
                AddHeading(element);
                break;
            case "blockquote":
                AddQuote(element);
                break;
            case "ul" or "ol":
                AddList(element);
                break;
            case "figure":
                AddFigure(element);
                break;
            case "img":
                AddPicture(element, caption: null);
                break;
            case "table":
                AddTable(element);
                break;
            case "pre":
                _blocks.Add(new CodeBlock { Text = element.TextContent.Trim('\n') });
                break;
            case "hr":
                _blocks.Add(new DividerBlock());
                break;
            case var name when WithoutText.Contains(name):
                notes.Add($"The element {name} was left out of the text.");
                break;
            default:
                Walk(element);
                break;
        }
    }

    private void AddParagraph(string html)
    {
        var text = Renamed(html).Trim();
        if (!string.IsNullOrWhiteSpace(WebUtility.HtmlDecode(text)))
            _blocks.Add(new ParagraphBlock { Html = text });
    }

    private void AddHeading(IElement element)
    {
        var text = OneLine(element.TextContent);
        if (text.Length > 0 && !(_blocks.Count == 0 && text == headline))
            _blocks.Add(new HeadingBlock { Level = element.LocalName is "h1" or "h2" ? 2 : 3, Text = text });
    }

    private void AddQuote(IElement element)
    {
        var paragraphs = element.QuerySelectorAll("p");
        var html =
            paragraphs.Length > 0
                ? string.Join("<br>", paragraphs.Select(paragraph => Renamed(paragraph.InnerHtml).Trim()))
                : Renamed(element.InnerHtml).Trim();
        if (OneLine(element.TextContent).Length > 0)
            _blocks.Add(new QuoteBlock { Html = html });
    }

    private void AddList(IElement element)
    {
        string[] items =
        [
            .. element
                .Children.Where(child => child.LocalName == "li" && OneLine(child.TextContent).Length > 0)
                .Select(item => HasBlocks(item) ? Encode(OneLine(item.TextContent)) : Renamed(item.InnerHtml).Trim()),
        ];
        if (items.Length > 0)
            _blocks.Add(new ListBlock { Ordered = element.LocalName == "ol", Items = items });
    }

    private void AddFigure(IElement element)
    {
        var caption = element.QuerySelector("figcaption");
        if (element.QuerySelector("img") is { } picture)
            AddPicture(picture, caption is null ? null : OneLine(caption.TextContent));
        else
            Walk(element);
    }

    private void AddPicture(IElement element, string? caption)
    {
        var url = element.GetAttribute("src") ?? "";
        var alt = OneLine(element.GetAttribute("alt") ?? "");
        var size =
            int.TryParse(element.GetAttribute("width"), out var width)
            && int.TryParse(element.GetAttribute("height"), out var height)
                ? (width, height)
                : sizeOf(url);
        if (!Editorial.WebAddress.Is(url) || alt.Length == 0 || size is not (> 0, > 0))
        {
            notes.Add("A picture was left out of the text: it lacks its address, its size, or what it shows.");
            return;
        }
        _blocks.Add(
            new ImageBlock
            {
                Url = url,
                Alt = alt,
                Caption = caption?.Length > 0 && caption != alt ? caption : null,
                Width = size.Value.Item1,
                Height = size.Value.Item2,
            }
        );
    }

    /// <summary>A table whose rows are of one length; of any other its text.</summary>
    private void AddTable(IElement element)
    {
        string[][] rows =
        [
            .. element
                .QuerySelectorAll("tr")
                .Select(row => row.Children.Select(cell => OneLine(cell.TextContent)).ToArray())
                .Where(row => row.Length > 0),
        ];
        if (rows.Length > 1 && rows.All(row => row.Length == rows[0].Length))
            _blocks.Add(
                new TableBlock
                {
                    Caption =
                        element.QuerySelector("caption") is { } caption
                        && OneLine(caption.TextContent) is { Length: > 0 } text
                            ? text
                            : null,
                    Header = rows[0],
                    Rows = rows[1..],
                }
            );
        else
        {
            foreach (var row in rows)
                AddParagraph(Encode(string.Join(" | ", row)));
        }
    }

    private static bool HasBlocks(IElement element) =>
        element.QuerySelectorAll("*").Any(inner => !Inline.Contains(inner.LocalName));

    /// <summary>What older pages call bold and italic is called strong and emphasised here.</summary>
    private static string Renamed(string html) =>
        html.Replace("<b>", "<strong>", StringComparison.Ordinal)
            .Replace("</b>", "</strong>", StringComparison.Ordinal)
            .Replace("<i>", "<em>", StringComparison.Ordinal)
            .Replace("</i>", "</em>", StringComparison.Ordinal);

    /// <summary>Only what would be markup: letters of every script stay as they are.</summary>
    private static string Encode(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
