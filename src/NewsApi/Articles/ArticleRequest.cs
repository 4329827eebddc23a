using NewsApi.Paging;
using NewsApi.Selection;

namespace NewsApi.Articles;

/// <summary>A page of articles, as the database is asked for it.</summary>
public sealed record ArticleRequest
{
    public required ArticleFilter Filter { get; init; }
    public required ResolvedNames Names { get; init; }

    /// <summary>Who asks.</summary>
    public required Readership Readers { get; init; }

    public ArticleSearch? Search { get; init; }
    public required ArticleSort Sort { get; init; }
    public required PageRequest Page { get; init; }
    public required ArticleMembers Members { get; init; }
}
