using Ganss.Xss;
using NewsApi.Articles;

namespace NewsApi.Editorial;

/// <summary>The inline HTML that stories may hold. Applied when a story is saved, never when it is read.</summary>
public sealed class HtmlPolicy
{
    private readonly HtmlSanitizer _sanitizer = new(
        new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(StringComparer.Ordinal)
            {
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
            },
            AllowedAttributes = new HashSet<string>(StringComparer.Ordinal) { "href", "lang", "dir" },
            AllowedSchemes = new HashSet<string>(StringComparer.Ordinal) { "http", "https", "mailto" },
            UriAttributes = new HashSet<string>(StringComparer.Ordinal) { "href" },
        }
    )
    {
        // The words of a forbidden element stay; what is lost is its markup.
        KeepChildNodes = true,
    };

    public ArticleDraft Sanitise(ArticleDraft draft) => draft with { Body = [.. draft.Body.Select(Sanitise)] };

    private Block Sanitise(Block block) =>
        block switch
        {
            ParagraphBlock paragraph => paragraph with { Html = Sanitise(paragraph.Html) },
            QuoteBlock quote => quote with { Html = Sanitise(quote.Html) },
            ListBlock list => list with { Items = [.. list.Items.Select(Sanitise)] },
            _ => block,
        };

    private string Sanitise(string html) => _sanitizer.Sanitize(html);
}
