using Dapper;
using NewsApi.Selection;
using NewsApi.Storage;

namespace NewsApi.Sections;

/// <summary>A section as the schema <c>delivery</c> keeps it.</summary>
public sealed record SectionRow
{
    public required int Id { get; init; }
    public required string Slug { get; init; }
    public required string Title { get; init; }
    public string? Description { get; init; }
    public int? ParentId { get; init; }
    public required int ArticleCount { get; init; }
    public DateTimeOffset? LatestPublishedAt { get; init; }
}

/// <summary>The whole tree, and which of its sections was asked for.</summary>
/// <param name="Rows">Every section, parents before children, siblings in the editors' order.</param>
/// <param name="ChangedAt">When anything public last changed.</param>
public sealed record SectionRows(IReadOnlyList<SectionRow> Rows, DateTimeOffset ChangedAt);

/// <summary>Reads sections. There are tens of them, so the tree is always read whole, in one statement.</summary>
/// <remarks>Counts are kept ready. While a story that has expired still stands in these, which is hardly ever and never for
/// long, the statement answers nothing, and in another one such stories are taken off.</remarks>
public sealed class SectionRepository(DeliveryDatabase database)
{
    public async Task<SectionRows> TreeAsync(Readership readers, CancellationToken cancellationToken)
    {
        const string Kept = """
            -- sections.tree
            select c.at as tree_changed_at, s.id, s.slug, s.title, s.description, s.parent_id, s.article_count,
              s.latest_published_at
            from delivery.last_change c
            left join delivery.sections s on true
            where not (select u.any from delivery.unswept u)
            order by array_length(s.path, 1), s.position, s.id
            """;
        const string Counted = """
            -- sections.counted_tree
            select
              c.at as tree_changed_at, s.id, s.slug, s.title, s.description, s.parent_id,
              s.article_count - coalesce(x.article_count, 0) as article_count,
              case when x.section_id is null then s.latest_published_at else l.published_at end as latest_published_at
            from delivery.last_change c
            left join delivery.sections s on true
            left join (
              select u.section_id, count(*)::int as article_count
              from delivery.expired e cross join lateral unnest(e.section_ids) u (section_id)
              group by 1
            ) x on x.section_id = s.id
            left join lateral (
              select a.published_at
              from delivery.article_sections a
              where x.section_id is not null and a.section_id = s.id
                and not exists (select from delivery.expired e where e.id = a.article_id)
              order by a.published_at desc
              limit 1
            ) l on true
            order by array_length(s.path, 1), s.position, s.id
            """;
        if (!readers.IsEveryone)
            return await TreeInViewAsync(readers, cancellationToken);
        var (changedAt, rows) =
            await database.ReadKeptListAsync<DateTimeOffset, SectionRow>(Kept, null, cancellationToken)
            ?? await database.ReadListAsync<DateTimeOffset, SectionRow>(Counted, null, cancellationToken);
        return new(rows, changedAt);
    }

    /// <summary>The same with the counts of those stories that these readers may read. The sections are the same for all: they are
    /// the site's order, whatever stands in it.</summary>
    private async Task<SectionRows> TreeInViewAsync(Readership readers, CancellationToken cancellationToken)
    {
        var values = new StatementValues();
        var sql = $"""
            -- sections.tree_in_view
            with counted as materialized (
              select u.section_id, count(*)::int as article_count, max(s.published_at) as latest_published_at
              from ({readers.Stories("i.section_ids, i.published_at", values)}) s
              cross join lateral unnest(s.section_ids) u (section_id)
              group by 1
            )
            select
              c.at as tree_changed_at, s.id, s.slug, s.title, s.description, s.parent_id,
              coalesce(x.article_count, 0) as article_count, x.latest_published_at
            from delivery.last_change c
            left join delivery.sections s on true
            left join counted x on x.section_id = s.id
            order by array_length(s.path, 1), s.position, s.id
            """;
        var (changedAt, rows) = await database.ReadListAsync<DateTimeOffset, SectionRow>(
            sql,
            values.Parameters,
            cancellationToken
        );
        return new(rows, changedAt);
    }

    /// <summary>Id of the section that has or had this slug.</summary>
    public async Task<int?> FindIdAsync(string slug, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- sections.find
            select section_id from delivery.section_slugs where slug = @slug
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<int?>(
            new(Sql, new { slug }, cancellationToken: cancellationToken)
        );
    }
}
