using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using NewsApi.Tests.Feeds;
using NewsApi.Tests.Http;
using Xunit;

namespace NewsApi.Tests.Sitemaps;

/// <summary>Reads sitemaps, each held against the protocol.</summary>
internal static class SitemapSchema
{
    public static readonly XNamespace Sitemap = "http://www.sitemaps.org/schemas/sitemap/0.9";
    public static readonly XNamespace News = "http://www.google.com/schemas/sitemap-news/0.9";

    private static readonly XmlSchemaSet Schemas = Load();

    public static IReadOnlyList<string> Faults(XDocument document)
    {
        var faults = new List<string>();
        if (document.Root!.Name.Namespace != Sitemap)
            faults.Add($"The root is {document.Root.Name}.");
        document.Validate(Schemas, (_, fault) => faults.Add(fault.Message));
        return faults;
    }

    /// <summary>The elements of the list, which must be one.</summary>
    public static async Task<IReadOnlyList<XElement>> SitemapAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        await response.OkAsync();
        Assert.Equal("application/xml", response.Content.Headers.ContentType!.MediaType);
        var document = FeedPages.Xml(await response.Content.ReadAsStringAsync());
        Assert.Empty(Faults(document));
        return [.. document.Root!.Elements()];
    }

    public static string Loc(this XElement entry) => entry.Element(Sitemap + "loc")!.Value;

    public static string LastMod(this XElement entry) => entry.Element(Sitemap + "lastmod")!.Value;

    private static XmlSchemaSet Load()
    {
        var schemas = new XmlSchemaSet();
        foreach (var name in new[] { "sitemap.xsd", "sitemap-news.xsd" })
        {
            using var reader = XmlReader.Create(Path.Combine(AppContext.BaseDirectory, "Sitemaps", "Schemas", name));
            schemas.Add(null, reader);
        }
        schemas.Compile();
        return schemas;
    }
}
