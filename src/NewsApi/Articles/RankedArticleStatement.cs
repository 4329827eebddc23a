using Dapper;
using NewsApi.Search;
using NewsApi.Selection;

namespace NewsApi.Articles;

/// <summary>Composes the one statement of a page in the order of relevance.</summary>
internal sealed class RankedArticleStatement(ArticleRequest request, DateTimeOffset now)
    : ArticleStatement(request, now)
{
    /// <summary>No more stories than this can match.</summary>
    public long AtMost => Conditions.AtMost;

    /// <summary>Whether a look at this depth found all that the page needs.</summary>
    public bool IsFilledBy(int rows, SearchDepth depth) =>
        Request.Page is { Backwards: true, Cursor: { } cursor }
            ? ArticleKey.Read(cursor).Score > depth.Bound
            : rows == Take;

    /// <summary>A page in the order of relevance.</summary>
    /// <param name="depth">How far down the tiers of importance it looks.</param>
    public (string Sql, DynamicParameters Parameters) Compose(SearchDepth depth)
    {
        var plan = Request.Search!.Plan;
        var direction = Request.Page.Backwards ? "asc" : "desc";
        List<string> conditions = [.. Conditions.Keys, .. Conditions.BesideKeys, .. Conditions.Dates("i")];
        List<string> inPage = [];
        if (!depth.IsWhole)
        {
            conditions.Add(Reaches(plan, depth));
            inPage.Add($"score > {Value(depth.Bound)}");
        }
        if (Request.Page.Cursor is { } cursor)
        {
            var place = ArticleKey.Read(cursor);
            inPage.Add(
                $"(score, sort_key, article_id) {(Request.Page.Backwards ? ">" : "<")} ({Value(place.Score)}, {Value(place.At)}, {Value(place.Id)})"
            );
        }
        var sql = $"""
            -- articles.search
            with matched as materialized (
              select i.article_id, i.published_at as sort_key, {Score(plan)} as score
              from delivery.article_index i {Lines}
              {Where(conditions)}
            ),
            page as materialized (
              select * from matched
              {Where(inPage)}
              order by score {direction}, sort_key {direction}, article_id {direction}
              limit {Value(Take)} offset {Value(Request.Page.Skip)}
            )
            select
              c.at as list_changed_at, n.counted, n.is_exact, {ArticleRow.ColumnsFor(
                Request.Members
            )}, p.sort_key, p.score
            from delivery.last_change c
            cross join lateral ({(depth.IsWhole ? MatchedTotal : LimitedTotal())}) n
            left join page p on true
            left join delivery.articles a on a.id = p.article_id
            order by p.score {direction}, p.sort_key {direction}, p.article_id {direction}
            """;
        return (sql, Parameters);
    }

    private string Score(SearchPlan plan) =>
        $"({string.Join(
            " + ",
            plan.Ranked.Select(word => $"{Value(word.Weight)} * {Conditions.Level(word)}").DefaultIfEmpty("0")
        )})";

    /// <summary>Any of the words at its tier or above.</summary>
    private string Reaches(SearchPlan plan, SearchDepth depth)
    {
        var keys = plan.Ranked.Zip(depth.Tiers).SelectMany(word => ArticleConditions.KeysOf(word.First, word.Second));
        return $"delivery.index_keys(i.terms) && {Value(keys.ToArray())}";
    }
}
