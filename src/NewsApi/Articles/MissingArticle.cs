using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>What is answered where an article was asked for that is not there.</summary>
internal static class MissingArticle
{
    public const string NoSuchArticle = "No article is published under this id or slug.";
    public const string Withdrawn = "This article has been withdrawn and must not be shown any more.";

    /// <summary>What is answered in place of an article that was asked for by a former slug, is withdrawn, or was never
    /// published; null where none of that is so.</summary>
    public static IResult? Instead(ArticleLookup? found, string idOrSlug, string below, HttpContext http, Site site) =>
        found switch
        {
            null => new ProblemResult(ProblemType.NotFound, NoSuchArticle) { MaxAge = TimeSpan.FromSeconds(1) },
            { Tombstone: { } tombstone } => new ProblemResult(ProblemType.Gone, Withdrawn)
            {
                With = problem => WithTombstone(problem, tombstone),
                MaxAge = site.MaxAge,
            },
            { Article: { } row } when IsFormerSlug(idOrSlug, row) => MovedSlug.To(
                $"/v1/articles/{row.Slug}{below}",
                http,
                site
            ),
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
