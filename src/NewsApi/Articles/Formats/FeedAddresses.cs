using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>Where feeds are, for those who tell of them.</summary>
internal static class FeedAddresses
{
    public static IReadOnlyList<(string Format, string MediaType)> Formats { get; } =
    [("rss", MediaTypes.Rss), ("atom", MediaTypes.Atom), ("json", MediaTypes.JsonFeed), ("ninjs", MediaTypes.Ninjs)];

    /// <summary>Path of the hub that pushes every feed (WebSub).</summary>
    public const string HubPath = "/websub";

    public static string Hub(Site site) => site.BaseUrl + HubPath;

    public static string OfAll(Site site, string format) => $"{site.BaseUrl}/v1/feeds/{format}";

    public static string OfSection(Site site, string format, string section) =>
        $"{OfAll(site, format)}?section={section}";
}
