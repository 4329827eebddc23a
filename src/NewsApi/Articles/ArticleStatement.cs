using System.Globalization;
using Dapper;
using NewsApi.Paging;
using NewsApi.Selection;
using NewsApi.Storage;

namespace NewsApi.Articles;

/// <summary>What statements that read a page of articles have in common. Values are always parameters; what varies in the text
/// is which conditions stand in it, so that PostgreSQL plans each shape for itself.</summary>
internal abstract class ArticleStatement
{
    /// <summary>A search looks at so many results at least, whatever the page: it decides by them whether there are enough.
    /// </summary>
    public const int FewestSearched = 10;

    /// <summary>To come to a story's row from a tag's or section's list costs as much as to walk along so many.</summary>
    protected const int CostOfJoining = 4;

    /// <summary>To look into a story's text costs as much as to look at so many rows.</summary>
    private const int CostOfReading = 5;

    // In brackets of its own: an aggregate answers with a row even where a condition beside it excludes all.
    protected const string MatchedTotal =
        "select m.counted, m.is_exact from (select count(*)::int as counted, true as is_exact from matched) m";

    private readonly StatementValues _values = new();

    protected ArticleStatement(ArticleRequest request, DateTimeOffset now)
    {
        Request = request;
        Conditions = new(request.Filter, request.Names, request.Readers, request.Search, now, _values);
        Column = request.Sort == ArticleSort.Updated ? "updated_at" : "published_at";
        Ascends = (request.Sort == ArticleSort.Oldest) != request.Page.Backwards;
        Take = request.Search is null ? request.Page.Take : Math.Max(request.Page.Take, FewestSearched);
    }

    protected ArticleRequest Request { get; }
    protected ArticleConditions Conditions { get; }
    protected string Column { get; }
    protected bool Ascends { get; }
    protected int Take { get; }
    protected DynamicParameters Parameters => _values.Parameters;

    protected string Direction => Ascends ? "asc" : "desc";

    protected string Source =>
        Conditions.Rarest is { } list
            ? $"delivery.{list.Table} k join delivery.article_index i on i.article_id = k.article_id"
            : "delivery.article_index i";

    protected string Lines =>
        Conditions.NeedsLines
            ? "cross join lateral (select x.lines from delivery.articles x where x.id = i.article_id offset 0) t"
            : "";

    protected string KeyAlias => Conditions.Rarest is null ? "i" : "k";

    protected IEnumerable<string> Driver => Conditions.Rarest is { } list ? [$"k.{list.Column} = {IdOf(list)}"] : [];

    /// <summary>Whether the statement has one plan for all values, and is one of a few.</summary>
    protected virtual bool HasOnePlan => false;

    /// <summary>Of a tag or section. What is planned once must not be planned for this one: the planner does not see it, or it
    /// would believe to know better each time.</summary>
    protected string IdOf(ArticleList list) => HasOnePlan ? $"(select {Value(list.Id)})" : Value(list.Id);

    /// <summary>The first stories of the list, in order: whoever reads them in the same order can stop at any.</summary>
    protected string Nearest(int atMost, IEnumerable<string> where) =>
        $"""
            select i.*, {KeyAlias}.{Column} as sort_key
            from {Source}
            {Where([.. Driver, .. where])}
            order by {KeyAlias}.{Column} {Direction}, {KeyAlias}.article_id {Direction}
            limit {Literal(atMost)}
            """;

    /// <summary>How many match among the first so many stories; that is all where there are no more.</summary>
    protected string LimitedTotal() =>
        $"""
            select s.counted, s.is_exact
            from (
              select
                (count(*) {Filter([.. Conditions.OnRows, .. Conditions.Dates("i")])})::int as counted,
                count(*) < {Literal(CountUpTo)} as is_exact
              from ({Nearest(CountUpTo, [])}) i {Lines}
            ) s
            """;

    private int CountUpTo =>
        Total.CountedUpTo
        / (Conditions.Rarest is null ? 1 : CostOfJoining)
        / (Conditions.NeedsLines ? CostOfReading : 1);

    protected string Value(object value) => _values.Add(value);

    /// <summary>For one of a few numbers that the planner shall always see, also where it plans for all values.</summary>
    protected static string Literal(int number) => number.ToString(CultureInfo.InvariantCulture);

    protected static string Where(IEnumerable<string> conditions) =>
        string.Join("\n    and ", conditions) is { Length: > 0 } all ? "where " + all : "";

    private static string Filter(IEnumerable<string> conditions) =>
        string.Join(" and ", conditions) is { Length: > 0 } all ? $"filter (where {all})" : "";
}
