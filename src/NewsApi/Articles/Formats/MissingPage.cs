using System.Text;
using NewsApi.Caching;
using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>What a reader sees who follows a link to a story that is not there: the same as the problem says, as a page. Programs
/// that prefer JSON get the problem itself.</summary>
internal sealed class MissingPage(ProblemType type, Tombstone? tombstone, Site site) : IResult
{
    /// <summary>The page in place of a refusal of a story, for those who would rather have one; null for all others.</summary>
    public static SharedAnswer? For(HttpRequest request, string idOrSlug, ArticleLookup? found, Site site)
    {
        if (found?.Article is not null || !IsPreferred(request))
            return null;
        return found?.Tombstone is { } tombstone
            ? new MissingPage(ProblemType.Gone, tombstone, site).From(Sources.Story(tombstone.ArticleId))
            : new MissingPage(ProblemType.NotFound, null, site).From(Sources.NoStory(idOrSlug));
    }

    /// <summary>Whether the client would rather read of a refusal in a page.</summary>
    public static bool IsPreferred(HttpRequest request) =>
        ContentNegotiation.Best(request, [ProblemResult.MediaType, MediaTypes.Html]) == 1;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var content = Encoding.UTF8.GetBytes(Html());
        PageStyle.Protect(response);
        response.StatusCode = type.Status;
        response.ContentType = MediaTypes.Html + "; charset=utf-8";
        response.ContentLength = content.Length;
        response.Headers.Vary = FinishedAnswer.ByAcceptAndMore;
        response.Headers.CacheControl = (tombstone is null ? Freshness.Brief : site.Freshness).Header(left: null);
        await response.Body.WriteAsync(content, httpContext.RequestAborted);
    }

    private string Html()
    {
        var (title, text) = tombstone is null
            ? ("There is no such story", MissingArticle.NoSuchArticle)
            : ("This story has been withdrawn", tombstone.Reason ?? MissingArticle.Withdrawn);
        var instead = tombstone?.ReplacedBy is { } id
            ? $"<p><a href=\"{HtmlText.Encode(site.BaseUrl + Site.StoryPage(id.ToString()))}\">The story that stands in its place</a></p>\n"
            : "";
        return $"""
            <!doctype html>
            <html lang="en" dir="ltr">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            {PageStyle.NoIcon}
            <meta name="robots" content="noindex">
            <title>{title} – {HtmlText.Encode(site.Name)}</title>
            <style>{PageStyle.Css}</style>
            </head>
            <body>
            <main>
            <h1>{title}</h1>
            <p class="standfirst">{HtmlText.Encode(text)}</p>
            {instead}</main>
            </body>
            </html>

            """;
    }
}
