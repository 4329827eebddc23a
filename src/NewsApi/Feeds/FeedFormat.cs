namespace NewsApi.Feeds;

/// <summary>A form in which a list comes as a feed.</summary>
public enum FeedFormat
{
    /// <summary>RSS 2.0, with the full text as <c>content:encoded</c>, and the modules Dublin Core, Media RSS and Atom.</summary>
    Rss,

    /// <summary>Atom 1.0 (RFC 4287), paged (RFC 5005), with tombstones of stories that were taken back (RFC 6721).</summary>
    Atom,

    /// <summary>JSON Feed 1.1.</summary>
    Json,

    /// <summary>One item of ninjs 3.1, of which the stories are associated items; those taken back are <c>canceled</c>.</summary>
    Ninjs,
}
