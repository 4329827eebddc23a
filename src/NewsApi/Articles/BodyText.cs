using System.Globalization;
using System.Text;

namespace NewsApi.Articles;

/// <summary>A body as plain text: paragraphs divided by an empty line.</summary>
internal static class BodyText
{
    public static string Render(IEnumerable<Block> blocks) =>
        string.Join("\n\n", blocks.Select(Render).Where(text => text.Length > 0));

    private static string Render(Block block) =>
        block switch
        {
            ParagraphBlock paragraph => InlineHtml.ToText(paragraph.Html),
            HeadingBlock heading => heading.Text,
            QuoteBlock quote => $"“{InlineHtml.ToText(quote.Html)}”{Source(quote.Attribution)}",
            PullquoteBlock pullquote => $"“{pullquote.Text}”{Source(pullquote.Attribution)}",
            ListBlock list => string.Join(
                '\n',
                list.Items.Select((item, index) => (list.Ordered ? $"{index + 1}. " : "• ") + InlineHtml.ToText(item))
            ),
            ImageBlock image => $"[{image.Alt}]{(image.Caption is { } caption ? " " + caption : "")}",
            EmbedBlock embed => $"{embed.Title}: {embed.Url}",
            TableBlock table => string.Join(
                '\n',
                table
                    .Rows.Prepend(table.Header)
                    .Select(row => string.Join('\t', row))
                    .Prepend(table.Caption)
                    .OfType<string>()
            ),
            CodeBlock code => code.Text,
            DividerBlock => "* * *",
            _ => throw new NotSupportedException($"{block.GetType().Name} has no form as text."),
        };

    private static string Source(string? attribution) => attribution is null ? "" : $"\n— {attribution}";

    /// <summary>Words a reader reads. Scripts that put no spaces between words are counted by character, two to a word.</summary>
    public static int CountWords(string text)
    {
        int words = 0,
            unspaced = 0;
        var inWord = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsUnspaced(rune))
            {
                unspaced++;
                inWord = false;
            }
            else if (Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark)
            {
                words += inWord ? 0 : 1;
                inWord = true;
            }
            else if (Rune.IsWhiteSpace(rune) || rune.Value is '—' or '–' or '/')
                inWord = false;
        }
        return words + ((unspaced + 1) / 2);
    }

    // Han, kana, Thai, Lao, Khmer and Burmese.
    private static bool IsUnspaced(Rune rune) =>
        rune.Value
            is (>= 0x3040 and <= 0x30ff)
                or (>= 0x3400 and <= 0x4dbf)
                or (>= 0x4e00 and <= 0x9fff)
                or (>= 0x20000 and <= 0x3ffff)
                or (>= 0x0e00 and <= 0x0eff)
                or (>= 0x1000 and <= 0x109f)
                or (>= 0x1780 and <= 0x17ff);
}
