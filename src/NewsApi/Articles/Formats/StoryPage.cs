using System.Globalization;
using System.Text;
using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>A story as a page that can be read without a script, and that a shared link unfolds from: Open Graph, JSON-LD, the
/// addresses of its other forms and of the feeds it is in.</summary>
public sealed class StoryPage(Site site, StoryLinkedData linkedData)
{
    public ReadOnlyMemory<byte> Write(Story story)
    {
        var direction = TextDirection.Of(story.Language);
        var html = new StringBuilder(16 * 1024);
        html.Append(
            $"""
            <!doctype html>
            <html lang="{story.Language}" dir="{direction}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            {PageStyle.NoIcon}
            <title>{Encode(story.Headline)} – {Encode(site.Name)}</title>

            """
        );
        AppendDescription(html, story);
        AppendOpenGraph(html, story);
        AppendLinks(html, story);
        html.Append("<script type=\"application/ld+json\">")
            .Append(Encoding.UTF8.GetString(linkedData.WriteForPage(story).Span))
            .Append("</script>\n")
            .Append($"<style>{PageStyle.Css}</style>\n</head>\n<body>\n<main>\n<article>\n");
        AppendOpening(html, story);
        html.Append(BodyHtml.Render(story.Body ?? []));
        AppendCorrections(html, story);
        AppendClosing(html, story);
        html.Append("</article>\n</main>\n</body>\n</html>\n");
        return Encoding.UTF8.GetBytes(html.ToString());
    }

    private static void AppendDescription(StringBuilder html, Story story)
    {
        Meta(html, "name", "description", story.Standfirst);
        Meta(html, "name", "author", string.Join(", ", story.Contributors.Select(tag => tag.Title)));
        Meta(html, "name", "robots", "max-image-preview:large");
        // Whether mining of text and data is reserved (TDM Reservation Protocol, W3C community group).
        Meta(html, "name", "tdm-reservation", story.Rights.AiTraining ? "0" : "1");
    }

    private void AppendOpenGraph(StringBuilder html, Story story)
    {
        void Property(string name, string? content) => Meta(html, "property", name, content);

        Property("og:type", "article");
        Property("og:title", story.Headline);
        Property("og:description", story.Standfirst);
        Property("og:url", story.WebUrl);
        Property("og:site_name", site.Name);
        // Open Graph knows languages with a territory alone.
        Property("og:locale", story.Language.Length == 5 ? story.Language.Replace('-', '_') : null);
        if (story.LeadImage is { } image)
        {
            Property("og:image", image.Url);
            Property("og:image:type", PictureType.Of(image));
            Property("og:image:width", image.Width.ToString(CultureInfo.InvariantCulture));
            Property("og:image:height", image.Height.ToString(CultureInfo.InvariantCulture));
            Property("og:image:alt", image.Alt);
        }
        Property("article:published_time", Instants.ToText(story.FirstPublishedAt));
        Property("article:modified_time", Instants.ToText(story.UpdatedAt));
        Property("article:section", story.Section.Title);
        foreach (var tag in story.Subjects)
            Property("article:tag", tag.Title);
        Meta(html, "name", "twitter:card", story.LeadImage is null ? "summary" : "summary_large_image");
    }

    private void AppendLinks(StringBuilder html, Story story)
    {
        Link(html, "canonical", story.WebUrl);
        Link(html, "license", story.Rights.Licence);
        Link(html, "license", $"{site.BaseUrl}{Site.StoryPage(story.Slug)}/license.xml", MediaTypes.Rsl);
        Link(html, "alternate", story.ApiUrl, MediaTypes.JsonName);
        Link(html, "alternate", $"{story.ApiUrl}?format=jsonld", MediaTypes.LinkedData);
        Link(html, "alternate", $"{story.ApiUrl}?format=ninjs", MediaTypes.Ninjs);
        Link(html, "alternate", $"{story.ApiUrl}?format=markdown", MediaTypes.Markdown);
        var embed = $"{site.BaseUrl}/oembed?url={Uri.EscapeDataString(story.WebUrl)}";
        Link(html, "alternate", embed, "application/json+oembed", story.Headline);
        Link(html, "alternate", $"{embed}&format=xml", "text/xml+oembed", story.Headline);
        foreach (var (format, mediaType) in FeedAddresses.Formats)
            Link(
                html,
                "alternate",
                FeedAddresses.OfSection(site, format, story.Section.Slug),
                mediaType,
                $"{site.Name}: {story.Section.Title}"
            );
    }

    private static void AppendOpening(StringBuilder html, Story story)
    {
        html.Append(
            $"<header>\n<p class=\"section\">{Encode(story.Section.Title)}</p>\n<h1>{Encode(story.Headline)}</h1>\n"
        );
        if (story.Standfirst.Length > 0)
            html.Append($"<p class=\"standfirst\">{Encode(story.Standfirst)}</p>\n");
        if (story.Byline is { } byline)
            html.Append($"<p class=\"byline\">{Encode(byline)}</p>\n");
        html.Append($"<p class=\"dates\">{Time(story.PublishedAt)}");
        if (story.UpdatedAt > story.PublishedAt)
            html.Append($" · <span lang=\"en\" dir=\"ltr\">updated</span> {Time(story.UpdatedAt)}");
        html.Append("</p>\n</header>\n");
        if (story.LeadImage is { } image)
            AppendPicture(html, image);
    }

    private static void AppendPicture(StringBuilder html, LeadImage image)
    {
        html.Append($"<figure><img src=\"{Encode(image.Url)}\" alt=\"{Encode(image.Alt)}\" ")
            .Append($"width=\"{image.Width}\" height=\"{image.Height}\"");
        if (image.Renditions.Count > 0)
        {
            var files = image
                .Renditions.Select(file => (file.Url, file.Width))
                .Append((image.Url, image.Width))
                // A comma or a space would end an address in this list.
                .Select(file =>
                    $"{file.Url.Replace(",", "%2C", StringComparison.Ordinal).Replace(" ", "%20", StringComparison.Ordinal)} {file.Width}w"
                );
            html.Append($" srcset=\"{Encode(string.Join(", ", files))}\" sizes=\"(min-width: 46rem) 42rem, 100vw\"");
        }
        html.Append('>');
        var caption = string.Join(' ', new[] { image.Caption, image.Credit }.OfType<string>());
        if (caption.Length > 0)
            html.Append($"<figcaption>{Encode(caption)}</figcaption>");
        html.Append("</figure>\n");
    }

    private static void AppendCorrections(StringBuilder html, Story story)
    {
        if (story.Corrections.Count == 0)
            return;
        html.Append("<section class=\"corrections\">\n<h2 lang=\"en\" dir=\"ltr\">Corrections</h2>\n");
        foreach (var correction in story.Corrections)
            html.Append($"<p>{Time(correction.At)} {Encode(correction.Text)}</p>\n");
        html.Append("</section>\n");
    }

    private static void AppendClosing(StringBuilder html, Story story)
    {
        var (copyright, terms, licence) = (story.Rights.Copyright, story.Rights.UsageTerms, story.Rights.Licence);
        if (copyright is null && terms is null && licence is null)
            return;
        html.Append("<footer>\n");
        foreach (var text in new[] { copyright, terms }.OfType<string>())
            html.Append($"<p>{Encode(text)}</p>\n");
        if (licence is not null)
            html.Append($"<p><a rel=\"license\" href=\"{Encode(licence)}\">{Encode(licence)}</a></p>\n");
        html.Append("</footer>\n");
    }

    private static void Meta(StringBuilder html, string attribute, string name, string? content)
    {
        if (!string.IsNullOrEmpty(content))
            html.Append($"<meta {attribute}=\"{name}\" content=\"{Encode(content)}\">\n");
    }

    private static void Link(
        StringBuilder html,
        string rel,
        string? url,
        string? mediaType = null,
        string? title = null
    )
    {
        if (url is null)
            return;
        html.Append($"<link rel=\"{rel}\"");
        if (mediaType is not null)
            html.Append($" type=\"{mediaType}\"");
        if (title is not null)
            html.Append($" title=\"{Encode(title)}\"");
        html.Append($" href=\"{Encode(url)}\">\n");
    }

    private static string Time(DateTimeOffset instant) =>
        $"<time datetime=\"{Instants.ToText(instant)}\">{instant.UtcDateTime:yyyy-MM-dd HH:mm} UTC</time>";

    private static string Encode(string text) => HtmlText.Encode(text);
}
