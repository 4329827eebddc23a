using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Embeds;

/// <summary>Makes cards of stories, within the measures that the other site has.</summary>
internal sealed class StoryCards(Site site)
{
    private const int Width = 600;
    private const int Height = 240;

    /// <param name="story">The story.</param>
    /// <param name="maxWidth">In pixels; null for any.</param>
    /// <param name="maxHeight">In pixels; null for any.</param>
    public OEmbedCard Of(Story story, int? maxWidth, int? maxHeight)
    {
        var width = Math.Min(Width, maxWidth ?? Width);
        var isRich = story.Rights.Syndicatable;
        var thumbnail = ThumbnailOf(story.LeadImage, maxWidth, maxHeight);
        return new()
        {
            Type = isRich ? "rich" : "link",
            Title = story.Headline,
            AuthorName = story.Contributors.Any()
                ? string.Join(", ", story.Contributors.Select(tag => tag.Title))
                : story.Byline,
            ProviderName = site.Name,
            ProviderUrl = site.HomeUrl,
            CacheAge = (int)site.Freshness.MaxAge.TotalSeconds,
            ThumbnailUrl = thumbnail?.Url,
            ThumbnailWidth = thumbnail?.Width,
            ThumbnailHeight = thumbnail?.Height,
            Html = isRich ? Html(story, width) : null,
            Width = isRich ? width : null,
            Height = isRich ? Math.Min(Height, maxHeight ?? Height) : null,
        };
    }

    private string Html(Story story, int width)
    {
        var standfirst = story.Standfirst.Length > 0 ? $"<p>{Encode(story.Standfirst)}</p>" : "";
        return $"<blockquote cite=\"{Encode(story.WebUrl)}\" lang=\"{story.Language}\" dir=\"{TextDirection.Of(story.Language)}\" "
            + $"style=\"max-width:{width}px;margin:0;padding:1em;border:1px solid;overflow-wrap:anywhere\">"
            + $"<p><a href=\"{Encode(story.WebUrl)}\"><strong>{Encode(story.Headline)}</strong></a></p>"
            + $"{standfirst}<footer>{Encode(site.Name)}</footer></blockquote>";
    }

    private static Rendition? ThumbnailOf(LeadImage? image, int? maxWidth, int? maxHeight) =>
        image
            ?.Renditions.Append(new Rendition(image.Url, image.Width, image.Height))
            .Where(file => file.Width <= (maxWidth ?? int.MaxValue) && file.Height <= (maxHeight ?? int.MaxValue))
            .MaxBy(file => file.Width);

    private static string Encode(string text) => HtmlText.Encode(text);
}
