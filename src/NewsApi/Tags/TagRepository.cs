using System.Globalization;
using Dapper;
using NewsApi.Paging;
using NewsApi.Storage;

namespace NewsApi.Tags;

/// <summary>A tag as the schema <c>delivery</c> keeps it.</summary>
public sealed record TagRow
{
    public required int Id { get; init; }
    public required string Type { get; init; }
    public required string Slug { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public required string[] Aliases { get; init; }

    /// <summary>JSON of <see cref="Tags.ExternalIds"/>.</summary>
    public required string ExternalIds { get; init; }

    public string? ParentSlug { get; init; }
    public string? ParentTitle { get; init; }
    public required int ArticleCount { get; init; }
    public DateTimeOffset? LatestPublishedAt { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
    public required string SortTitle { get; init; }

    public const string Columns = """
        t.id, t.type, t.slug, t.title, t.description, t.aliases, t.external_ids, u.slug as parent_slug, u.title as parent_title,
          t.article_count, t.latest_published_at, t.changed_at, t.sort_title
        """;

    /// <summary>Tags with counts as they are kept ready: stories that have expired stand in them until they are swept.</summary>
    public const string Kept = "delivery.tags t";

    /// <summary>That no such story is there.</summary>
    public const string KeptHold = "not (select u.any from delivery.unswept u)";

    /// <summary>Tags with these stories taken off.</summary>
    public const string Counted = """
        (
          select
            k.id, k.type, k.slug, k.title, k.description, k.aliases, k.external_ids, k.parent_id, k.sort_title,
            k.article_count - coalesce(x.article_count, 0) as article_count,
            case when x.tag_id is null then k.latest_published_at else l.published_at end as latest_published_at,
            greatest(k.changed_at, case when x.tag_id is not null then (select at from delivery.last_change) end) as changed_at
          from delivery.tags k
          left join (
            select u.tag_id, count(*)::int as article_count
            from delivery.expired e cross join lateral unnest(e.tag_ids) u (tag_id)
            group by 1
          ) x on x.tag_id = k.id
          left join lateral (
            select a.published_at
            from delivery.article_tags a
            where x.tag_id is not null and a.tag_id = k.id
              and not exists (select from delivery.expired e where e.id = a.article_id)
            order by a.published_at desc
            limit 1
          ) l on true
        ) t
        """;
}

/// <summary>Rows of one page, nearest to the cursor first.</summary>
public sealed record TagListRows(IReadOnlyList<TagRow> Rows, Total Total, DateTimeOffset ChangedAt);

/// <summary>Tags for a typed prefix, the best first.</summary>
public sealed record SuggestedTagRows(IReadOnlyList<TagRow> Rows, DateTimeOffset ChangedAt);

/// <summary>Reads tags from the schema <c>delivery</c>.</summary>
/// <remarks>Counts are kept ready, and lists come in their order. While a story that has expired still stands in these, which
/// is hardly ever and never for long, the statement answers nothing, and in another one such stories are taken off.</remarks>
public sealed class TagRepository(DeliveryDatabase database)
{
    /// <returns>Null when the filter names a section that does not exist.</returns>
    public async Task<TagListRows?> ListAsync(
        TagFilter filter,
        TagSort sort,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var (sql, parameters) = ListStatement(filter, sort, page, areKept: true);
        if (await database.ReadKeptListAsync<ListHead, TagRow>(sql, parameters, cancellationToken) is not { } list)
        {
            (sql, parameters) = ListStatement(filter, sort, page, areKept: false);
            list = await database.ReadListAsync<ListHead, TagRow>(sql, parameters, cancellationToken);
        }
        var (head, rows) = list;
        return filter.Section is not null && !head.SectionExists
            ? null
            : new(rows, Total.FromLimitedCount(head.Counted), head.ListChangedAt);
    }

    /// <summary>The tag that has or had this type and slug.</summary>
    public async Task<TagRow?> FindAsync(string type, string slug, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await FindAsync(areKept: true) ?? await FindAsync(areKept: false);

        Task<TagRow?> FindAsync(bool areKept)
        {
            var sql = $"""
                -- tags.find
                select {TagRow.Columns}
                from delivery.tag_slugs o
                join {(areKept ? TagRow.Kept : TagRow.Counted)} on t.id = o.tag_id
                left join delivery.tags u on u.id = t.parent_id
                where o.type = @type and o.slug = @slug {(areKept ? $"and {TagRow.KeptHold}" : "")}
                """;
            return connection.QuerySingleOrDefaultAsync<TagRow>(
                new(sql, new { type, slug }, cancellationToken: cancellationToken)
            );
        }
    }

    /// <summary>Tags with a word that begins like this: those whose whole name does first, then the most used, then those
    /// used last.</summary>
    public async Task<SuggestedTagRows> SuggestAsync(
        string phrase,
        string? type,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var parameters = new
        {
            phrase,
            phraseEnd = FoldedText.After(phrase),
            type,
            limit,
        };
        var (changedAt, rows) =
            await database.ReadKeptListAsync<DateTimeOffset, TagRow>(
                SuggestStatement(type, areKept: true),
                parameters,
                cancellationToken
            )
            ?? await database.ReadListAsync<DateTimeOffset, TagRow>(
                SuggestStatement(type, areKept: false),
                parameters,
                cancellationToken
            );
        return new(rows, changedAt);
    }

    private static string SuggestStatement(string? type, bool areKept) =>
        $"""
            -- tags.suggest
            with matches as (
              select p.tag_id, bool_or(p.phrase = t.sort_title) as from_start
              from delivery.tag_phrases p
              join delivery.tags t on t.id = p.tag_id
              where p.phrase >= @phrase and p.phrase < @phraseEnd {(type is null ? "" : "and t.type = @type")}
              group by p.tag_id
            )
            select c.at as list_changed_at, {TagRow.Columns}
            from delivery.last_change c
            left join matches m on true
            left join {(areKept ? TagRow.Kept : TagRow.Counted)} on t.id = m.tag_id
            left join delivery.tags u on u.id = t.parent_id
            {(areKept ? $"where {TagRow.KeptHold}" : "")}
            order by m.from_start desc, t.article_count desc, t.latest_published_at desc, t.id
            limit @limit
            """;

    private static (string Sql, DynamicParameters Parameters) ListStatement(
        TagFilter filter,
        TagSort sort,
        PageRequest page,
        bool areKept
    )
    {
        var (key, descends) = sort switch
        {
            TagSort.Usage => ("t.article_count", true),
            TagSort.Recent => ("coalesce(t.latest_published_at, '-infinity')", true),
            _ => ("t.sort_title", false),
        };
        var direction = descends != page.Backwards ? "desc" : "asc";
        var parameters = new DynamicParameters();
        List<string> predicates = [];
        if (filter.Type is not null)
        {
            predicates.Add("t.type = @type");
            parameters.Add("type", filter.Type);
        }
        if (filter.Phrase is { } phrase)
        {
            predicates.Add(
                "t.id in (select tag_id from delivery.tag_phrases where phrase >= @phrase and phrase < @phraseEnd)"
            );
            parameters.Add("phrase", phrase);
            parameters.Add("phraseEnd", FoldedText.After(phrase));
        }
        if (filter.Section is not null)
            predicates.Add(
                """
                t.id in (
                    select k.tag_id from delivery.section_tags k
                    where k.section_id = (select section_id from delivery.section_slugs where slug = @section)
                """ + (areKept ? ")" : $" and k.article_count > ({ExpiredInSection}))")
            );
        parameters.Add("section", filter.Section);
        var counted = Where(predicates);
        if (page.Cursor is { } cursor)
        {
            predicates.Add($"({key}, t.id) {(direction == "desc" ? "<" : ">")} (@key, @id)");
            parameters.Add("key", Key(cursor, sort));
            parameters.Add("id", int.Parse(cursor.Id, CultureInfo.InvariantCulture));
        }
        parameters.Add("take", page.Take);
        parameters.Add("skip", page.Skip);
        parameters.Add("countTo", Total.CountedUpTo + 1);
        var sql = $"""
            -- tags.list
            with page as materialized (
              select {TagRow.Columns}, row_number() over (order by {key} {direction}, t.id {direction}) as place
              from {(areKept ? TagRow.Kept : TagRow.Counted)}
              left join delivery.tags u on u.id = t.parent_id
              {Where(predicates)}
              order by {key} {direction}, t.id {direction}
              limit @take offset @skip
            )
            select
              c.at as list_changed_at,
              (select count(*)::int from (select from delivery.tags t {counted} limit @countTo) counted) as counted,
              exists (select from delivery.section_slugs where slug = @section) as section_exists,
              p.*
            from delivery.last_change c
            left join page p on true
            {(areKept ? $"where {TagRow.KeptHold}" : "")}
            order by p.place
            """;
        return (sql, parameters);
    }

    /// <summary>A tag's place in a list in this order.</summary>
    public static (string Key, string Id) PlaceOf(TagRow row, TagSort sort)
    {
        var key = sort switch
        {
            TagSort.Usage => row.ArticleCount.ToString(CultureInfo.InvariantCulture),
            TagSort.Recent => row.LatestPublishedAt?.ToString("O", CultureInfo.InvariantCulture) ?? "",
            _ => row.SortTitle,
        };
        return (key, row.Id.ToString(CultureInfo.InvariantCulture));
    }

    private static object Key(Cursor cursor, TagSort sort) =>
        sort switch
        {
            TagSort.Usage => int.Parse(cursor.Key, CultureInfo.InvariantCulture),
            TagSort.Recent => cursor.Key.Length == 0
                ? DateTimeOffset.MinValue
                : DateTimeOffset.Parse(cursor.Key, CultureInfo.InvariantCulture),
            _ => cursor.Key,
        };

    private const string ExpiredInSection =
        "select count(*) from delivery.expired e where k.section_id = any(e.section_ids) and k.tag_id = any(e.tag_ids)";

    private static string Where(List<string> predicates) =>
        predicates.Count == 0 ? "" : "where " + string.Join("\n    and ", predicates);

    private sealed record ListHead
    {
        public required DateTimeOffset ListChangedAt { get; init; }
        public required int Counted { get; init; }
        public required bool SectionExists { get; init; }
    }
}
