using System.Globalization;
using System.Xml;
using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Feeds;

/// <summary>Writes a feed in RSS 2.0, by the specification and the best practices of the RSS Advisory Board.</summary>
internal static class RssFeed
{
    private const string Atom = "http://www.w3.org/2005/Atom";
    private const string Content = "http://purl.org/rss/1.0/modules/content/";
    private const string DublinCore = "http://purl.org/dc/elements/1.1/";
    private const string Media = "http://search.yahoo.com/mrss/";

    public static ReadOnlyMemory<byte> Write(Feed feed, Site site) =>
        XmlWriting.Document(xml =>
        {
            xml.WriteStartElement("rss");
            xml.WriteAttributeString("version", "2.0");
            xml.WriteAttributeString("xmlns", "atom", null, Atom);
            xml.WriteAttributeString("xmlns", "content", null, Content);
            xml.WriteAttributeString("xmlns", "dc", null, DublinCore);
            xml.WriteAttributeString("xmlns", "media", null, Media);
            xml.WriteStartElement("channel");
            WriteChannel(xml, feed);
            foreach (var story in feed.Stories)
                WriteItem(xml, story, site);
            xml.WriteEndElement();
            xml.WriteEndElement();
        });

    private static void WriteChannel(XmlWriter xml, Feed feed)
    {
        xml.Text("title", feed.Title);
        xml.Text("link", feed.HomeUrl);
        xml.Text("description", feed.Description);
        xml.Text("language", feed.Language);
        xml.Text("lastBuildDate", Rfc822(feed.UpdatedAt));
        xml.Text("docs", "https://www.rssboard.org/rss-specification");
        WriteLink(xml, "self", feed.SelfUrl, MediaTypes.Rss);
        WriteLink(xml, "hub", feed.HubUrl, mediaType: null);
        WriteLink(xml, "next", feed.NextUrl, MediaTypes.Rss);
        WriteLink(xml, "previous", feed.PreviousUrl, MediaTypes.Rss);
    }

    private static void WriteItem(XmlWriter xml, Story story, Site site)
    {
        xml.WriteStartElement("item");
        xml.Text("title", story.Headline);
        xml.Text("link", story.WebUrl);
        xml.Element("guid", null, [("isPermaLink", "false")], story.Urn);
        xml.Text("pubDate", Rfc822(story.PublishedAt));
        // Readers take this one for HTML.
        xml.Text("description", HtmlText.Encode(story.Standfirst));
        foreach (var author in FeedAuthors.Of(story))
            xml.Text("creator", author, DublinCore);
        xml.Element("category", null, [("domain", site.SectionApiUrl(story.Section.Slug))], story.Section.Title);
        foreach (var tag in story.Subjects)
            xml.Element("category", null, [("domain", site.TagApiUrl(tag.Id))], tag.Title);
        xml.Text("language", story.Language, DublinCore);
        xml.Text("rights", FeedRights.Of(story.Rights), DublinCore);
        WriteLink(xml, "license", story.Rights.Licence, mediaType: null);
        if (story.LeadImage is { } image)
            WriteImage(xml, image);
        if (story.Body is { } body)
            xml.Text("encoded", FeedHtml.Of(story.LeadImage, body), Content);
        xml.WriteEndElement();
    }

    private static void WriteImage(XmlWriter xml, LeadImage image)
    {
        // The element wants a length; 0 is how the Advisory Board has an unknown one written.
        var length = (image.Bytes ?? 0).ToString(CultureInfo.InvariantCulture);
        if (PictureType.Of(image) is { } type)
            xml.Element("enclosure", null, [("url", image.Url), ("length", length), ("type", type)]);
        xml.WriteStartElement("content", Media);
        xml.WriteAttributeString("url", image.Url);
        if (PictureType.Of(image) is { } mediaType)
            xml.WriteAttributeString("type", mediaType);
        if (image.Bytes is not null)
            xml.WriteAttributeString("fileSize", length);
        xml.WriteAttributeString("medium", "image");
        xml.WriteAttributeString("width", image.Width.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("height", image.Height.ToString(CultureInfo.InvariantCulture));
        xml.Element("description", Media, [("type", "plain")], image.Caption ?? image.Alt);
        xml.Text("credit", image.Credit, Media);
        xml.WriteEndElement();
    }

    private static void WriteLink(XmlWriter xml, string rel, string? url, string? mediaType)
    {
        if (url is not null)
            xml.Element("link", Atom, [("rel", rel), ("type", mediaType), ("href", url)]);
    }

    private static string Rfc822(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture);
}
