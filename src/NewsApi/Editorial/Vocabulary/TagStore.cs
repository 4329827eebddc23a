using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Keeps the tags in the schema <c>editorial</c>.</summary>
internal static class TagStore
{
    public static Task AddAsync(NpgsqlTransaction transaction, ReviewedTag tag, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- tags.add
            with added as (
              insert into editorial.tags (type, slug, title, description, aliases, external_ids, parent_id, depth)
              values (@TypeWord, @Slug, @Title, @Description, @aliases, @ExternalIds::json, @parentId, @Depth)
              returning id, type, slug
            )
            insert into editorial.tag_slugs (type, slug, tag_id) select type, slug, id from added
            """;
        return transaction.ExecuteAsync(Sql, Parameters(0, tag), cancellationToken);
    }

    /// <summary>Writes the tag as it is to be; those below it move along with it.</summary>
    public static Task ChangeAsync(
        NpgsqlTransaction transaction,
        int id,
        ReviewedTag tag,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- tags.change
            insert into editorial.tag_slugs (type, slug, tag_id) values (@TypeWord, @Slug, @id)
            on conflict (type, slug) do update set is_hidden = false;
            with recursive moved as (
              select t.id, @Depth as depth from editorial.tags t where t.id = @id
              union all
              select t.id, m.depth + 1 from moved m join editorial.tags t on t.parent_id = m.id
            )
            update editorial.tags t
            set depth = m.depth, parent_id = case when t.id = @id then @parentId else t.parent_id end
            from moved m
            where t.id = m.id;
            update editorial.tags
            set
              slug = @Slug, title = @Title, description = @Description, aliases = @aliases,
              external_ids = @ExternalIds::json
            where id = @id;
            """;
        return transaction.ExecuteAsync(Sql, Parameters(id, tag), cancellationToken);
    }

    /// <summary>Gives everything that a tag has to another one, and removes it.</summary>
    public static Task MergeAsync(
        NpgsqlTransaction transaction,
        int id,
        PlacedTag into,
        string[] aliases,
        bool isHidden,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- tags.merge
            -- A story that bears both keeps the more important place.
            delete from editorial.article_tags a
            using editorial.article_tags b
            where b.article_id = a.article_id and b.position < a.position
              and ((a.tag_id = @id and b.tag_id = @intoId) or (a.tag_id = @intoId and b.tag_id = @id));
            update editorial.article_tags set tag_id = @intoId where tag_id = @id;
            with recursive moved as (
              select t.id, @depth + 1 as depth from editorial.tags t where t.parent_id = @id
              union all
              select t.id, m.depth + 1 from moved m join editorial.tags t on t.parent_id = m.id
            )
            update editorial.tags t
            set depth = m.depth, parent_id = case when t.parent_id = @id then @intoId else t.parent_id end
            from moved m
            where t.id = m.id;
            update editorial.tag_slugs set tag_id = @intoId, is_hidden = is_hidden or @isHidden where tag_id = @id;
            update editorial.tags set aliases = @aliases where id = @intoId;
            delete from editorial.tags where id = @id;
            """;
        return transaction.ExecuteAsync(
            Sql,
            new
            {
                id,
                intoId = into.Id,
                depth = into.Depth,
                aliases,
                isHidden,
            },
            cancellationToken
        );
    }

    /// <summary>Removes a tag that no story bears and below which none lies. Its slugs are free again.</summary>
    public static Task DeleteAsync(NpgsqlTransaction transaction, int id, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "-- tags.delete\ndelete from editorial.tags where id = @id",
            new { id },
            cancellationToken
        );

    public static async Task<VocabularyUsage> UsageAsync(
        NpgsqlTransaction transaction,
        int id,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- tags.usage
            select
              (select count(*)::int from editorial.article_tags where tag_id = @id) as stories,
              (select count(*)::int from editorial.tags where parent_id = @id) as children
            """;
        var (stories, children) = await transaction.QuerySingleAsync<(int, int)>(Sql, new { id }, cancellationToken);
        return new(stories, children);
    }

    private static object Parameters(int id, ReviewedTag tag) =>
        new
        {
            id,
            tag.Name.TypeWord,
            tag.Name.Slug,
            tag.Draft.Title,
            tag.Draft.Description,
            aliases = tag.Draft.Aliases.ToArray(),
            tag.ExternalIds,
            parentId = tag.Parent?.Id,
            tag.Depth,
        };
}
