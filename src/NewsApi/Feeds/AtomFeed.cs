using System.Globalization;
using System.Xml;
using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Feeds;

/// <summary>Writes a feed in Atom 1.0 (RFC 4287), paged (RFC 5005), with tombstones of what was taken back (RFC 6721).</summary>
internal static class AtomFeed
{
    private const string Namespace = "http://www.w3.org/2005/Atom";
    private const string Tombstones = "http://purl.org/atompub/tombstones/1.0";

    public static ReadOnlyMemory<byte> Write(Feed feed, Site site) =>
        XmlWriting.Document(xml =>
        {
            xml.WriteStartElement("feed", Namespace);
            xml.WriteAttributeString("xmlns", "at", null, Tombstones);
            if (feed.Language is { } language)
                xml.WriteAttributeString("xml", "lang", null, language);
            WriteHead(xml, feed);
            foreach (var takedown in feed.Takedowns)
                xml.Element(
                    "deleted-entry",
                    Tombstones,
                    [("ref", Story.UrnOf(takedown.Id)), ("when", Instants.ToText(takedown.At))]
                );
            foreach (var story in feed.Stories)
                WriteEntry(xml, story, site);
            xml.WriteEndElement();
        });

    private static void WriteHead(XmlWriter xml, Feed feed)
    {
        xml.Text("id", feed.Url, Namespace);
        xml.Text("title", feed.Title, Namespace);
        xml.Text("subtitle", feed.Description, Namespace);
        xml.Text("updated", Instants.ToText(feed.UpdatedAt), Namespace);
        // For the entries that name no author.
        WritePerson(xml, feed.Name);
        WriteLink(xml, "self", feed.SelfUrl, MediaTypes.Atom);
        WriteLink(xml, "hub", feed.HubUrl, mediaType: null);
        WriteLink(xml, "alternate", feed.HomeUrl, MediaTypes.Html);
        WriteLink(xml, "first", feed.FirstUrl, MediaTypes.Atom);
        WriteLink(xml, "next", feed.NextUrl, MediaTypes.Atom);
        WriteLink(xml, "previous", feed.PreviousUrl, MediaTypes.Atom);
    }

    private static void WriteEntry(XmlWriter xml, Story story, Site site)
    {
        xml.WriteStartElement("entry", Namespace);
        xml.WriteAttributeString("xml", "lang", null, story.Language);
        xml.Text("id", story.Urn, Namespace);
        xml.Text("title", story.Headline, Namespace);
        // Minor changes are not worth telling of: this is the moment of the last that was (RFC 4287, 4.2.15).
        xml.Text("updated", Instants.ToText(story.PublishedAt), Namespace);
        xml.Text("published", Instants.ToText(story.FirstPublishedAt), Namespace);
        foreach (var author in FeedAuthors.Of(story))
            WritePerson(xml, author);
        WriteLink(xml, "alternate", story.WebUrl, MediaTypes.Html);
        WriteLink(xml, "alternate", story.ApiUrl, MediaTypes.JsonName);
        WriteLink(xml, "license", story.Rights.Licence, mediaType: null);
        if (story.LeadImage is { } image)
            WriteImage(xml, image);
        WriteCategory(xml, story.Section.Slug, site.SectionApiUrl(""), story.Section.Title);
        foreach (var tag in story.Subjects)
            WriteCategory(xml, tag.Id, site.TagApiUrl(""), tag.Title);
        xml.Text("rights", FeedRights.Of(story.Rights), Namespace);
        xml.Text("summary", story.Standfirst, Namespace);
        if (story.Body is { } body)
            xml.Element("content", Namespace, [("type", "html")], FeedHtml.Of(story.LeadImage, body));
        xml.WriteEndElement();
    }

    private static void WritePerson(XmlWriter xml, string name)
    {
        xml.WriteStartElement("author", Namespace);
        xml.Text("name", name, Namespace);
        xml.WriteEndElement();
    }

    private static void WriteCategory(XmlWriter xml, string term, string scheme, string label) =>
        xml.Element("category", Namespace, [("term", term), ("scheme", scheme), ("label", label)]);

    private static void WriteImage(XmlWriter xml, LeadImage image) =>
        xml.Element(
            "link",
            Namespace,
            [
                ("rel", "enclosure"),
                ("type", PictureType.Of(image)),
                ("length", image.Bytes?.ToString(CultureInfo.InvariantCulture)),
                ("title", image.Caption ?? image.Alt),
                ("href", image.Url),
            ]
        );

    private static void WriteLink(XmlWriter xml, string rel, string? url, string? mediaType)
    {
        if (url is not null)
            xml.Element("link", Namespace, [("rel", rel), ("type", mediaType), ("href", url)]);
    }
}
