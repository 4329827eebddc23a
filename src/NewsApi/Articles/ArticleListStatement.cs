using System.Globalization;
using Dapper;
using NewsApi.Filtering;
using NewsApi.Paging;

namespace NewsApi.Articles;

/// <summary>Composes the one statement of a list page. Values are always parameters; what varies in the text is which
/// predicates stand in it, so that PostgreSQL plans each shape for itself.</summary>
/// <remarks>A filter that asks for a section or a tag starts from that list's own index, which is kept in the order of the
/// page; of several it starts from the rarest. Everything else is a predicate on the article's own row, whose arrays
/// <c>section_ids</c> and <c>tag_ids</c> answer any combination of names without a sub-select.</remarks>
internal sealed class ArticleListStatement
{
    private readonly DynamicParameters _parameters = new();
    private readonly List<string> _predicates = [];
    private readonly ResolvedNames _names;
    private readonly ArticleSort _sort;
    private string _source = "delivery.articles a";
    private string _keyTable = "a";
    private string _idColumn = "a.id";
    private int _count;

    private ArticleListStatement(ArticleFilter filter, ResolvedNames names, ArticleSort sort, DateTimeOffset now)
    {
        (_names, _sort) = (names, sort);
        StartFromRarestList(filter);
        Add(filter.Section, name => $"{Parameter(List(name).Id)} = any(a.section_ids)");
        Add(filter.Tag, TagPredicate);
        Add(filter.Type, name => $"a.type = {Parameter(name.Name)}");
        Add(filter.Language, LanguagePredicate);
        if (filter.Ids is { } ids)
            _predicates.Add($"a.id = any({Parameter(ids.ToArray())})");
        var date = DateColumn(filter.DateField);
        if (filter.From is { } from)
            _predicates.Add($"{date} >= {Parameter(from.Start(now))}");
        if (filter.To is { } to)
            _predicates.Add($"{date} < {Parameter(to.EndExclusive(now))}");
    }

    public static (string Sql, DynamicParameters Parameters) For(
        ArticleFilter filter,
        ResolvedNames names,
        ArticleSort sort,
        PageRequest page,
        ArticleMembers members,
        DateTimeOffset now
    ) => new ArticleListStatement(filter, names, sort, now).Compose(page, members);

    private (string, DynamicParameters) Compose(PageRequest page, ArticleMembers members)
    {
        var key = $"{_keyTable}.{(_sort == ArticleSort.Updated ? "updated_at" : "published_at")}";
        var ascending = (_sort == ArticleSort.Oldest) != page.Backwards;
        var direction = ascending ? "asc" : "desc";
        var counted = Where(_predicates);
        List<string> predicates = [.. _predicates];
        if (page.Cursor is { } cursor)
        {
            var (at, id) = ArticleKey.Read(cursor);
            predicates.Add($"({key}, {_idColumn}) {(ascending ? ">" : "<")} ({Parameter(at)}, {Parameter(id)})");
        }
        var sql = $"""
            -- articles.list
            with page as materialized (
              select {ArticleRow.ColumnsFor(members)}, {key} as sort_key
              from {_source}
              {Where(predicates)}
              order by {key} {direction}, {_idColumn} {direction}
              limit {Parameter(page.Take)} offset {Parameter(page.Skip)}
            )
            select
              c.at as list_changed_at,
              (select count(*)::int from (select from {_source} {counted} limit {Parameter(
                Total.CountedUpTo + 1
            )}) counted)
                as counted,
              p.*
            from delivery.last_change c
            left join page p on true
            order by p.sort_key {direction}, p.id {direction}
            """;
        return (sql, _parameters);
    }

    private void StartFromRarestList(ArticleFilter filter)
    {
        var rarest = Required(filter.Section)
            .Select(name => (List: List(name), Table: "article_sections", Column: "section_id"))
            .Concat(Required(filter.Tag).Select(name => (List: List(name), Table: "article_tags", Column: "tag_id")))
            .OrderBy(candidate => candidate.List.ArticleCount)
            .FirstOrDefault();
        if (rarest.Table is null)
            return;
        _source = $"delivery.{rarest.Table} k join delivery.articles a on a.id = k.article_id";
        _predicates.Add($"k.{rarest.Column} = {Parameter(rarest.List.Id)}");
        (_keyTable, _idColumn) = ("k", "k.article_id");
    }

    /// <summary>Names that every match bears, which the whole filter therefore may start from.</summary>
    private static IEnumerable<NameFilter> Required(FilterExpression? filter) => (
            filter is AllFilter all ? all.Operands
            : filter is null ? []
            : [filter]
        ).OfType<NameFilter>().Where(name => !name.WithDescendants || !name.Name.Contains('/', StringComparison.Ordinal));

    private void Add(FilterExpression? filter, Func<NameFilter, string> name)
    {
        if (filter is not null)
            _predicates.Add(Predicate(filter, name));
    }

    private static string Predicate(FilterExpression filter, Func<NameFilter, string> name) =>
        filter switch
        {
            NameFilter leaf => name(leaf),
            NotFilter not => $"not ({Predicate(not.Operand, name)})",
            AllFilter all => $"({string.Join(" and ", all.Operands.Select(operand => Predicate(operand, name)))})",
            AnyFilter any => $"({string.Join(" or ", any.Operands.Select(operand => Predicate(operand, name)))})",
            _ => throw new NotSupportedException($"{filter.GetType().Name} has no form in SQL."),
        };

    private string TagPredicate(NameFilter name) =>
        name.WithDescendants
            ? $"a.tag_ids && {Parameter(List(name).WithDescendants)}"
            : $"{Parameter(List(name).Id)} = any(a.tag_ids)";

    // A language includes its regional forms (RFC 4647, basic filtering).
    private string LanguagePredicate(NameFilter name) =>
        $"(a.language = {Parameter(name.Name)} or a.language like {Parameter(name.Name + "-%")})";

    private string DateColumn(DateField field) =>
        field switch
        {
            DateField.FirstPublished => "a.first_published_at",
            DateField.Updated => $"{_keyTable}.updated_at",
            _ => $"{_keyTable}.published_at",
        };

    private NamedList List(NameFilter name) => _names.ByName[name.Name];

    private string Parameter(object value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"p{_count++}");
        _parameters.Add(name, value);
        return "@" + name;
    }

    private static string Where(IReadOnlyCollection<string> predicates) =>
        predicates.Count == 0 ? "" : "where " + string.Join("\n    and ", predicates);
}
