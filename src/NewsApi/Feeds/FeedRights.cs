using NewsApi.Articles;

namespace NewsApi.Feeds;

/// <summary>What may be done with a story, in the one sentence that feeds have room for.</summary>
internal static class FeedRights
{
    public static string Of(Rights rights) =>
        string.Join(
            "; ",
            new[]
            {
                rights.Copyright,
                rights.UsageTerms,
                rights.Syndicatable ? null : "Not for syndication.",
            }.OfType<string>()
        );
}
