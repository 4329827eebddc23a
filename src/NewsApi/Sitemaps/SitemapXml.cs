using NewsApi.Http;

namespace NewsApi.Sitemaps;

/// <summary>Writes sitemaps (sitemaps.org, version 0.9) and the extension for news (Google).</summary>
internal static class SitemapXml
{
    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private const string News = "http://www.google.com/schemas/sitemap-news/0.9";

    /// <summary>The index: addresses of the parts and when each last changed.</summary>
    public static ReadOnlyMemory<byte> Index(IEnumerable<(string Url, DateTimeOffset? UpdatedAt)> parts) =>
        XmlWriting.Document(xml =>
        {
            xml.WriteStartElement("sitemapindex", Namespace);
            foreach (var (url, updatedAt) in parts)
            {
                xml.WriteStartElement("sitemap", Namespace);
                xml.Text("loc", url, Namespace);
                xml.Text("lastmod", updatedAt is { } known ? Instants.ToText(known) : null, Namespace);
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        });

    public static ReadOnlyMemory<byte> Part(IEnumerable<SitemapStory> stories, Site site) =>
        XmlWriting.Document(xml =>
        {
            xml.WriteStartElement("urlset", Namespace);
            foreach (var story in stories)
            {
                xml.WriteStartElement("url", Namespace);
                xml.Text("loc", AddressOf(story, site), Namespace);
                xml.Text("lastmod", Instants.ToText(story.UpdatedAt), Namespace);
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        });

    public static ReadOnlyMemory<byte> Latest(IEnumerable<SitemapStory> stories, Site site) =>
        XmlWriting.Document(xml =>
        {
            xml.WriteStartElement("urlset", Namespace);
            xml.WriteAttributeString("xmlns", "news", null, News);
            foreach (var story in stories)
            {
                xml.WriteStartElement("url", Namespace);
                xml.Text("loc", AddressOf(story, site), Namespace);
                xml.Text("lastmod", Instants.ToText(story.UpdatedAt), Namespace);
                xml.WriteStartElement("news", News);
                xml.WriteStartElement("publication", News);
                xml.Text("name", site.Name, News);
                xml.Text("language", NewsLanguage(story.Language), News);
                xml.WriteEndElement();
                xml.Text("publication_date", Instants.ToText(story.FirstPublishedAt), News);
                xml.Text("title", story.Headline, News);
                xml.WriteEndElement();
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        });

    private static string AddressOf(SitemapStory story, Site site) =>
        site.ArticleWebUrl(story.Id, story.Slug, story.Section);

    /// <summary>The two or three letters of ISO 639; for Chinese alone the extension wants to know which.</summary>
    private static string NewsLanguage(string language)
    {
        var parts = language.Split('-');
        if (parts[0] != "zh")
            return parts[0];
        return parts.Contains("Hant") || parts.Contains("TW") || parts.Contains("HK") ? "zh-tw" : "zh-cn";
    }
}
