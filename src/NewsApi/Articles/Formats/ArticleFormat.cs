using System.Text;
using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>A form in which a whole story comes.</summary>
public enum ArticleFormat
{
    /// <summary>The JSON of this API.</summary>
    Json,

    /// <summary>A <c>NewsArticle</c> of schema.org, as JSON-LD.</summary>
    Jsonld,

    /// <summary>An item in the news exchange format ninjs 3.1 (IPTC).</summary>
    Ninjs,

    /// <summary>A page to be read in a browser, with what a shared link is unfolded from.</summary>
    Html,

    /// <summary>CommonMark, with tables as in GitHub Flavored Markdown.</summary>
    Markdown,

    /// <summary>Plain text.</summary>
    Text,
}

/// <summary>The formats of a story: which one a request asks for, and how each is written.</summary>
public sealed class ArticleFormats(
    ArticlePresenter presenter,
    StoryPage page,
    StoryLinkedData linkedData,
    NinjsWriter ninjs
)
{
    /// <summary>The media types, JSON first: it is what whoever takes everything gets.</summary>
    public static IReadOnlyList<(ArticleFormat Format, string MediaType)> Offered { get; } =
    [
        (ArticleFormat.Json, MediaTypes.JsonName),
        (ArticleFormat.Jsonld, MediaTypes.LinkedData),
        (ArticleFormat.Ninjs, MediaTypes.Ninjs),
        (ArticleFormat.Html, MediaTypes.Html),
        (ArticleFormat.Markdown, MediaTypes.Markdown),
        (ArticleFormat.Text, MediaTypes.Text),
    ];

    /// <summary>The format that <c>format</c> names, or else <c>Accept</c> prefers; null where that takes none that there is.
    /// Members are a choice of the JSON alone, so that a request for some of them is a request for it.</summary>
    public static ArticleFormat? Chosen(GetArticleQuery query, HttpRequest request)
    {
        if (query.Format is { } named)
            return named.Value.Value;
        var possible = query.IsForJson ? Offered.Take(1) : Offered;
        return ContentNegotiation.Best(request, [.. possible.Select(offer => offer.MediaType)]) is { } index
            ? Offered[index].Format
            : null;
    }

    /// <summary>Writes a story, and says under which media type.</summary>
    /// <param name="row">With its body.</param>
    /// <param name="format">Any but the JSON of this API, which has members to choose.</param>
    public (ReadOnlyMemory<byte> Content, string MediaType) Write(ArticleRow row, ArticleFormat format)
    {
        var story = presenter.Story(row);
        return format switch
        {
            ArticleFormat.Jsonld => (linkedData.Write(story), MediaTypes.LinkedData),
            ArticleFormat.Ninjs => (ninjs.Write(story), MediaTypes.Ninjs),
            ArticleFormat.Html => (page.Write(story), InUtf8(MediaTypes.Html)),
            ArticleFormat.Markdown => (Encoding.UTF8.GetBytes(StoryMarkdown.Write(story)), InUtf8(MediaTypes.Markdown)),
            ArticleFormat.Text => (Encoding.UTF8.GetBytes(StoryText.Write(story)), InUtf8(MediaTypes.Text)),
            _ => throw new NotSupportedException($"A story is not written here as {format}."),
        };
    }

    private static string InUtf8(string mediaType) => mediaType + "; charset=utf-8";
}
