using Dapper;
using NewsApi.Filtering;
using NewsApi.Storage;

namespace NewsApi.Articles;

/// <summary>Composes the one statement that counts all facets of a result.</summary>
/// <remarks>Counts over everything and over one section are kept ready by the publish transaction; others are counted. Both
/// have the same form: one table of counts by section, day, type and language, and one by tag, from which the facets are
/// summed up. While an expired story still stands in the counts, they are not used.</remarks>
internal sealed class FacetStatement
{
    private readonly StatementValues _values = new();
    private readonly ArticleRequest _request;
    private readonly FacetRequest _facets;
    private readonly DateTimeOffset _now;
    private readonly List<string> _tables = [];
    private readonly List<string> _parts = [];

    public FacetStatement(ArticleRequest request, FacetRequest facets, DateTimeOffset now)
    {
        (_request, _facets, _now) = (request, facets, now);
        // Facets that are counted over the same articles share a table.
        foreach (var scope in facets.Names.GroupBy(FilterFor))
        {
            var name = $"scope{_tables.Count}";
            if (scope.Any(facet => facet != FacetName.Tag))
                _tables.Add($"{name} as materialized ({Counts(scope.Key)})");
            if (scope.Contains(FacetName.Tag))
                _tables.Add($"{name}_tags as ({TagCounts(scope.Key)})");
            _parts.AddRange(scope.Select(facet => Part(facet, name)));
        }
    }

    public (string Sql, DynamicParameters Parameters) Compose() =>
        (
            $"""
            -- articles.facets
            with {string.Join(",\n", _tables)}
            {string.Join("\nunion all\n", _parts.Select(part => $"({part})"))}
            """,
            _values.Parameters
        );

    private ArticleFilter FilterFor(FacetName facet) =>
        (_facets.Scope, facet) switch
        {
            (FacetScope.Result, _) => _request.Filter,
            (_, FacetName.Section) => _request.Filter with { Section = null },
            (_, FacetName.Tag) => _request.Filter with { Tag = null },
            (_, FacetName.Type) => _request.Filter with { Type = null },
            (_, FacetName.Language) => _request.Filter with { Language = null },
            _ when _request.Filter.DateField == DateField.Published => _request.Filter with { From = null, To = null },
            _ => _request.Filter,
        };

    private string Counts(ArticleFilter filter)
    {
        var counted = $"""
            select
              i.section_ids[cardinality(i.section_ids)] as section_id,
              (i.published_at at time zone 'UTC')::date as day, i.type::text, i.language::text, count(*)::int as article_count
            from {Articles(filter, out var where)}
            {where}
            """;
        if (!IsKept(filter))
            return $"{counted} group by 1, 2, 3, 4";
        var ofSection = filter.Section is NameFilter section
            ? $"and d.section_id in (select s.id from delivery.sections s where {SectionId(section)} = any(s.path))"
            : "";
        return $"""
            select d.section_id, d.day, d.type::text, d.language::text, d.article_count
            from delivery.daily_counts d
            where not (select u.any from delivery.unswept u) {ofSection}
            union all
            {counted} {(where.Length > 0 ? "and" : "where")} (select u.any from delivery.unswept u)
            group by 1, 2, 3, 4
            """;
    }

    private string TagCounts(ArticleFilter filter)
    {
        var counted = $"""
            select x.tag_id, count(*)::int as article_count
            from {Articles(filter, out var where)}
            cross join lateral unnest(i.tag_ids) x (tag_id)
            {where}
            """;
        if (!IsKept(filter))
            return $"{counted} group by 1";
        var kept = filter.Section is NameFilter section
            ? $"select k.tag_id, k.article_count from delivery.section_tags k where k.section_id = {SectionId(section)}"
            : "select k.id as tag_id, k.article_count from delivery.tags k where k.article_count > 0";
        var place = filter.Section is null ? "k.id" : "k.tag_id";
        return $"""
            (
              {kept} and not (select u.any from delivery.unswept u)
              order by k.article_count desc, {place} desc limit {Value(_facets.Limit)}
            )
            union all
            {counted} {(where.Length > 0 ? "and" : "where")} (select u.any from delivery.unswept u)
            group by 1
            """;
    }

    private string Part(FacetName facet, string table) =>
        facet switch
        {
            FacetName.Section => $"""
                select {(int)facet} as facet, s.slug::text as value, s.title::text as title, sum(c.article_count)::int as count
                from {table} c
                join delivery.sections own on own.id = c.section_id
                join delivery.sections s on s.id = any(own.path)
                group by s.slug, s.title
                order by count desc, value limit {Value(_facets.Limit)}
                """,
            FacetName.Tag => $"""
                select {(int)facet} as facet, t.type || '/' || t.slug as value, t.title::text as title, c.article_count as count
                from {table}_tags c
                join delivery.tags t on t.id = c.tag_id
                order by c.article_count desc, t.id desc limit {Value(_facets.Limit)}
                """,
            FacetName.Type => Sum(facet, table, "c.type", "count desc, value"),
            // As the filter has it: a language includes its regional forms.
            FacetName.Language => Sum(
                facet,
                $"""
                (
                  select array_to_string(p.parts[:n], '-') as language, t.article_count
                  from {table} t
                  cross join lateral string_to_array(t.language, '-') p (parts)
                  cross join lateral generate_series(1, cardinality(p.parts)) n
                )
                """,
                "c.language",
                "count desc, value"
            ),
            FacetName.Year => Sum(facet, table, "to_char(c.day, 'YYYY')", "value desc"),
            FacetName.Month => Sum(facet, table, "to_char(c.day, 'YYYY-MM')", "value desc"),
            _ => Sum(facet, table, "to_char(c.day, 'YYYY-MM-DD')", "value desc"),
        };

    private string Sum(FacetName facet, string table, string value, string order) =>
        $"""
            select {(int)facet} as facet, {value} as value, null::text as title, sum(c.article_count)::int as count
            from {table} c
            group by 2
            order by {order} limit {Value(_facets.Limit)}
            """;

    /// <summary>Whether counts of these articles are kept ready.</summary>
    private bool IsKept(ArticleFilter filter) =>
        _request.Search is null
        && filter
            is { Section: null or NameFilter, Tag: null, Type: null, Language: null, Ids: null, From: null, To: null };

    private string Articles(ArticleFilter filter, out string where)
    {
        var conditions = new ArticleConditions(filter, _request.Names, _request.Search, _now, _values);
        string[] all = [.. conditions.Keys, .. conditions.BesideKeys, .. conditions.Dates("i")];
        where = all.Length > 0 ? "where " + string.Join(" and ", all) : "";
        return conditions.NeedsLines
            ? "delivery.article_index i cross join lateral (select x.lines from delivery.articles x where x.id = i.article_id offset 0) t"
            : "delivery.article_index i";
    }

    private string SectionId(NameFilter section) => Value(_request.Names.ByName[section.Name].Id);

    private string Value(object value) => _values.Add(value);
}
