using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Keeps the sections that readers see. They see every section from its creation on.</summary>
internal static class PublicSections
{
    /// <summary>Shows a section as it is kept now: a new one, or one that has changed, with those below it in its new place.
    /// </summary>
    public static Task ShowAsync(NpgsqlTransaction transaction, int id, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- sections.show
            insert into delivery.sections (id, slug, title, description, position, parent_id, path, changed_at)
            select
              s.id, s.slug, s.title, s.description, s.position, s.parent_id, coalesce(p.path, '{}') || s.id, clock_timestamp()
            from editorial.sections s
            left join delivery.sections p on p.id = s.parent_id
            where s.id = @id
            on conflict (id) do update set
              slug = excluded.slug, title = excluded.title, description = excluded.description, position = excluded.position,
              parent_id = excluded.parent_id, path = excluded.path, changed_at = excluded.changed_at;
            update delivery.sections d
            set path = s.path || d.path[array_position(d.path, @id) + 1:], changed_at = s.changed_at
            from delivery.sections s
            where s.id = @id and @id = any(d.path) and d.id <> @id;
            insert into delivery.section_slugs (slug, section_id)
            select slug, section_id from editorial.section_slugs where section_id = @id
            on conflict (slug) do nothing;
            """;
        return transaction.ExecuteAsync(Sql, new { id }, cancellationToken);
    }

    /// <summary>Puts what lies below a section below another one, and lets its names lead there. Its stories follow when they
    /// are written anew; then it can be removed.</summary>
    public static Task MergeAsync(NpgsqlTransaction transaction, int id, int into, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- sections.show_merged
            update delivery.sections d
            set
              parent_id = case when d.parent_id = @id then @into else d.parent_id end,
              path = s.path || d.path[array_position(d.path, @id) + 1:], changed_at = clock_timestamp()
            from delivery.sections s
            where s.id = @into and @id = any(d.path) and d.id <> @id;
            update delivery.section_slugs set section_id = @into where section_id = @id;
            update delivery.merged_sections set into_id = @into where into_id = @id;
            insert into delivery.merged_sections (id, into_id) values (@id, @into);
            """;
        return transaction.ExecuteAsync(Sql, new { id, into }, cancellationToken);
    }

    /// <summary>Removes a section in which no story stands any more, and below which nothing lies.</summary>
    public static Task RemoveAsync(NpgsqlTransaction transaction, int id, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "-- sections.remove\ndelete from delivery.sections where id = @id",
            new { id },
            cancellationToken
        );

    /// <summary>Stories that show a section: those filed under it, whose section it is called, or also those below it, in whose
    /// path it stands. The oldest first.</summary>
    public static async Task<Guid[]> StoriesAsync(
        NpgsqlTransaction transaction,
        int id,
        bool below,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- sections.stories
            select l.article_id
            from delivery.article_sections l
            join delivery.article_rows r on r.id = l.article_id
            where l.section_id = @id and (@below or r.section_id = @id)
            order by l.published_at, l.article_id
            """;
        return [.. await transaction.QueryAsync<Guid>(Sql, new { id, below }, cancellationToken)];
    }

    /// <summary>Whether a public story ever stood in the section, one below it, or one that was merged into it.</summary>
    public static Task<bool> WasUsedAsync(NpgsqlTransaction transaction, int id, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- sections.was_used
            select exists (
              select from delivery.changes
              where section_ids && (@id || array(select id from delivery.merged_sections where into_id = @id))
            )
            """;
        return transaction.QuerySingleAsync<bool>(Sql, new { id }, cancellationToken);
    }
}
