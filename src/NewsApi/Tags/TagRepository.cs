using System.Globalization;
using Dapper;
using NewsApi.Paging;
using NewsApi.Selection;
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
}

/// <summary>Rows of one page, nearest to the cursor first.</summary>
public sealed record TagListRows(IReadOnlyList<TagRow> Rows, Total Total, DateTimeOffset ChangedAt);

/// <summary>Tags for a typed prefix, the best first.</summary>
public sealed record SuggestedTagRows(IReadOnlyList<TagRow> Rows, DateTimeOffset ChangedAt);

/// <summary>Reads tags from the schema <c>delivery</c>.</summary>
/// <remarks>Counts are kept ready, and lists come in their order. While a story that has expired still stands in these, which
/// is hardly ever and never for long, the statement answers nothing, and in another one such stories are taken off. For
/// readers who may not read everything, the stories that they may read are counted.</remarks>
public sealed class TagRepository(DeliveryDatabase database)
{
    /// <returns>Null when the filter names a section that does not exist.</returns>
    public async Task<TagListRows?> ListAsync(
        TagFilter filter,
        TagSort sort,
        PageRequest page,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        var (head, rows) = await ReadAsync<ListHead>(
            readers,
            tags => ListStatement(filter, sort, page, tags),
            cancellationToken
        );
        return filter.Section is not null && !head.SectionExists
            ? null
            : new(rows, Total.FromLimitedCount(head.Counted), head.ListChangedAt);
    }

    /// <summary>The tag that has or had this type and slug.</summary>
    public async Task<TagRow?> FindAsync(
        string type,
        string slug,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return readers.IsEveryone
            ? await FindAsync(TagSource.Kept) ?? await FindAsync(TagSource.Counted)
            : await FindAsync(TagSource.Of(readers));

        Task<TagRow?> FindAsync(TagSource tags)
        {
            var sql = $"""
                -- tags.find
                {tags.With("")}
                select {TagRow.Columns}
                from delivery.tag_slugs o
                join {tags.From} on t.id = o.tag_id
                left join delivery.tags u on u.id = t.parent_id
                where o.type = @type and o.slug = @slug and {tags.Hold}
                """;
            tags.Parameters.AddDynamicParams(new { type, slug });
            return connection.QuerySingleOrDefaultAsync<TagRow>(
                new(sql, tags.Parameters, cancellationToken: cancellationToken)
            );
        }
    }

    /// <summary>Tags with a word that begins like this: those whose whole name does first, then the most used, then those
    /// used last.</summary>
    public async Task<SuggestedTagRows> SuggestAsync(
        string phrase,
        string? type,
        int limit,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        var (changedAt, rows) = await ReadAsync<DateTimeOffset>(
            readers,
            tags =>
            {
                tags.Parameters.AddDynamicParams(
                    new
                    {
                        phrase,
                        phraseEnd = FoldedText.After(phrase),
                        type,
                        limit,
                    }
                );
                return SuggestStatement(type, tags);
            },
            cancellationToken
        );
        return new(rows, changedAt);
    }

    /// <summary>Reads from what is kept ready where that can be, otherwise from what must be counted.</summary>
    private async Task<(THead Head, IReadOnlyList<TagRow> Rows)> ReadAsync<THead>(
        Readership readers,
        Func<TagSource, string> statement,
        CancellationToken cancellationToken
    )
    {
        var tags = readers.IsEveryone ? TagSource.Kept : TagSource.Of(readers);
        var sql = statement(tags);
        if (await database.ReadKeptListAsync<THead, TagRow>(sql, tags.Parameters, cancellationToken) is { } list)
            return list;
        tags = TagSource.Counted;
        sql = statement(tags);
        return await database.ReadListAsync<THead, TagRow>(sql, tags.Parameters, cancellationToken);
    }

    private static string SuggestStatement(string? type, TagSource tags) =>
        $"""
            -- tags.suggest
            {tags.With(
                $"""
            matches as (
              select p.tag_id, bool_or(p.phrase = t.sort_title) as from_start
              from delivery.tag_phrases p
              join delivery.tags t on t.id = p.tag_id
              where p.phrase >= @phrase and p.phrase < @phraseEnd {(type is null ? "" : "and t.type = @type")}
              group by p.tag_id
            )
            """
            )}
            select c.at as list_changed_at, {TagRow.Columns}
            from delivery.last_change c
            left join matches m on true
            left join {tags.From} on t.id = m.tag_id
            left join delivery.tags u on u.id = t.parent_id
            where {tags.Hold}
            order by m.from_start desc, t.article_count desc, t.latest_published_at desc, t.id
            limit @limit
            """;

    private static string ListStatement(TagFilter filter, TagSort sort, PageRequest page, TagSource tags)
    {
        var (key, descends) = sort switch
        {
            TagSort.Usage => ("t.article_count", true),
            TagSort.Recent => ("coalesce(t.latest_published_at, '-infinity')", true),
            _ => ("t.sort_title", false),
        };
        var direction = descends != page.Backwards ? "desc" : "asc";
        var parameters = tags.Parameters;
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
            predicates.Add(tags.InSection);
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
        return $"""
            -- tags.list
            {tags.With(
                $"""
            page as materialized (
              select {TagRow.Columns}, row_number() over (order by {key} {direction}, t.id {direction}) as place
              from {tags.From}
              left join delivery.tags u on u.id = t.parent_id
              {Where(predicates)}
              order by {key} {direction}, t.id {direction}
              limit @take offset @skip
            )
            """
            )}
            select
              c.at as list_changed_at,
              (select count(*)::int from (select from {tags.Countable} {counted} limit @countTo) counted) as counted,
              exists (select from delivery.section_slugs where slug = @section) as section_exists,
              p.*
            from delivery.last_change c
            left join page p on true
            where {tags.Hold}
            order by p.place
            """;
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

    private static string Where(List<string> predicates) =>
        predicates.Count == 0 ? "" : "where " + string.Join("\n    and ", predicates);

    private sealed record ListHead
    {
        public required DateTimeOffset ListChangedAt { get; init; }
        public required int Counted { get; init; }
        public required bool SectionExists { get; init; }
    }
}
