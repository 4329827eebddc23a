using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using NewsApi.Tests.Http;

namespace NewsApi.Tests.Feeds;

/// <summary>One page of a feed as it came.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Text">The document.</param>
/// <param name="Links">Relations of the header <c>Link</c> and their addresses.</param>
internal sealed record FeedPage(string Address, string Text, IReadOnlyDictionary<string, string> Links)
{
    /// <summary>Refuses what is not well-formed, and characters that XML does not have.</summary>
    public XDocument Xml => FeedPages.Xml(Text);
}

/// <summary>Reads feeds as their readers do: from page to page by the links.</summary>
internal static partial class FeedPages
{
    public static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    public static readonly XNamespace Tombstones = "http://purl.org/atompub/tombstones/1.0";
    public static readonly XNamespace Content = "http://purl.org/rss/1.0/modules/content/";
    public static readonly XNamespace DublinCore = "http://purl.org/dc/elements/1.1/";
    public static readonly XNamespace Media = "http://search.yahoo.com/mrss/";

    public static async Task<FeedPage> GetAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        await response.OkAsync();
        var links = Link()
            .Matches(response.Header("Link"))
            .ToDictionary(match => match.Groups["rel"].Value, match => match.Groups["address"].Value);
        return new(new Uri(client.BaseAddress!, path).AbsoluteUri, await response.Content.ReadAsStringAsync(), links);
    }

    /// <summary>All pages from this one on.</summary>
    public static async Task<IReadOnlyList<FeedPage>> ReadAsync(HttpClient client, string path)
    {
        var pages = new List<FeedPage>();
        for (var next = path; next is not null; )
        {
            var page = await GetAsync(client, next);
            pages.Add(page);
            next = page.Links.TryGetValue("next", out var address) ? new Uri(address).PathAndQuery : null;
        }
        return pages;
    }

    public static XDocument Xml(string text)
    {
        var settings = new XmlReaderSettings
        {
            CheckCharacters = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
        };
        using var reader = XmlReader.Create(new StringReader(text), settings);
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    public static async Task<XElement> AtomAsync(this HttpClient client, string query = "") =>
        (await GetAsync(client, $"/v1/feeds/atom{query}")).Xml.Root!;

    public static IReadOnlyList<XElement> Entries(this XElement feed) => [.. feed.Elements(Atom + "entry")];

    public static IReadOnlyList<string> DeletedIds(this XElement feed) =>
        [.. feed.Elements(Tombstones + "deleted-entry").Select(entry => entry.Attribute("ref")!.Value)];

    public static async Task<XElement> ChannelAsync(this HttpClient client, string query = "") =>
        (await GetAsync(client, $"/v1/feeds/rss{query}")).Xml.Root!.Element("channel")!;

    public static string? Href(this XElement parent, string rel) =>
        parent
            .Elements(Atom + "link")
            .FirstOrDefault(link => link.Attribute("rel")?.Value == rel)
            ?.Attribute("href")
            ?.Value;

    [GeneratedRegex("<(?<address>[^>]*)>; rel=\"(?<rel>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
