namespace NewsApi.Articles;

/// <summary>What stands under an id or slug: an article, or the tombstone of one.</summary>
public sealed record ArticleLookup(ArticleRow? Article, Tombstone? Tombstone)
{
    /// <summary>Without the name of what took its place where that is not known.</summary>
    public ArticleLookup NamingOnly(IReadOnlyDictionary<string, ArticleLookup> known) =>
        Tombstone?.ReplacedBy is { } successor && known.GetValueOrDefault(successor.ToString())?.Article is null
            ? this with
            {
                Tombstone = Tombstone with { ReplacedBy = null },
            }
            : this;
}

/// <summary>What remains of a withdrawn article.</summary>
/// <param name="ArticleId">Its id.</param>
/// <param name="WithdrawnAt">Since when it is gone.</param>
/// <param name="Kind"><c>legal</c>, <c>rights</c>, <c>editorial</c> or <c>duplicate</c>.</param>
/// <param name="Reason">Why, in words for the public.</param>
/// <param name="ReplacedBy">For a duplicate, the article that stands in its place.</param>
public sealed record Tombstone(
    Guid ArticleId,
    DateTimeOffset WithdrawnAt,
    string Kind,
    string? Reason,
    Guid? ReplacedBy
);
