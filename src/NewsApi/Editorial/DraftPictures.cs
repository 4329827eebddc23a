using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>The addresses of a draft's pictures. Those that this service has itself are stored by their paths, so that it can
/// move; editors get whole addresses, as readers do, and may send them back.</summary>
internal static class DraftPictures
{
    public static ArticleDraft WithAbsoluteUrls(this ArticleDraft draft, Site site) => WithUrls(draft, site.Absolute);

    public static ArticleDraft WithStoredUrls(this ArticleDraft draft, Site site) => WithUrls(draft, site.Relative);

    private static ArticleDraft WithUrls(ArticleDraft draft, Func<string, string> url) =>
        draft with
        {
            LeadImage = draft.LeadImage is { } image
                ? image with
                {
                    Url = url(image.Url),
                    Renditions = [.. image.Renditions.Select(other => other with { Url = url(other.Url) })],
                }
                : null,
            Body =
            [
                .. draft.Body.Select(block => block is ImageBlock image ? image with { Url = url(image.Url) } : block),
            ],
        };
}
