using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Feeds;

/// <summary>Writes feeds in their formats.</summary>
internal sealed class FeedWriter(NinjsWriter ninjs, Site site)
{
    /// <summary>Media types of each format, that under which it is sent first; the others are taken for it in <c>Accept</c>.
    /// </summary>
    public static IReadOnlyDictionary<FeedFormat, IReadOnlyList<string>> MediaTypesOf { get; } =
        new Dictionary<FeedFormat, IReadOnlyList<string>>
        {
            [FeedFormat.Rss] = [MediaTypes.Rss, MediaTypes.Xml, "text/xml"],
            [FeedFormat.Atom] = [MediaTypes.Atom, MediaTypes.Xml, "text/xml"],
            [FeedFormat.Json] = [MediaTypes.JsonFeed, MediaTypes.JsonName],
            [FeedFormat.Ninjs] = [MediaTypes.Ninjs, MediaTypes.JsonName],
        };

    public ReadOnlyMemory<byte> Write(Feed feed, FeedFormat format) =>
        format switch
        {
            FeedFormat.Rss => RssFeed.Write(feed, site),
            FeedFormat.Atom => AtomFeed.Write(feed, site),
            FeedFormat.Json => JsonFeed.Write(feed, site),
            FeedFormat.Ninjs => NinjsFeed.Write(feed, ninjs),
            _ => throw new NotSupportedException($"A feed is not written as {format}."),
        };
}
