using NewsApi.Http;

namespace NewsApi.Paging;

internal static class PageAnswers
{
    /// <summary>With the page's neighbours in the header <c>Link</c>, too.</summary>
    public static PrivateAnswer WithLinks(this PrivateAnswer answer, HttpContext http, PageLinks links)
    {
        if (links.ToHeader() is { Count: > 0 } header)
            http.Response.Headers.Link = string.Join(", ", header);
        return answer;
    }
}
