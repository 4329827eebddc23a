namespace NewsApi.Http;

public static class MediaTypes
{
    public const string Json = "application/json; charset=utf-8";

    /// <summary>The name alone, as the contract has it.</summary>
    public const string JsonName = "application/json";

    /// <summary>RFC 7396.</summary>
    public const string MergePatch = "application/merge-patch+json";

    /// <summary>Server-Sent Events; always in UTF-8.</summary>
    public const string EventStream = "text/event-stream";

    /// <summary>JSON, one value a line, in UTF-8.</summary>
    public const string JsonLines = "application/x-ndjson";

    /// <summary>JSON-LD 1.1.</summary>
    public const string LinkedData = "application/ld+json";

    /// <summary>News in JSON of the IPTC, in its vendor tree as its XML formats are; JSON itself says no more of it.</summary>
    public const string Ninjs = "application/vnd.iptc.ninjs+json";

    public const string Html = "text/html";

    /// <summary>RFC 7763.</summary>
    public const string Markdown = "text/markdown";

    public const string Text = "text/plain";

    public const string Rss = "application/rss+xml";

    /// <summary>RFC 4287.</summary>
    public const string Atom = "application/atom+xml";

    /// <summary>JSON Feed 1.1.</summary>
    public const string JsonFeed = "application/feed+json";

    public const string Xml = "application/xml";

    /// <summary>RSL 1.0.</summary>
    public const string Rsl = "application/rsl+xml";

    /// <summary>Those that are worth compressing: text of any kind.</summary>
    public static readonly IReadOnlyList<string> Compressible =
    [
        JsonName,
        JsonLines,
        ProblemResult.MediaType,
        LinkedData,
        Ninjs,
        Html,
        Markdown,
        Text,
        Rss,
        Atom,
        JsonFeed,
        Xml,
        Rsl,
        "image/svg+xml",
    ];

    /// <param name="mediaType">With or without parameters.</param>
    public static bool IsCompressible(string mediaType)
    {
        var end = mediaType.IndexOf(';', StringComparison.Ordinal);
        return Compressible.Contains(
            end < 0 ? mediaType : mediaType[..end].TrimEnd(),
            StringComparer.OrdinalIgnoreCase
        );
    }
}
