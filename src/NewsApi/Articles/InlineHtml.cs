using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace NewsApi.Articles;

/// <summary>Reads the sanitised inline HTML of a block. What is stored has passed the sanitiser, so only its elements occur, well
/// nested and in one spelling; that is why a tokeniser is enough here and no parser is run for each answer.</summary>
internal static partial class InlineHtml
{
    /// <summary>The words alone; a line break for <c>br</c>, quotation marks for <c>q</c>.</summary>
    public static string ToText(string html)
    {
        var text = new StringBuilder(html.Length);
        foreach (var (tag, content) in Tokens(html))
            text.Append(
                tag switch
                {
                    null => content,
                    "br" => "\n",
                    "q" => "“",
                    "/q" => "”",
                    _ => "",
                }
            );
        return text.ToString();
    }

    /// <summary>CommonMark inline syntax; elements that it has no syntax for leave their text.</summary>
    public static string ToMarkdown(string html)
    {
        var text = new StringBuilder(html.Length);
        var links = new Stack<string>();
        var code = new StringBuilder();
        var codeDepth = 0;
        foreach (var (tag, content) in Tokens(html))
        {
            switch (tag)
            {
                case "code":
                    codeDepth++;
                    break;
                case "/code" when --codeDepth == 0:
                    AppendCode(text, code.ToString());
                    code.Clear();
                    break;
                case null or "br" when codeDepth > 0:
                    code.Append(tag is null ? content : "\n");
                    break;
                case not null when codeDepth > 0:
                    break;
                case null:
                    text.Append(EscapeMarkdown(content));
                    break;
                case "a":
                    links.Push(content);
                    if (content.Length == 0)
                        break;
                    // With a mark before it, a link would be a picture.
                    if (text.Length > 0 && text[^1] == '!')
                        text.Insert(text.Length - 1, '\\');
                    text.Append('[');
                    break;
                case "/a":
                    if (links.TryPop(out var url) && url.Length > 0)
                        text.Append("](<").Append(url).Append(">)");
                    break;
                case "em" or "/em":
                    text.Append('*');
                    break;
                case "strong" or "/strong":
                    text.Append("**");
                    break;
                case "s" or "/s":
                    text.Append("~~");
                    break;
                case "br":
                    text.Append("\\\n");
                    break;
                case "q":
                    text.Append('“');
                    break;
                case "/q":
                    text.Append('”');
                    break;
            }
        }
        return text.ToString();
    }

    /// <summary>In code nothing can be escaped, so nothing in it may end it: no backticks as many as are around it, and no empty
    /// line.</summary>
    private static void AppendCode(StringBuilder text, string code)
    {
        var content = code.ReplaceLineEndings(" ");
        if (content.Length == 0)
            return;
        if (text.Length > 0 && text[^1] == '`')
            text.Append(' ');
        var fence = new string('`', Backticks().Matches(content).Select(run => run.Length).DefaultIfEmpty(0).Max() + 1);
        var space = content[0] == '`' || content[^1] == '`' ? " " : "";
        text.Append(fence).Append(space).Append(content).Append(space).Append(fence);
    }

    public static string EscapeMarkdown(string text) => MarkdownSyntax().Replace(text, @"\$0");

    /// <summary>Tags (<c>a</c> with its address as content, <c>/a</c>) and, without a tag, the decoded text between them.</summary>
    private static IEnumerable<(string? Tag, string Content)> Tokens(string html)
    {
        var position = 0;
        foreach (Match tag in Tag().Matches(html))
        {
            if (tag.Index > position)
                yield return (null, WebUtility.HtmlDecode(html[position..tag.Index]));
            yield return (tag.Groups["name"].Value, WebUtility.HtmlDecode(tag.Groups["href"].Value));
            position = tag.Index + tag.Length;
        }
        if (position < html.Length)
            yield return (null, WebUtility.HtmlDecode(html[position..]));
    }

    [GeneratedRegex(
        """<(?<name>/?[a-z]+)(?:href="(?<href>[^"]*)"|[^>"]|"[^"]*")*>""",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Tag();

    [GeneratedRegex("`+", RegexOptions.None, 1000)]
    private static partial Regex Backticks();

    // An ampersand only where it would begin a character reference.
    [GeneratedRegex(
        @"[\\`*_\[\]<>~|#]|&(?=#?[0-9A-Za-z]+;)|(?<=^[0-9]+)[.)]|^[-+]",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex MarkdownSyntax();
}
