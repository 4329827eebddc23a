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
        StringBuilder? code = null;
        foreach (var (tag, content) in Tokens(html))
        {
            switch (tag)
            {
                case "code":
                    code ??= new();
                    break;
                case "/code":
                    var span = CodeSpan(code?.ToString() ?? "");
                    // Backticks side by side would be one fence.
                    if (span.Length > 0 && text.Length > 0 && text[^1] == '`')
                        text.Append(' ');
                    text.Append(span);
                    code = null;
                    break;
                // Nothing is marked inside.
                case null or "br" when code is not null:
                    code.Append(tag is null ? Spaces().Replace(content, " ") : " ");
                    break;
                case not null when code is not null:
                    break;
                case null:
                    text.Append(Escaped(content));
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
                        text.Append("](").Append(MarkdownAddress(url)).Append(')');
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
        // What comes behind the last line break, or before the first, would stand there as a backslash.
        return WithPlainBeginnings(OuterBreaks().Replace(text.ToString(), "").Trim());
    }

    /// <summary>Plain text as one line of CommonMark, which has no more spaces than a reader of HTML would see.</summary>
    public static string EscapeMarkdown(string text) => WithPlainBeginnings(Escaped(text.Trim()));

    private static string Escaped(string text) => MarkdownSyntax().Replace(Spaces().Replace(text, " "), @"\$0");

    /// <summary>The beginning of a line can be a list, a rule, or what makes a heading of the line before.</summary>
    private static string WithPlainBeginnings(string markdown) =>
        Beginning().Replace(markdown, match => $@"{match.Value[..^1]}\{match.Value[^1]}");

    /// <summary>An address as the target of a link or a picture.</summary>
    public static string MarkdownAddress(string url) =>
        $"<{AddressSyntax().Replace(url, match => char.IsControl(match.Value[0]) ? "" : "\\" + match.Value)}>";

    /// <summary>Between more backticks than the text has in a row, so that it can't end itself.</summary>
    private static string CodeSpan(string code)
    {
        if (code.Length == 0)
            return "";
        var longest = Backticks().Matches(code).Select(run => run.Length).DefaultIfEmpty(0).Max();
        var fence = new string('`', longest + 1);
        var padding = code[0] == '`' || code[^1] == '`' ? " " : "";
        return fence + padding + code + padding + fence;
    }

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

    [GeneratedRegex(@"[\\`*_\[\]<>~|#]|&(?=#?\w+;)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MarkdownSyntax();

    [GeneratedRegex(@"^ *([-+=]|\d+[.)])", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"[\\<>]|&(?=#?\w+;)|[\u0000-\u001f\u007f]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AddressSyntax();

    // What HTML takes for a space.
    [GeneratedRegex(@"[ \t\n\f\r]+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();

    [GeneratedRegex("`+", RegexOptions.None, 1000)]
    private static partial Regex Backticks();

    [GeneratedRegex(@"\A(\s*\\\n)+|(\\\n\s*)+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OuterBreaks();
}
