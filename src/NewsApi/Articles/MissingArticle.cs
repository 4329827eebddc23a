using NewsApi.Caching;
using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>What is answered where an article was asked for that is not there.</summary>
internal static class MissingArticle
{
    public const string NoSuchArticle = "No article is published under this id or slug.";
    public const string Withdrawn = "This article has been withdrawn and must not be shown any more.";

    /// <summary>What is answered in place of an article that was asked for by a former slug, is withdrawn, or was never
    /// published; null where none of that is so.</summary>
    /// <param name="found">What was found.</param>
    /// <param name="idOrSlug">What was asked for.</param>
    /// <param name="below">The rest of the path.</param>
    /// <param name="site">How long caches may keep it.</param>
    /// <param name="alsoAsPage">Whether the same refusal comes as a page, too.</param>
    public static SharedAnswer? Instead(
        ArticleLookup? found,
        string idOrSlug,
        string below,
        Site site,
        bool alsoAsPage = false
    ) =>
        found switch
        {
            null => new ProblemResult(ProblemType.NotFound, NoSuchArticle)
            {
                Freshness = Freshness.Brief,
                VariesByAccept = alsoAsPage,
            }.From(Sources.NoStory(idOrSlug)),
            { Tombstone: { } tombstone } => new ProblemResult(ProblemType.Gone, Withdrawn)
            {
                With = problem => WithTombstone(problem, tombstone),
                Freshness = site.Freshness,
                VariesByAccept = alsoAsPage,
            }.From(Sources.Story(tombstone.ArticleId)),
            { Article: { } row } when IsFormerSlug(idOrSlug, row) => new MovedSlug(
                $"/v1/articles/{row.Slug}{below}",
                site.Freshness
            ).From(Sources.Story(row.Id)),
            _ => null,
        };

    public static Problem WithTombstone(Problem problem, Tombstone tombstone) =>
        problem with
        {
            ArticleId = tombstone.ArticleId,
            WithdrawnAt = tombstone.WithdrawnAt,
            Kind = tombstone.Kind,
            Reason = tombstone.Reason,
            ReplacedBy = tombstone.ReplacedBy,
        };

    private static bool IsFormerSlug(string idOrSlug, ArticleRow row) =>
        idOrSlug != row.Slug && !Guid.TryParseExact(idOrSlug, "D", out _);
}
