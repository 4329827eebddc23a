using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>The sections and tags that a change of stories concerns.</summary>
internal sealed record ConcernedLists
{
    public required int[] SectionIds { get; init; }
    public required int[] TagIds { get; init; }
}

/// <summary>Keeps every count of public stories, and the latest instants of their lists: so none is counted on request.</summary>
/// <remarks>Stories first leave the counts as they stand, then are changed, then join as they stand after it.</remarks>
internal static class PublicCounts
{
    /// <summary>Takes the stories, as far as they are public, out of all counts.</summary>
    public static Task<ConcernedLists> LeaveAsync(
        NpgsqlTransaction transaction,
        Guid[] ids,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- counts.leave
            update delivery.facet_counts c
            set article_count = c.article_count - d.n
            from (
              select s.id as section_id, v.facet, v.value, count(*) as n
              from delivery.article_rows r
              cross join lateral unnest(0 || r.section_ids) s (id)
              cross join lateral delivery.facet_values(r.type, r.language, r.published_at) v
              where r.id = any(@ids)
              group by 1, 2, 3
            ) d
            where c.section_id = d.section_id and c.facet = d.facet and c.value = d.value;
            update delivery.section_tags c
            set article_count = c.article_count - d.n
            from (
              select s.id as section_id, t.id as tag_id, count(*) as n
              from delivery.article_rows r, unnest(r.section_ids) s (id), unnest(r.tag_ids) t (id)
              where r.id = any(@ids)
              group by 1, 2
            ) d
            where c.section_id = d.section_id and c.tag_id = d.tag_id;
            update delivery.languages c
            set article_count = c.article_count - d.n
            from (select language, count(*) as n from delivery.article_rows where id = any(@ids) group by 1) d
            where c.language = d.language;
            update delivery.tags t
            set article_count = t.article_count - d.n, changed_at = @at
            from (
              select l.id as tag_id, count(*) as n from delivery.article_rows r, unnest(r.tag_ids) l (id) where r.id = any(@ids) group by 1
            ) d
            where t.id = d.tag_id;
            update delivery.sections s
            set article_count = s.article_count - d.n, changed_at = @at
            from (
              select l.id as section_id, count(*) as n
              from delivery.article_rows r, unnest(r.section_ids) l (id)
              where r.id = any(@ids)
              group by 1
            ) d
            where s.id = d.section_id;
            """;
        return ChangeAsync(transaction, Sql, ids, at, cancellationToken);
    }

    /// <summary>Puts the stories into all counts.</summary>
    public static Task<ConcernedLists> JoinAsync(
        NpgsqlTransaction transaction,
        Guid[] ids,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- counts.join
            insert into delivery.facet_counts as c (section_id, facet, value, article_count)
            select s.id, v.facet, v.value, count(*)
            from delivery.article_rows r
            cross join lateral unnest(0 || r.section_ids) s (id)
            cross join lateral delivery.facet_values(r.type, r.language, r.published_at) v
            where r.id = any(@ids)
            group by 1, 2, 3
            on conflict (section_id, facet, value) do update set article_count = c.article_count + excluded.article_count;
            insert into delivery.section_tags as c (section_id, tag_id, article_count)
            select s.id, t.id, count(*)
            from delivery.article_rows r, unnest(r.section_ids) s (id), unnest(r.tag_ids) t (id)
            where r.id = any(@ids)
            group by 1, 2
            on conflict (section_id, tag_id) do update set article_count = c.article_count + excluded.article_count;
            insert into delivery.languages as c (language, article_count)
            select language, count(*) from delivery.article_rows where id = any(@ids) group by 1
            on conflict (language) do update set article_count = c.article_count + excluded.article_count;
            update delivery.tags t
            set article_count = t.article_count + d.n, changed_at = @at
            from (
              select l.id as tag_id, count(*) as n from delivery.article_rows r, unnest(r.tag_ids) l (id) where r.id = any(@ids) group by 1
            ) d
            where t.id = d.tag_id;
            update delivery.sections s
            set article_count = s.article_count + d.n, changed_at = @at
            from (
              select l.id as section_id, count(*) as n
              from delivery.article_rows r, unnest(r.section_ids) l (id)
              where r.id = any(@ids)
              group by 1
            ) d
            where s.id = d.section_id;
            """;
        return ChangeAsync(transaction, Sql, ids, at, cancellationToken);
    }

    /// <summary>Once the stories stand in their lists as they are going to: finds the latest of each list, and clears away
    /// what counts nothing any more.</summary>
    public static Task SettleAsync(
        NpgsqlTransaction transaction,
        ConcernedLists left,
        ConcernedLists? joined,
        CancellationToken cancellationToken
    )
    {
        const string Latest = """
            -- counts.latest
            update delivery.tags t
            set latest_published_at = (
              select published_at from delivery.article_tags where tag_id = t.id order by published_at desc limit 1
            )
            where t.id = any(@tagIds);
            update delivery.sections s
            set latest_published_at = (
              select published_at from delivery.article_sections where section_id = s.id order by published_at desc limit 1
            )
            where s.id = any(@sectionIds);
            """;
        const string Clear = """

            delete from delivery.facet_counts where section_id = any(0 || @leftSections) and article_count = 0;
            delete from delivery.section_tags where section_id = any(@leftSections) and tag_id = any(@leftTags) and article_count = 0;
            """;
        return transaction.ExecuteAsync(
            left.SectionIds.Length > 0 ? Latest + Clear : Latest,
            new
            {
                sectionIds = left.SectionIds.Union(joined?.SectionIds ?? []).ToArray(),
                tagIds = left.TagIds.Union(joined?.TagIds ?? []).ToArray(),
                leftSections = left.SectionIds,
                leftTags = left.TagIds,
            },
            cancellationToken
        );
    }

    private static async Task<ConcernedLists> ChangeAsync(
        NpgsqlTransaction transaction,
        string sql,
        Guid[] ids,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        const string Concerned = """
            -- counts.concerned
            select
              array(select distinct s from delivery.article_rows r, unnest(r.section_ids) s where r.id = any(@ids)) as section_ids,
              array(select distinct t from delivery.article_rows r, unnest(r.tag_ids) t where r.id = any(@ids)) as tag_ids
            """;
        var concerned = await transaction.QuerySingleAsync<ConcernedLists>(Concerned, new { ids }, cancellationToken);
        if (concerned.SectionIds.Length > 0)
            await transaction.ExecuteAsync(sql, new { ids, at }, cancellationToken);
        return concerned;
    }
}
