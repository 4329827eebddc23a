using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>What the blocks of a body and its pictures must be. Faults come under JSON pointers.</summary>
internal static class BlockRules
{
    /// <summary>Of one text: beginnings and ends of elements.</summary>
    public const int MaxMarkup = 500;

    /// <summary>Of a whole body.</summary>
    public const int MaxMarkupOfBody = 5_000;

    public static void Check(IReadOnlyList<Block> body, Action<string, string> fail)
    {
        if (body.Count > ArticleDraft.MaxBlocks)
            fail("/body", $"May have {ArticleDraft.MaxBlocks} blocks at most.");
        for (var i = 0; i < body.Count; i++)
            Check(body[i], $"/body/{i}", fail);
        var marks = body.SelectMany(HtmlOf).Sum(html => html.AsSpan().Count('<'));
        if (marks > MaxMarkupOfBody)
            fail("/body", $"May have {MaxMarkupOfBody} marks of elements; this has {marks}.");
    }

    private static IEnumerable<string> HtmlOf(Block block) =>
        block switch
        {
            ParagraphBlock paragraph => [paragraph.Html],
            QuoteBlock quote => [quote.Html],
            ListBlock list => list.Items,
            _ => [],
        };

    private static void Check(Block block, string pointer, Action<string, string> fail)
    {
        switch (block)
        {
            case ParagraphBlock paragraph:
                CheckHtml(pointer + "/html", paragraph.Html, fail);
                break;
            case HeadingBlock heading:
                if (heading.Level is not (2 or 3))
                    fail(pointer + "/level", "Must be 2 or 3; 1 is the headline.");
                CheckText(pointer + "/text", heading.Text, fail);
                break;
            case QuoteBlock quote:
                CheckText(pointer + "/html", quote.Html, fail);
                CheckMarkup(pointer + "/html", quote.Html, fail);
                CheckLength(pointer + "/attribution", quote.Attribution, Block.MaxLine, fail);
                break;
            case PullquoteBlock pullquote:
                CheckText(pointer + "/text", pullquote.Text, fail);
                CheckLength(pointer + "/attribution", pullquote.Attribution, Block.MaxLine, fail);
                break;
            case ListBlock list:
                CheckItems(pointer + "/items", list.Items, fail);
                for (var i = 0; i < list.Items.Count; i++)
                    CheckMarkup($"{pointer}/items/{i}", list.Items[i], fail);
                break;
            case ImageBlock image:
                CheckPicture(
                    pointer,
                    image.Url,
                    image.Alt,
                    image.Caption,
                    image.Credit,
                    image.Width,
                    image.Height,
                    fail
                );
                break;
            case EmbedBlock embed:
                if (!WebAddress.Is(embed.Url))
                    fail(pointer + "/url", WebAddress.Wanted);
                CheckText(pointer + "/title", embed.Title, fail, Block.MaxLine);
                CheckLength(pointer + "/provider", embed.Provider, Block.MaxLine, fail);
                break;
            case TableBlock table:
                CheckTable(table, pointer, fail);
                break;
            case CodeBlock code:
                CheckLength(pointer + "/text", code.Text, Block.MaxText, fail);
                CheckLength(pointer + "/language", code.Language, Block.MaxLine, fail);
                break;
        }
    }

    private static void CheckTable(TableBlock table, string pointer, Action<string, string> fail)
    {
        CheckLength(pointer + "/caption", table.Caption, Block.MaxLine, fail);
        CheckItems(pointer + "/header", table.Header, fail);
        if (table.Rows.Count > Block.MaxItems)
            fail(pointer + "/rows", $"May be {Block.MaxItems} at most.");
        for (var i = 0; i < table.Rows.Count; i++)
        {
            if (table.Rows[i].Count != table.Header.Count)
                fail($"{pointer}/rows/{i}", $"Must have {table.Header.Count} cells, like the header.");
            CheckItems($"{pointer}/rows/{i}", table.Rows[i], fail);
        }
    }

    private static void CheckItems(string pointer, IReadOnlyList<string> items, Action<string, string> fail)
    {
        if (items.Count > Block.MaxItems)
            fail(pointer, $"May be {Block.MaxItems} at most.");
        for (var i = 0; i < items.Count; i++)
            CheckLength($"{pointer}/{i}", items[i], Block.MaxText, fail);
    }

    private static void CheckHtml(string pointer, string html, Action<string, string> fail)
    {
        CheckLength(pointer, html, Block.MaxText, fail);
        CheckMarkup(pointer, html, fail);
    }

    /// <summary>Sanitising costs more than in proportion where elements are nested deep, which no story needs.</summary>
    private static void CheckMarkup(string pointer, string html, Action<string, string> fail)
    {
        if (html.AsSpan().Count('<') is var marks && marks > MaxMarkup)
            fail(pointer, $"May have {MaxMarkup} marks of elements; this has {marks}.");
    }

    public static void CheckPicture(
        string pointer,
        string url,
        string alt,
        string? caption,
        string? credit,
        int width,
        int height,
        Action<string, string> fail
    )
    {
        CheckFile(pointer, url, width, height, fail);
        if (string.IsNullOrWhiteSpace(alt))
            fail(pointer + "/alt", "Say what the picture shows, for those who can't see it.");
        CheckLength(pointer + "/alt", alt, Block.MaxLine, fail);
        CheckLength(pointer + "/caption", caption, Block.MaxLine, fail);
        CheckLength(pointer + "/credit", credit, Block.MaxLine, fail);
    }

    public static void CheckFile(string pointer, string url, int width, int height, Action<string, string> fail)
    {
        if (!WebAddress.Is(url) && !WebAddress.IsLocalPath(url))
            fail(pointer + "/url", $"{WebAddress.Wanted} Or a path of this service.");
        CheckSide(pointer + "/width", width, fail);
        CheckSide(pointer + "/height", height, fail);
    }

    private static void CheckSide(string pointer, int pixels, Action<string, string> fail)
    {
        if (pixels is < 1 or > LeadImage.MaxSide)
            fail(pointer, $"Must be from 1 to {LeadImage.MaxSide} pixels.");
    }

    public static void CheckText(string pointer, string text, Action<string, string> fail, int most = Block.MaxText)
    {
        if (string.IsNullOrWhiteSpace(text))
            fail(pointer, "Must not be empty.");
        CheckLength(pointer, text, most, fail);
    }

    public static void CheckLength(string pointer, string? text, int most, Action<string, string> fail)
    {
        if (text?.Characters() is { } length && length > most)
            fail(pointer, $"May have {most} characters; this has {length}.");
    }
}
