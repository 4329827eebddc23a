using Dapper;
using NewsApi.Paging;

namespace NewsApi.Articles;

/// <summary>Composes the one statement of a page in the order of time.</summary>
/// <remarks>There are two ways to a page in the order of time, and the statement takes the cheaper one. Where matches are
/// many, it walks along a list that is kept in this order (the tag's, the section's, that of all stories) until the page is
/// full. Where they are few, it gathers all of them by the inverted index and sorts them. Where that is not known beforehand
/// (two popular tags may have a third of their stories in common, or none), it walks for a while, and gathers if the page is
/// not full by then: what is not met among <see cref="WalkedAlong"/> stories is rare enough to be gathered.</remarks>
internal sealed class ArticleListStatement(ArticleRequest request, DateTimeOffset now) : ArticleStatement(request, now)
{
    private const int WalkedAlong = 4000;
    private const int GatherUpTo = 3000;
    private static readonly int[] UsualSizes = [10, PageRequest.DefaultLimit, 50, PageRequest.MaxLimit];

    public (string Sql, DynamicParameters Parameters) Compose()
    {
        var (matches, total) =
            IsOneList ? (Walked(), ListTotal())
            : Conditions.AtMost <= GatherUpTo ? ($"{Matched("")}, {PageOf("matched")}", MatchedTotal)
            : ($"{WalkedForAWhile()}, {Matched(PageNotFull)}, {EitherPage()}", EitherTotal());
        var sql = $"""
            -- articles.list
            with {matches}
            select
              c.at as list_changed_at, n.counted, n.is_exact, {ArticleRow.ColumnsFor(
                Request.Members
            )}, p.sort_key, 0 as score
            from delivery.last_change c
            cross join lateral ({total}) n
            left join page p on true
            left join delivery.articles a on a.id = p.article_id
            order by p.sort_key {Direction}, p.article_id {Direction}
            """;
        return (sql, Parameters);
    }

    /// <summary>Whether it is worth preparing: the first page, in a usual size, of one such list. There are but a few of these,
    /// and however many stories a list has, its first are found by walking along it.</summary>
    public bool IsPrepared =>
        IsOneList
        && !Conditions.HasDates
        && Request.Page is { Cursor: null, Number: 1 }
        && UsualSizes.Contains(Request.Page.Limit);

    /// <summary>Whether all that is asked for is one list that is kept in order, or all stories.</summary>
    private bool IsOneList => Conditions.IsOneList && !Conditions.HasDatesBeside(Column);

    protected override bool HasOnePlan => IsPrepared;

    private const string PageNotFull = "(select count(*) from walked) < ";

    private string Walked() =>
        $"""
            page as materialized (
              select {KeyAlias}.article_id, {KeyAlias}.{Column} as sort_key
              from {Source}
              {Where([.. Driver, .. Conditions.Dates(KeyAlias), .. FromCursor(KeyAlias)])}
              order by {KeyAlias}.{Column} {Direction}, {KeyAlias}.article_id {Direction}
              {(IsPrepared ? $"limit {Literal(Take)}" : $"limit {Value(Take)} offset {Value(Request.Page.Skip)}")}
            )
            """;

    private string WalkedForAWhile() =>
        $"""
            walked as materialized (
              select i.article_id, i.sort_key
              from ({Nearest(WalkUpTo, FromCursor(KeyAlias))}) i {Lines}
              {Where([.. Conditions.OnRows, .. Conditions.Dates("i")])}
              order by i.sort_key {Direction}, i.article_id {Direction}
              limit {Value(Take + Request.Page.Skip)}
            )
            """;

    private string Matched(string unless) =>
        $"""
            matched as materialized (
              select i.article_id, i.{Column} as sort_key
              from delivery.article_index i {Lines}
              {Where([
                .. Conditions.Keys,
                .. Conditions.BesideKeys,
                .. Conditions.Dates("i"),
                .. unless.Length > 0 ? [unless + Value(Take + Request.Page.Skip)] : Array.Empty<string>(),
            ])}
            )
            """;

    private string EitherPage() =>
        $"""
            found as (
              select * from walked where not {PageNotFull}{Value(Take + Request.Page.Skip)}
              union all
              select * from matched
            ), {PageOf("found")}
            """;

    private string PageOf(string source) =>
        $"""
            page as materialized (
              select i.article_id, i.sort_key from {source} i
              {Where(FromCursor("i", "sort_key"))}
              order by i.sort_key {Direction}, i.article_id {Direction}
              limit {Value(Take)} offset {Value(Request.Page.Skip)}
            )
            """;

    private string EitherTotal() =>
        $"""
            {LimitedTotal()} where not {PageNotFull}{Value(Take + Request.Page.Skip)}
            union all
            {MatchedTotal} where {PageNotFull}{Value(Take + Request.Page.Skip)}
            """;

    /// <summary>The list's length, which is kept ready; but while expired stories still stand in the list, they are counted.
    /// </summary>
    private string ListTotal()
    {
        if (Conditions.HasDates)
            return LimitedTotal();
        var kept = Conditions.Rarest switch
        {
            null => "(select coalesce(sum(article_count), 0)::int from delivery.languages)",
            { Table: "article_tags" } tag => $"(select article_count from delivery.tags where id = {IdOf(tag)})",
            { } section => $"(select article_count from delivery.sections where id = {IdOf(section)})",
        };
        return $"""
            select {kept} as counted, true as is_exact where not (select u.any from delivery.unswept u)
            union all
            {LimitedTotal()} where (select u.any from delivery.unswept u)
            """;
    }

    private int WalkUpTo => WalkedAlong / (Conditions.Rarest is null ? 1 : CostOfJoining);

    private IEnumerable<string> FromCursor(string alias, string? column = null)
    {
        if (Request.Page.Cursor is not { } cursor)
            return [];
        var place = ArticleKey.Read(cursor);
        return
        [
            $"({alias}.{column ?? Column}, {alias}.article_id) {(Ascends ? ">" : "<")} ({Value(place.At)}, {Value(place.Id)})",
        ];
    }
}
