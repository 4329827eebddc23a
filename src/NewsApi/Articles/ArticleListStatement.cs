using Dapper;
using NewsApi.Paging;
using NewsApi.Search;
using NewsApi.Storage;

namespace NewsApi.Articles;

/// <summary>Composes the one statement of a list page. Values are always parameters; what varies in the text is which
/// conditions stand in it, so that PostgreSQL plans each shape for itself.</summary>
/// <remarks>There are two ways to a page in the order of time, and the statement takes the cheaper one. Where matches are
/// many, it walks along a list that is kept in this order (the tag's, the section's, that of all stories) until the page is
/// full. Where they are few, it gathers all of them by the inverted index and sorts them. Where that is not known beforehand
/// (two popular tags may have a third of their stories in common, or none), it walks for a while, and gathers if the page is
/// not full by then: what is not met among <see cref="WalkedAlong"/> stories is rare enough to be gathered.</remarks>
internal sealed class ArticleListStatement
{
    private const int WalkedAlong = 4000;
    private const int GatherUpTo = 3000;

    /// <summary>To come to a story's row from a tag's or section's list costs as much as to walk along so many.</summary>
    private const int CostOfJoining = 4;

    /// <summary>To look into a story's text costs as much as to look at so many rows.</summary>
    private const int CostOfReading = 5;

    /// <summary>A search looks at so many results at least, whatever the page: it decides by them whether there are enough.
    /// </summary>
    public const int FewestSearched = 10;

    private readonly StatementValues _values = new();
    private readonly ArticleConditions _conditions;
    private readonly ArticleRequest _request;
    private readonly string _column;
    private readonly bool _ascends;
    private readonly int _take;

    public ArticleListStatement(ArticleRequest request, DateTimeOffset now)
    {
        _request = request;
        _conditions = new(request.Filter, request.Names, request.Search, now, _values);
        _column = request.Sort == ArticleSort.Updated ? "updated_at" : "published_at";
        _ascends = (request.Sort == ArticleSort.Oldest) != request.Page.Backwards;
        _take = request.Search is null ? request.Page.Take : Math.Max(request.Page.Take, FewestSearched);
    }

    /// <summary>No more stories than this can match.</summary>
    public long AtMost => _conditions.AtMost;

    /// <summary>Whether a look at this depth found all that the page needs.</summary>
    public bool IsFilledBy(int rows, SearchDepth depth) =>
        _request.Page is { Backwards: true, Cursor: { } cursor }
            ? ArticleKey.Read(cursor).Score > depth.Bound
            : rows == _take;

    private string Direction => _ascends ? "asc" : "desc";

    private string Source =>
        _conditions.Rarest is { } list
            ? $"delivery.{list.Table} k join delivery.article_index i on i.article_id = k.article_id"
            : "delivery.article_index i";

    private string Lines =>
        _conditions.NeedsLines
            ? "cross join lateral (select x.lines from delivery.articles x where x.id = i.article_id offset 0) t"
            : "";

    /// <summary>A page in the order of time.</summary>
    public (string Sql, DynamicParameters Parameters) ByTime()
    {
        var (matches, total) =
            IsOneList ? (Walked(), ListTotal())
            : _conditions.AtMost <= GatherUpTo ? ($"{Matched("")}, {PageOf("matched")}", MatchedTotal)
            : ($"{WalkedForAWhile()}, {Matched(PageNotFull)}, {EitherPage()}", EitherTotal());
        var sql = $"""
            -- articles.list
            with {matches}
            select
              c.at as list_changed_at, n.counted, n.is_exact, {ArticleRow.ColumnsFor(
                _request.Members
            )}, p.sort_key, 0 as score
            from delivery.last_change c
            cross join lateral ({total}) n
            left join page p on true
            left join delivery.articles a on a.id = p.article_id
            order by p.sort_key {Direction}, p.article_id {Direction}
            """;
        return (sql, _values.Parameters);
    }

    /// <summary>A page in the order of relevance.</summary>
    /// <param name="depth">How far down the tiers of importance it looks.</param>
    public (string Sql, DynamicParameters Parameters) ByRelevance(SearchDepth depth)
    {
        var plan = _request.Search!.Plan;
        var direction = _request.Page.Backwards ? "asc" : "desc";
        List<string> conditions = [.. _conditions.Keys, .. _conditions.BesideKeys, .. _conditions.Dates("i")];
        List<string> inPage = [];
        if (!depth.IsWhole)
        {
            conditions.Add(Reaches(plan, depth));
            inPage.Add($"score > {Value(depth.Bound)}");
        }
        if (_request.Page.Cursor is { } cursor)
        {
            var place = ArticleKey.Read(cursor);
            inPage.Add(
                $"(score, sort_key, article_id) {(_request.Page.Backwards ? ">" : "<")} ({Value(place.Score)}, {Value(place.At)}, {Value(place.Id)})"
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
              limit {Value(_take)} offset {Value(_request.Page.Skip)}
            )
            select
              c.at as list_changed_at, n.counted, n.is_exact, {ArticleRow.ColumnsFor(
                _request.Members
            )}, p.sort_key, p.score
            from delivery.last_change c
            cross join lateral ({(depth.IsWhole ? MatchedTotal : LimitedTotal())}) n
            left join page p on true
            left join delivery.articles a on a.id = p.article_id
            order by p.score {direction}, p.sort_key {direction}, p.article_id {direction}
            """;
        return (sql, _values.Parameters);
    }

    /// <summary>Whether all that is asked for is one list that is kept in order, or all stories.</summary>
    private bool IsOneList => _conditions.IsOneList && !_conditions.HasDatesBeside(_column);

    private const string PageNotFull = "(select count(*) from walked) < ";

    private string Walked() =>
        $"""
            page as materialized (
              select {KeyAlias}.article_id, {KeyAlias}.{_column} as sort_key
              from {Source}
              {Where([.. Driver, .. _conditions.Dates(KeyAlias), .. FromCursor(KeyAlias)])}
              order by {KeyAlias}.{_column} {Direction}, {KeyAlias}.article_id {Direction}
              limit {Value(_take)} offset {Value(_request.Page.Skip)}
            )
            """;

    private string WalkedForAWhile() =>
        $"""
            walked as materialized (
              select i.article_id, i.sort_key
              from ({Nearest(WalkUpTo, FromCursor(KeyAlias))}) i {Lines}
              {Where([.. _conditions.OnRows, .. _conditions.Dates("i")])}
              order by i.sort_key {Direction}, i.article_id {Direction}
              limit {Value(_take + _request.Page.Skip)}
            )
            """;

    /// <summary>The first stories of the list, in order: whoever reads them in the same order can stop at any.</summary>
    private string Nearest(int atMost, IEnumerable<string> where) =>
        $"""
            select i.*, {KeyAlias}.{_column} as sort_key
            from {Source}
            {Where([.. Driver, .. where])}
            order by {KeyAlias}.{_column} {Direction}, {KeyAlias}.article_id {Direction}
            limit {Value(atMost)}
            """;

    private string Matched(string unless) =>
        $"""
            matched as materialized (
              select i.article_id, i.{_column} as sort_key
              from delivery.article_index i {Lines}
              {Where([
                .. _conditions.Keys,
                .. _conditions.BesideKeys,
                .. _conditions.Dates("i"),
                .. unless.Length > 0 ? [unless + Value(_take + _request.Page.Skip)] : Array.Empty<string>(),
            ])}
            )
            """;

    private string EitherPage() =>
        $"""
            found as (
              select * from walked where not {PageNotFull}{Value(_take + _request.Page.Skip)}
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
              limit {Value(_take)} offset {Value(_request.Page.Skip)}
            )
            """;

    // In brackets of its own: an aggregate answers with a row even where a condition beside it excludes all.
    private const string MatchedTotal =
        "select m.counted, m.is_exact from (select count(*)::int as counted, true as is_exact from matched) m";

    private string EitherTotal() =>
        $"""
            {LimitedTotal()} where not {PageNotFull}{Value(_take + _request.Page.Skip)}
            union all
            {MatchedTotal} where {PageNotFull}{Value(_take + _request.Page.Skip)}
            """;

    /// <summary>The list's length, which is kept ready; but while expired stories still stand in the list, they are counted.
    /// </summary>
    private string ListTotal()
    {
        if (_conditions.HasDates)
            return LimitedTotal();
        var kept = _conditions.Rarest switch
        {
            null => "(select coalesce(sum(article_count), 0)::int from delivery.languages)",
            { Table: "article_tags" } tag => $"(select article_count from delivery.tags where id = {Value(tag.Id)})",
            { } section => $"(select article_count from delivery.sections where id = {Value(section.Id)})",
        };
        return $"""
            select {kept} as counted, true as is_exact where not (select u.any from delivery.unswept u)
            union all
            {LimitedTotal()} where (select u.any from delivery.unswept u)
            """;
    }

    /// <summary>How many match among the first so many stories; that is all where there are no more.</summary>
    private string LimitedTotal() =>
        $"""
            select s.counted, s.is_exact
            from (
              select
                (count(*) {Filter([.. _conditions.OnRows, .. _conditions.Dates("i")])})::int as counted,
                count(*) < {Value(CountUpTo)} as is_exact
              from ({Nearest(CountUpTo, [])}) i {Lines}
            ) s
            """;

    private int WalkUpTo => WalkedAlong / (_conditions.Rarest is null ? 1 : CostOfJoining);

    private int CountUpTo =>
        Total.CountedUpTo
        / (_conditions.Rarest is null ? 1 : CostOfJoining)
        / (_conditions.NeedsLines ? CostOfReading : 1);

    private string KeyAlias => _conditions.Rarest is null ? "i" : "k";

    private IEnumerable<string> Driver => _conditions.Rarest is { } list ? [$"k.{list.Column} = {Value(list.Id)}"] : [];

    private IEnumerable<string> FromCursor(string alias, string? column = null)
    {
        if (_request.Page.Cursor is not { } cursor)
            return [];
        var place = ArticleKey.Read(cursor);
        return
        [
            $"({alias}.{column ?? _column}, {alias}.article_id) {(_ascends ? ">" : "<")} ({Value(place.At)}, {Value(place.Id)})",
        ];
    }

    private string Score(SearchPlan plan) =>
        $"({string.Join(
            " + ",
            plan.Ranked.Select(word => $"{Value(word.Weight)} * {_conditions.Level(word)}").DefaultIfEmpty("0")
        )})";

    /// <summary>Any of the words at this tier or above.</summary>
    private string Reaches(SearchPlan plan, SearchDepth depth)
    {
        var keys = plan.Ranked.SelectMany(word => ArticleConditions.KeysOf(word, depth.Tier)).ToArray();
        return $"delivery.index_keys(i.terms) && {Value(keys)}";
    }

    private string Value(object value) => _values.Add(value);

    private static string Where(IEnumerable<string> conditions) =>
        string.Join("\n    and ", conditions) is { Length: > 0 } all ? "where " + all : "";

    private static string Filter(IEnumerable<string> conditions) =>
        string.Join(" and ", conditions) is { Length: > 0 } all ? $"filter (where {all})" : "";
}
