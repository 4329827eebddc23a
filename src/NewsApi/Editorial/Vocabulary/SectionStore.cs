using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Keeps the sections in the schema <c>editorial</c>.</summary>
internal static class SectionStore
{
    /// <returns>Id of the new section.</returns>
    public static Task<int> AddAsync(
        NpgsqlTransaction transaction,
        ReviewedSection section,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- sections.add
            with added as (
              insert into editorial.sections (slug, title, description, position, parent_id, depth)
              values (@Slug, @Title, @Description, @Position, @parentId, @depth)
              returning id, slug
            ),
            named as (
              insert into editorial.section_slugs (slug, section_id) select slug, id from added
            )
            select id from added
            """;
        return transaction.QuerySingleAsync<int>(Sql, Parameters(0, section), cancellationToken);
    }

    /// <summary>Writes the section as it is to be; those below it move along with it.</summary>
    public static Task ChangeAsync(
        NpgsqlTransaction transaction,
        int id,
        ReviewedSection section,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- sections.change
            insert into editorial.section_slugs (slug, section_id) values (@Slug, @id) on conflict (slug) do nothing;
            with recursive moved as (
              select s.id, @depth as depth from editorial.sections s where s.id = @id
              union all
              select s.id, m.depth + 1 from moved m join editorial.sections s on s.parent_id = m.id
            )
            update editorial.sections s
            set depth = m.depth, parent_id = case when s.id = @id then @parentId else s.parent_id end
            from moved m
            where s.id = m.id;
            update editorial.sections
            set slug = @Slug, title = @Title, description = @Description, position = @Position
            where id = @id;
            """;
        return transaction.ExecuteAsync(Sql, Parameters(id, section), cancellationToken);
    }

    /// <summary>Gives everything that a section has to another one, and removes it.</summary>
    public static Task MergeAsync(
        NpgsqlTransaction transaction,
        EditorialSectionRow merged,
        EditorialSectionRow into,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- sections.merge
            with recursive moved as (
              select s.id, @depth + 1 as depth from editorial.sections s where s.parent_id = @id
              union all
              select s.id, m.depth + 1 from moved m join editorial.sections s on s.parent_id = m.id
            )
            update editorial.sections s
            set depth = m.depth, parent_id = case when s.parent_id = @id then @intoId else s.parent_id end
            from moved m
            where s.id = m.id;
            update editorial.articles set section_id = @intoId where section_id = @id;
            update editorial.section_slugs set section_id = @intoId where section_id = @id;
            delete from editorial.sections where id = @id;
            """;
        return transaction.ExecuteAsync(
            Sql,
            new
            {
                merged.Id,
                intoId = into.Id,
                depth = into.Depth,
            },
            cancellationToken
        );
    }

    /// <summary>Removes a section that nothing is filed under. Its slugs are free again.</summary>
    public static Task DeleteAsync(NpgsqlTransaction transaction, int id, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "-- sections.delete\ndelete from editorial.sections where id = @id",
            new { id },
            cancellationToken
        );

    /// <summary>How many stories are filed under each section itself, in whatever state; sections without any are left out.
    /// </summary>
    public static async Task<IReadOnlyDictionary<int, int>> CountStoriesAsync(
        NpgsqlTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- sections.count_stories
            select section_id as id, count(*)::int as stories from editorial.articles group by section_id
            """;
        var counts = await transaction.QueryAsync<(int Id, int Stories)>(Sql, null, cancellationToken);
        return counts.ToDictionary(count => count.Id, count => count.Stories);
    }

    private static object Parameters(int id, ReviewedSection section) =>
        new
        {
            id,
            section.Slug,
            section.Title,
            section.Description,
            section.Position,
            parentId = section.Parent?.Id,
            depth = section.Depth,
        };
}
