using Ganss.Xss;
using NewsApi.Articles;

namespace NewsApi.Editorial;

/// <summary>Something that was taken out of a story's inline HTML when it was saved.</summary>
/// <param name="Pointer" example="/body/3/html">JSON pointer (RFC 6901) to where it stood.</param>
/// <param name="What" example="the element script">What it was.</param>
public sealed record RemovedMarkup(string Pointer, string What);

/// <summary>The inline HTML that stories may hold. Applied when a story is saved, never when it is read.</summary>
internal sealed class HtmlPolicy
{
    /// <summary>Of these not even the words stay: they are no text.</summary>
    private static readonly HashSet<string> WithoutText = new(StringComparer.OrdinalIgnoreCase)
    {
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "textarea",
        "select",
        "title",
        "xmp",
        "noembed",
        "noframes",
        "plaintext",
    };

    private static readonly HtmlSanitizerOptions Allowed = new()
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
    };

    private readonly List<RemovedMarkup> _removed = [];
    private readonly Lazy<HtmlSanitizer> _sanitizer;
    private string _pointer = "";

    private HtmlPolicy() => _sanitizer = new(Sanitizer);

    /// <summary>The draft with nothing but allowed markup, and what had to go.</summary>
    public static (ArticleDraft Draft, IReadOnlyList<RemovedMarkup> Removed) Apply(ArticleDraft draft)
    {
        var policy = new HtmlPolicy();
        Block[] body = [.. draft.Body.Select((block, index) => policy.Sanitise(block, $"/body/{index}"))];
        return (draft with { Body = body }, policy._removed);
    }

    private Block Sanitise(Block block, string pointer) =>
        block switch
        {
            ParagraphBlock paragraph => paragraph with { Html = Sanitise(paragraph.Html, pointer + "/html") },
            QuoteBlock quote => quote with { Html = Sanitise(quote.Html, pointer + "/html") },
            ListBlock list => list with
            {
                Items = [.. list.Items.Select((item, index) => Sanitise(item, $"{pointer}/items/{index}"))],
            },
            _ => block,
        };

    private string Sanitise(string html, string pointer)
    {
        // Without these there is no markup, and parsing costs a hundred times as much as looking.
        if (html.AsSpan().IndexOfAny('<', '>', '&') < 0)
            return html;
        _pointer = pointer;
        var noted = _removed.Count;
        var clean = _sanitizer.Value.Sanitize(html);
        // The parser drops what is no element, such as a tag without an end or an end without a beginning, and says nothing.
        if (_removed.Count == noted && Brackets(clean) < Brackets(html))
            Note("markup that can't be read");
        return clean;
    }

    private static int Brackets(string html) => html.Count(c => c == '<') + html.AsSpan().Count("&lt;");

    private HtmlSanitizer Sanitizer()
    {
        // The words of a forbidden element stay; what is lost is its markup.
        var sanitizer = new HtmlSanitizer(Allowed) { KeepChildNodes = true };
        sanitizer.RemovingTag += (_, removing) =>
        {
            if (WithoutText.Contains(removing.Tag.LocalName))
                removing.Tag.InnerHtml = "";
            Note($"the element {removing.Tag.LocalName}");
        };
        sanitizer.RemovingAttribute += (_, removing) =>
            Note($"the attribute {removing.Attribute.Name} of {removing.Tag.LocalName}");
        sanitizer.RemovingComment += (_, _) => Note("a comment");
        sanitizer.FilterUrl += (_, link) =>
            link.SanitizedUrl = link.SanitizedUrl?.Trim() is { } url && WebAddress.IsLinkTarget(url) ? url : null;
        return sanitizer;
    }

    private void Note(string what) => _removed.Add(new(_pointer, what));
}
