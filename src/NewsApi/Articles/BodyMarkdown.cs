using System.Text.RegularExpressions;

namespace NewsApi.Articles;

/// <summary>A body as CommonMark, with tables as in GitHub Flavored Markdown.</summary>
internal static partial class BodyMarkdown
{
    public static string Render(IEnumerable<Block> blocks) => string.Join("\n\n", blocks.Select(Render)) + "\n";

    private static string Render(Block block) =>
        block switch
        {
            ParagraphBlock paragraph => InlineHtml.ToMarkdown(paragraph.Html),
            HeadingBlock heading => $"{new string('#', heading.Level)} {Escape(heading.Text)}",
            QuoteBlock quote => Quote(InlineHtml.ToMarkdown(quote.Html), quote.Attribution),
            PullquoteBlock pullquote => Quote(Escape(pullquote.Text), pullquote.Attribution),
            ListBlock list => string.Join(
                '\n',
                list.Items.Select(
                    (item, index) => (list.Ordered ? $"{index + 1}. " : "- ") + InlineHtml.ToMarkdown(item)
                )
            ),
            ImageBlock image => $"![{Escape(image.Alt)}]({InlineHtml.MarkdownAddress(image.Url)})"
                + (image.Caption is { } caption ? $"\n\n{Escape(caption)}" : ""),
            EmbedBlock embed => $"[{Escape(embed.Title)}]({InlineHtml.MarkdownAddress(embed.Url)})",
            TableBlock table => Table(table),
            CodeBlock code => Fenced(code),
            DividerBlock => "---",
            _ => throw new NotSupportedException($"{block.GetType().Name} has no form as Markdown."),
        };

    private static string Quote(string text, string? attribution)
    {
        var quoted = "> " + text.Replace("\n", "\n> ", StringComparison.Ordinal);
        return attribution is null ? quoted : $"{quoted}\n>\n> — {Escape(attribution)}";
    }

    private static string Table(TableBlock table)
    {
        var lines = table
            .Rows.Select(row => Row(row.Select(Escape)))
            .Prepend(Row(table.Header.Select(_ => "---")))
            .Prepend(Row(table.Header.Select(Escape)));
        var caption = table.Caption is { } text ? $"{Escape(text)}\n\n" : "";
        return caption + string.Join('\n', lines);

        static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
    }

    private static string Fenced(CodeBlock code)
    {
        // One backtick more than the longest run inside, so that the text can't end its own fence.
        var longest = Backticks().Matches(code.Text).Select(run => run.Length).DefaultIfEmpty(0).Max();
        var fence = new string('`', Math.Max(3, longest + 1));
        // The name of the language is one word on the line of the fence, which a backtick would make something else.
        var language = NoWord().Replace(code.Language ?? "", "");
        return $"{fence}{language}\n{code.Text}\n{fence}";
    }

    private static string Escape(string text) => InlineHtml.EscapeMarkdown(text);

    [GeneratedRegex(@"[\s\p{C}`]+", RegexOptions.None, 1000)]
    private static partial Regex NoWord();

    [GeneratedRegex("`+", RegexOptions.None, 1000)]
    private static partial Regex Backticks();
}
