using NewsApi.Articles;
using NewsApi.Following;

namespace NewsApi.Changes;

/// <summary>Makes of changes what clients see, with the articles they want.</summary>
internal sealed class ChangePresenter(ChangedArticleRepository repository, ArticlePresenter articles, TimeProvider time)
{
    /// <returns>The changes, and when anything last changed that the articles depend on; null without articles.</returns>
    public async Task<(IReadOnlyList<Change> Changes, DateTimeOffset? ChangedAt)> PresentAsync(
        IReadOnlyList<SeenChange> seen,
        IChangeQuery query,
        ChangeFilter filter,
        CancellationToken cancellationToken
    )
    {
        if (query.Included is not { } members)
            return ([.. seen.Select(change => Present(change))], null);
        var ids = seen.Where(change => IsInPublic(change.Kind)).Select(change => change.Change.ArticleId).ToHashSet();
        var now = await repository.ReadArticlesAsync(ids, members, cancellationToken);
        return (
            [
                .. seen.Select(change =>
                    Present(change) with
                    {
                        Article = ArticleOf(change) is { } row ? articles.Present(row, members, query.Format) : null,
                    }
                ),
            ],
            now.ChangedAt
        );

        // As it is now it may match no longer: then its own change, further on, says so.
        ArticleRow? ArticleOf(SeenChange change) =>
            IsInPublic(change.Kind)
            && now.ById.TryGetValue(change.Change.ArticleId, out var article)
            && filter.Matches(article.Row.Id, article.State, time.GetUtcNow())
                ? article.Row
                : null;
    }

    private static bool IsInPublic(ChangeKind kind) =>
        kind is ChangeKind.Published or ChangeKind.Updated or ChangeKind.Corrected;

    private static Change Present(SeenChange seen) =>
        new()
        {
            Seq = seen.Change.Seq,
            Kind = seen.Kind,
            At = seen.Change.At,
            ArticleId = seen.Change.ArticleId,
            Slug = seen.Change.Slug,
            Version = seen.Change.Version,
            Impact = seen.Change.Impact,
        };
}
