using Dapper;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>What stands in the counts on account of one public story.</summary>
internal sealed record Standing
{
    /// <summary>From the root down to its own section.</summary>
    public required int[] SectionIds { get; init; }
    public required int[] TagIds { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }
    public required string Type { get; init; }
    public required string Language { get; init; }
}

/// <summary>Keeps every count of public stories, and the latest instants of their lists: so none is counted on request.</summary>
internal static class PublicCounts
{
    /// <summary>How the story stands in the counts now; null while it is not public.</summary>
    public static async Task<Standing?> StandingAsync(
        NpgsqlTransaction transaction,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- counts.standing
            select section_ids, tag_ids, published_at, type, language
            from delivery.article_rows
            where id = @id
            """;
        return await transaction.Connection!.QuerySingleOrDefaultAsync<Standing>(
            new(Sql, new { id }, transaction, cancellationToken: cancellationToken)
        );
    }

    /// <summary>Takes the story out of the counts as it stood, and puts it in as it stands after the change. The lists
    /// themselves have been changed already.</summary>
    public static async Task ChangeAsync(
        NpgsqlTransaction transaction,
        Standing? before,
        Standing? after,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- counts.change
            update delivery.tags t
            set
              article_count = article_count + (t.id = any(@tagsAfter))::int - (t.id = any(@tagsBefore))::int,
              latest_published_at = (
                select published_at from delivery.article_tags where tag_id = t.id order by published_at desc limit 1
              ),
              changed_at = @at
            where t.id = any(@tagsBefore) or t.id = any(@tagsAfter);
            update delivery.sections s
            set
              article_count = article_count + (s.id = any(@sectionsAfter))::int - (s.id = any(@sectionsBefore))::int,
              latest_published_at = (
                select published_at from delivery.article_sections where section_id = s.id order by published_at desc limit 1
              ),
              changed_at = @at
            where s.id = any(@sectionsBefore) or s.id = any(@sectionsAfter);
            """;
        const string Leave = """
            -- counts.leave
            update delivery.facet_counts c
            set article_count = c.article_count - 1
            from delivery.facet_values(@Type, @Language, @PublishedAt) v
            where c.section_id = any(0 || @SectionIds) and c.facet = v.facet and c.value = v.value;
            update delivery.section_tags
            set article_count = article_count - 1
            where section_id = any(@SectionIds) and tag_id = any(@TagIds);
            update delivery.languages set article_count = article_count - 1 where language = @Language;
            delete from delivery.facet_counts where section_id = any(0 || @SectionIds) and article_count = 0;
            delete from delivery.section_tags
            where section_id = any(@SectionIds) and tag_id = any(@TagIds) and article_count = 0;
            """;
        const string Join = """
            -- counts.join
            insert into delivery.facet_counts as c (section_id, facet, value, article_count)
            select s.id, v.facet, v.value, 1
            from unnest(0 || @SectionIds) s (id), delivery.facet_values(@Type, @Language, @PublishedAt) v
            on conflict (section_id, facet, value) do update set article_count = c.article_count + 1;
            insert into delivery.section_tags as c (section_id, tag_id, article_count)
            select section_id, tag_id, 1 from unnest(@SectionIds) section_id, unnest(@TagIds) tag_id
            on conflict (section_id, tag_id) do update set article_count = c.article_count + 1;
            insert into delivery.languages as c (language, article_count) values (@Language, 1)
            on conflict (language) do update set article_count = c.article_count + 1;
            """;
        var lists = new
        {
            at,
            tagsBefore = before?.TagIds ?? [],
            tagsAfter = after?.TagIds ?? [],
            sectionsBefore = before?.SectionIds ?? [],
            sectionsAfter = after?.SectionIds ?? [],
        };
        await ExecuteAsync(transaction, Sql, lists, cancellationToken);
        if (before is not null)
            await ExecuteAsync(transaction, Leave, Parameters(before), cancellationToken);
        if (after is not null)
            await ExecuteAsync(transaction, Join, Parameters(after), cancellationToken);
    }

    private static object Parameters(Standing standing) =>
        new
        {
            standing.SectionIds,
            standing.TagIds,
            standing.PublishedAt,
            standing.Type,
            standing.Language,
        };

    private static Task<int> ExecuteAsync(
        NpgsqlTransaction transaction,
        string sql,
        object parameters,
        CancellationToken cancellationToken
    ) => transaction.Connection!.ExecuteAsync(new(sql, parameters, transaction, cancellationToken: cancellationToken));
}
