using Dapper;
using NewsApi.Filtering;
using NewsApi.Selection;
using NewsApi.Storage;

namespace NewsApi.Articles;

/// <summary>Composes the one statement that counts facets of a result.</summary>
/// <remarks>Counts over everything and over one section are kept ready by the publish transaction, but hold only while no
/// expired story stands in them; then, and for every other result, the stories are counted.</remarks>
internal sealed class FacetStatement(ArticleRequest request, FacetRequest facets, DateTimeOffset now)
{
    private readonly StatementValues _values = new();

    /// <summary>Whether counts of the whole of what is asked for are kept ready.</summary>
    public bool IsKept => facets.Names.All(facet => IsKeptFor(FilterFor(facet)));

    /// <summary>Reads the kept counts; no row at all while they do not hold.</summary>
    public (string Sql, DynamicParameters Parameters) ReadKept()
    {
        var parts = facets.Names.Select(facet => $"({Kept(facet, FilterFor(facet).Section as NameFilter)})");
        return (
            $"""
            -- articles.facets
            select f.facet, f.value, f.title, f.count
            from ({string.Join("\nunion all\n", parts)}) f
            where not (select u.any from delivery.unswept u)
            """,
            _values.Parameters
        );
    }

    /// <summary>Counts the stories.</summary>
    public (string Sql, DynamicParameters Parameters) Count()
    {
        // Facets that are counted over the same stories read them once.
        var scopes = facets
            .Names.GroupBy(FilterFor)
            .Select((scope, number) => (Name: $"scope{number}", scope.Key, Facets: scope));
        var stories = scopes.Select(scope => $"{scope.Name} as materialized ({Stories(scope.Key)})");
        var parts = scopes.SelectMany(scope => scope.Facets.Select(facet => $"({Counted(facet, scope.Name)})"));
        return (
            $"""
            -- articles.facets
            with {string.Join(",\n", stories)}
            {string.Join("\nunion all\n", parts)}
            """,
            _values.Parameters
        );
    }

    private ArticleFilter FilterFor(FacetName facet) =>
        (facets.Scope, facet) switch
        {
            (FacetScope.Result, _) => request.Filter,
            (_, FacetName.Section) => request.Filter with { Section = null },
            (_, FacetName.Tag) => request.Filter with { Tag = null },
            (_, FacetName.Type) => request.Filter with { Type = null },
            (_, FacetName.Language) => request.Filter with { Language = null },
            _ when request.Filter.DateField == DateField.Published => request.Filter with { From = null, To = null },
            _ => request.Filter,
        };

    private bool IsKeptFor(ArticleFilter filter) =>
        request is { Search: null, Readers.IsEveryone: true }
        && filter
            is { Section: null or NameFilter, Tag: null, Type: null, Language: null, Ids: null, From: null, To: null };

    private string Kept(FacetName facet, NameFilter? section)
    {
        var id = section is null ? "0" : Value(request.Names.ByName[section.Name].Id);
        return facet switch
        {
            // All stories of a section are in those above it, too.
            FacetName.Section => section is null
                ? Select(
                    facet,
                    "s.slug::text",
                    "s.title::text",
                    "s.article_count",
                    "delivery.sections s where s.article_count > 0"
                )
                : Select(
                    facet,
                    "s.slug::text",
                    "s.title::text",
                    "least(s.article_count, own.article_count)",
                    $"delivery.sections own join delivery.sections s on {id} = any(s.path) or s.id = any(own.path) where own.id = {id} and least(s.article_count, own.article_count) > 0"
                ),
            FacetName.Tag =>
                $"""
                select {(int)facet} as facet, t.type || '/' || t.slug as value, t.title::text as title, k.article_count as count
                from {(
                    section is null
                        ? "delivery.tags t join delivery.tags k on k.id = t.id where k.article_count > 0"
                        : $"delivery.section_tags k join delivery.tags t on t.id = k.tag_id where k.section_id = {id} and k.article_count > 0"
                )}
                order by k.article_count desc, t.id desc limit {Value(facets.Limit)}
                """,
            FacetName.Type or FacetName.Language => Select(
                facet,
                "c.value",
                "null",
                "c.article_count",
                $"delivery.facet_counts c where c.section_id = {id} and c.facet = '{(facet == FacetName.Type ? "type" : "language")}'"
            ),
            _ => Dated(
                facet,
                "c.value",
                "c.article_count",
                $"delivery.facet_counts c where c.section_id = {id} and c.facet = 'day'"
            ),
        };
    }

    private string Counted(FacetName facet, string scope) =>
        facet switch
        {
            FacetName.Section => Select(
                facet,
                "s.slug::text",
                "s.title::text",
                "c.count",
                $"(select x.id, count(*)::int as count from {scope} i cross join lateral unnest(i.section_ids) x (id) group by 1) c join delivery.sections s on s.id = c.id"
            ),
            FacetName.Tag => $"""
                select {(int)facet} as facet, t.type || '/' || t.slug as value, t.title::text as title, c.count
                from (
                  select x.id, count(*)::int as count
                  from {scope} i cross join lateral unnest(i.tag_ids) x (id)
                  group by 1
                  order by count desc, x.id desc limit {Value(facets.Limit)}
                ) c
                join delivery.tags t on t.id = c.id
                order by c.count desc, t.id desc
                """,
            FacetName.Type => Select(
                facet,
                "c.type",
                "null",
                "c.count",
                $"(select i.type, count(*)::int as count from {scope} i group by 1) c"
            ),
            FacetName.Language => Select(
                facet,
                "c.language",
                "null",
                "c.count",
                $"""
                (
                  select array_to_string(p.parts[:n], '-') as language, sum(l.count)::int as count
                  from (select i.language, count(*) as count from {scope} i group by 1) l
                  cross join lateral string_to_array(l.language, '-') p (parts)
                  cross join lateral generate_series(1, cardinality(p.parts)) n
                  group by 1
                ) c
                """
            ),
            _ => Dated(
                facet,
                "to_char(c.day, 'YYYY-MM-DD')",
                "c.count",
                $"(select i.day, count(*) as count from {scope} i group by 1) c"
            ),
        };

    private string Select(FacetName facet, string value, string title, string count, string from) =>
        $"""
            select {(int)facet} as facet, {value} as value, {title}::text as title, {count}::int as count
            from {from}
            order by count desc, value limit {Value(facets.Limit)}
            """;

    /// <summary>Days, or what they add up to.</summary>
    private string Dated(FacetName facet, string day, string count, string from)
    {
        var length = facet switch
        {
            FacetName.Year => 4,
            FacetName.Month => 7,
            _ => 10,
        };
        return $"""
            select {(int)facet} as facet, left({day}, {length}) as value, null::text as title, sum({count})::int as count
            from {from}
            group by 2
            order by value desc limit {Value(facets.Limit)}
            """;
    }

    private string Stories(ArticleFilter filter)
    {
        var conditions = new ArticleConditions(filter, request.Names, request.Readers, request.Search, now, _values);
        string[] all = [.. conditions.Keys, .. conditions.BesideKeys, .. conditions.Dates("i")];
        var lines = conditions.NeedsLines
            ? "cross join lateral (select x.lines from delivery.articles x where x.id = i.article_id offset 0) t"
            : "";
        return $"""
            select
              i.section_ids, i.tag_ids, i.type::text, i.language::text, (i.published_at at time zone 'UTC')::date as day
            from delivery.article_index i {lines}
            {(all.Length > 0 ? "where " + string.Join(" and ", all) : "")}
            """;
    }

    private string Value(object value) => _values.Add(value);
}
