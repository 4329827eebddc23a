using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Writes what readers see of stories: their rows, their places in lists, and the versions that were replaced.</summary>
internal static class PublicRows
{
    /// <summary>Keeps the public versions of these stories before newer ones replace them.</summary>
    public static Task KeepVersionsAsync(NpgsqlTransaction transaction, Guid[] ids, CancellationToken cancellationToken)
    {
        const string Columns = """
            id, slug, version, type, language, headline, standfirst, byline, section, tags, lead_image, rights, corrections,
              word_count, reading_minutes, urgency, first_published_at, published_at, updated_at, expires_at, changed_at, body
            """;
        const string Sql = $"""
            -- publish.keep_versions
            insert into delivery.article_version_rows ({Columns})
            select {Columns} from delivery.article_rows where id = any(@ids)
            """;
        return transaction.ExecuteAsync(Sql, new { ids }, cancellationToken);
    }

    public static async Task WriteAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<PublicStory> stories,
        DateTimeOffset changedAt,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- publish.rows
            insert into delivery.article_rows (
              id, slug, version, type, language, headline, standfirst, byline, section_id, section_ids, tag_ids, section, tags,
              lead_image, rights, corrections, word_count, reading_minutes, urgency, first_published_at, published_at,
              updated_at, expires_at, changed_at, body, lines
            )
            select
              w.id, w.slug,
              greatest(coalesce((select max(version) from delivery.changes where article_id = w.id), 0) + 1, w.least_version),
              w.type, w.language, w.headline, w.standfirst, w.byline, w.section_id, s.path, w.tag_ids::int[], w.section::json, w.tags::json,
              w.lead_image::json, w.rights::json, w.corrections::json, w.word_count, w.reading_minutes, w.urgency,
              w.first_published_at, w.published_at, w.updated_at, w.expires_at, @changedAt, w.body::json, w.lines
            from unnest(
              @ids, @slugs, @leastVersions, @types, @languages, @headlines, @standfirsts, @bylines, @sectionIds, @tagIds, @sections, @tags,
              @leadImages, @rights, @corrections, @wordCounts, @readingMinutes, @urgencies, @firstPublishedAt, @publishedAt,
              @updatedAt, @expiresAt, @bodies, @lines
            ) as w (
              id, slug, least_version, type, language, headline, standfirst, byline, section_id, tag_ids, section, tags, lead_image,
              rights, corrections, word_count, reading_minutes, urgency, first_published_at, published_at, updated_at, expires_at, body,
              lines
            )
            join delivery.sections s on s.id = w.section_id
            on conflict (id) do update set
              slug = excluded.slug, version = excluded.version, type = excluded.type, language = excluded.language,
              headline = excluded.headline, standfirst = excluded.standfirst, byline = excluded.byline,
              section_id = excluded.section_id, section_ids = excluded.section_ids, tag_ids = excluded.tag_ids,
              section = excluded.section, tags = excluded.tags, lead_image = excluded.lead_image, rights = excluded.rights,
              corrections = excluded.corrections, word_count = excluded.word_count,
              reading_minutes = excluded.reading_minutes, urgency = excluded.urgency,
              first_published_at = excluded.first_published_at, published_at = excluded.published_at,
              updated_at = excluded.updated_at, expires_at = excluded.expires_at, changed_at = excluded.changed_at,
              body = excluded.body, lines = excluded.lines
            """;
        T[] Each<T>(Func<PublicStory, T> value) => [.. stories.Select(value)];

        var parameters = new
        {
            ids = Each(story => story.Id),
            slugs = Each(story => story.Draft.Slug!),
            leastVersions = Each(story => story.LeastVersion),
            types = Each(story => story.Type),
            languages = Each(story => story.Draft.Language),
            headlines = Each(story => story.Draft.Headline),
            standfirsts = Each(story => story.Draft.Standfirst),
            bylines = Each(story => story.Draft.Byline),
            sectionIds = Each(story => story.Revision.SectionId),
            tagIds = Each(story => $"{{{string.Join(',', story.Revision.TagIds)}}}"),
            sections = Each(story => story.Section),
            tags = Each(story => story.Tags),
            leadImages = Each(story => story.LeadImage),
            rights = Each(story => story.Rights),
            corrections = Each(story => story.Corrections),
            wordCounts = Each(story => story.WordCount),
            readingMinutes = Each(story => story.ReadingMinutes),
            urgencies = Each(story => (short)story.Draft.Urgency),
            firstPublishedAt = Each(story => story.Publication.FirstPublishedAt.ToUniversalTime()),
            publishedAt = Each(story => story.Publication.PublishedAt.ToUniversalTime()),
            updatedAt = Each(story => story.Publication.UpdatedAt.ToUniversalTime()),
            expiresAt = Each(story => story.Publication.ExpiresAt?.ToUniversalTime()),
            bodies = Each(story => story.Body),
            lines = Each(story => story.Words.Lines),
            changedAt,
        };
        await transaction.ExecuteAsync(Sql, parameters, cancellationToken);
        await WriteListsAsync(transaction, parameters.ids, cancellationToken);
    }

    private static Task WriteListsAsync(NpgsqlTransaction transaction, Guid[] ids, CancellationToken cancellationToken)
    {
        const string Sql = """
            -- publish.lists
            delete from delivery.article_tags where article_id = any(@ids);
            delete from delivery.article_sections where article_id = any(@ids);
            delete from delivery.tombstones where article_id = any(@ids);
            insert into delivery.article_tags (tag_id, article_id, position, published_at, updated_at)
            select n.id, r.id, n.position - 1, r.published_at, r.updated_at
            from delivery.article_rows r, unnest(r.tag_ids) with ordinality as n (id, position)
            where r.id = any(@ids);
            insert into delivery.article_sections (section_id, article_id, published_at, updated_at)
            select n.id, r.id, r.published_at, r.updated_at
            from delivery.article_rows r, unnest(r.section_ids) as n (id)
            where r.id = any(@ids);
            update editorial.article_slugs s
            set was_public = true
            from delivery.article_rows r
            where r.id = any(@ids) and s.slug = r.slug and not s.was_public;
            insert into delivery.article_slugs (slug, article_id)
            select slug, article_id from editorial.article_slugs where article_id = any(@ids) and was_public
            on conflict (slug) do nothing;
            """;
        return transaction.ExecuteAsync(Sql, new { ids }, cancellationToken);
    }
}
