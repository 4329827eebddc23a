using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Holds what is served against what a page may take over without a look: as a browser would read it.</summary>
internal static partial class InertMarkup
{
    private static readonly HashSet<string> Inline =
    [
        "a",
        "em",
        "strong",
        "code",
        "sub",
        "sup",
        "br",
        "q",
        "cite",
        "s",
        "span",
    ];

    private static readonly HashSet<string> Blocks =
    [
        "p",
        "h2",
        "h3",
        "figure",
        "blockquote",
        "figcaption",
        "aside",
        "ol",
        "ul",
        "li",
        "img",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "pre",
        "hr",
    ];

    /// <summary>Inline HTML with nothing but the few elements that stories may hold, and links to the web or to mail.</summary>
    public static void AssertInline(string html) => AssertInert(Parse(html), Inline, ["href", "lang", "dir"]);

    /// <summary>The same in the blocks of a body.</summary>
    public static void AssertBody(string html) =>
        AssertInert(
            Parse(html),
            [.. Inline, .. Blocks],
            ["href", "lang", "dir", "src", "alt", "width", "height", "loading", "scope"]
        );

    /// <summary>Markdown without raw HTML: no tag outside of code, and links to the web or to mail.</summary>
    public static void AssertMarkdown(string markdown)
    {
        var text = OutsideOfCode(Fence().Replace(markdown, ""));
        Assert.All(Link().Matches(text).Select(link => link.Groups["url"].Value), AssertAddress);
        var rest = Link().Replace(text, "");
        Assert.DoesNotContain('<', rest);
        Assert.DoesNotContain("](", rest, StringComparison.Ordinal);
    }

    /// <summary>Without what is escaped, and without code spans: each ends at as many backticks as it began with, in the same
    /// paragraph, and nothing in it is an escape.</summary>
    private static string OutsideOfCode(string markdown)
    {
        var text = new StringBuilder();
        for (var i = 0; i < markdown.Length; i++)
        {
            if (markdown[i] == '\\' && i + 1 < markdown.Length && char.IsAscii(markdown[i + 1]))
                i++;
            else if (markdown[i] == '`')
            {
                var run = RunAt(markdown, i);
                i += run - 1;
                var end = markdown.IndexOf("\n\n", i, StringComparison.Ordinal);
                var close = i + 1;
                while (close < (end < 0 ? markdown.Length : end) && RunAt(markdown, close) != run)
                    close += Math.Max(1, RunAt(markdown, close));
                if (close < (end < 0 ? markdown.Length : end))
                    i = close + run - 1;
            }
            else
                text.Append(markdown[i]);
        }
        return text.ToString();
    }

    private static int RunAt(string markdown, int start) =>
        markdown.AsSpan(start).IndexOfAnyExcept('`') is >= 0 and var length ? length : markdown.Length - start;

    public static string TextOf(string html) => Parse(html).TextContent;

    private static IElement Parse(string html) =>
        new HtmlParser().ParseDocument($"<body><div>{html}</div></body>").Body!;

    private static void AssertInert(IElement root, HashSet<string> elements, HashSet<string> attributes)
    {
        Assert.Empty(root.Attributes);
        foreach (var element in root.QuerySelectorAll("*").Skip(1))
        {
            Assert.Contains(element.LocalName, elements);
            Assert.Equal("http://www.w3.org/1999/xhtml", element.NamespaceUri);
            Assert.All(element.Attributes, attribute => Assert.Contains(attribute.Name, attributes));
            if (element.GetAttribute("href") is { } target)
                AssertAddress(target);
            if (element.GetAttribute("src") is { } source)
                Assert.StartsWith("https://images.example.org/", source, StringComparison.Ordinal);
        }
        Assert.Empty(Comments(root));
    }

    private static IEnumerable<IComment> Comments(INode node) =>
        node.ChildNodes.SelectMany(child => child is IComment comment ? [comment] : Comments(child));

    private static void AssertAddress(string address) =>
        Assert.Matches("(?i)^(https?://[^@/]+(/|$)|mailto:)[^\\s<>\"`\\\\^]*\\z", address);

    [GeneratedRegex(
        @"^(?<fence>`{3,})[^\n`]*\n.*?\n\k<fence>$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Fence();

    [GeneratedRegex(@"\]\(<(?<url>[^<>\n]*)>\)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
