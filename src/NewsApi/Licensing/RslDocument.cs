using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Licensing;

/// <summary>Writes terms for machines in RSL 1.0 (Really Simple Licensing).</summary>
internal static class RslDocument
{
    private const string Namespace = "https://rslstandard.org/rsl";

    /// <summary>Terms of everything at this service, unless a story has its own.</summary>
    public static ReadOnlyMemory<byte> OfSite(Site site) =>
        Write("/", site.AllowsTraining, site.Name, site.LicencePolicy);

    /// <summary>Terms of one story.</summary>
    public static ReadOnlyMemory<byte> Of(Story story, Site site) =>
        Write(
            story.WebUrl,
            story.Rights.AiTraining,
            story.Rights.Copyright ?? site.Name,
            story.Rights.Licence ?? site.LicencePolicy
        );

    private static ReadOnlyMemory<byte> Write(string url, bool allowsTraining, string copyright, string? terms) =>
        XmlWriting.Document(xml =>
        {
            xml.WriteStartElement("rsl", Namespace);
            xml.WriteStartElement("content", Namespace);
            xml.WriteAttributeString("url", url);
            xml.WriteStartElement("license", Namespace);
            xml.Element("permits", Namespace, [("type", "usage")], allowsTraining ? "search ai-train" : "search");
            if (!allowsTraining)
                xml.Element("prohibits", Namespace, [("type", "usage")], "ai-train");
            xml.WriteEndElement();
            xml.Text("copyright", copyright, Namespace);
            xml.Text("terms", terms, Namespace);
            xml.WriteEndElement();
            xml.WriteEndElement();
        });
}
