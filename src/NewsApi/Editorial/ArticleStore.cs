using System.Text.Json;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>A draft that has passed its review (see <see cref="DraftReview"/>), ready to be stored.</summary>
/// <param name="Id">Of the story.</param>
/// <param name="Draft">With its slug.</param>
public sealed record ReviewedDraft(Guid Id, ArticleDraft Draft)
{
    /// <summary>As it is stored.</summary>
    public string Content => JsonSerializer.Serialize(Draft, NewsJsonContext.Wire.ArticleDraft);
}

/// <summary>Keeps the newsroom's stories, each save as a revision, in the schema <c>editorial</c>.</summary>
public sealed class ArticleStore
{
    /// <summary>Stores new drafts.</summary>
    /// <param name="transaction">In which all of it happens.</param>
    /// <param name="drafts">First revisions of stories whose ids are new.</param>
    /// <param name="savedBy">Name of the key or command, never of a person.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task CreateAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<ReviewedDraft> drafts,
        string savedBy,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- editorial.create
            with new as (
              select w.id, w.slug, w.content::json as content, o.section_id
              from unnest(@ids, @slugs, @sections, @contents) as w (id, slug, section, content)
              join editorial.section_slugs o on o.slug = w.section
            ),
            new_article as (
              insert into editorial.articles (id, slug, section_id) select id, slug, section_id from new
            ),
            new_slug as (
              insert into editorial.article_slugs (slug, article_id) select slug, id from new
            )
            insert into editorial.revisions (article_id, number, content, saved_by) select id, 1, content, @savedBy from new
            """;
        await transaction.ExecuteAsync(Sql, Parameters(drafts, savedBy), cancellationToken);
        await SetTagsAsync(transaction, drafts, cancellationToken);
    }

    /// <summary>Saves further revisions.</summary>
    public async Task ReviseAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<ReviewedDraft> drafts,
        string savedBy,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- editorial.revise
            insert into editorial.article_slugs (slug, article_id)
            select w.slug, w.id from unnest(@ids, @slugs) as w (id, slug)
            where not exists (select from editorial.article_slugs o where o.slug = w.slug and o.article_id = w.id);
            with revised as (
              update editorial.articles a
              set slug = w.slug, section_id = o.section_id, revision = a.revision + 1, modified_at = clock_timestamp()
              from unnest(@ids, @slugs, @sections) as w (id, slug, section)
              join editorial.section_slugs o on o.slug = w.section
              where a.id = w.id
              returning a.id, a.revision
            )
            insert into editorial.revisions (article_id, number, content, saved_by)
            select r.id, r.revision, w.content::json, @savedBy
            from revised r
            join unnest(@ids, @contents) as w (id, content) on w.id = r.id;
            -- A slug that nobody outside has seen may be given to another story.
            delete from editorial.article_slugs s
            using editorial.articles a
            where s.article_id = any(@ids) and a.id = s.article_id and s.slug <> a.slug and not s.was_public;
            delete from editorial.article_tags where article_id = any(@ids);
            """;
        await transaction.ExecuteAsync(Sql, Parameters(drafts, savedBy), cancellationToken);
        await SetTagsAsync(transaction, drafts, cancellationToken);
    }

    /// <summary>Reserves a further slug, under which readers knew the story elsewhere: it redirects once the story is public.
    /// </summary>
    public Task AddFormerSlugAsync(
        NpgsqlTransaction transaction,
        Guid id,
        string slug,
        CancellationToken cancellationToken
    ) =>
        transaction.ExecuteAsync(
            """
            -- editorial.former_slug
            insert into editorial.article_slugs (slug, article_id, was_public) values (@slug, @id, true)
            """,
            new { id, slug },
            cancellationToken
        );

    /// <summary>Deletes a draft that never was public, with its history. Its slug is free again.</summary>
    public Task DeleteAsync(NpgsqlTransaction transaction, Guid id, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "-- editorial.delete\ndelete from editorial.articles where id = @id",
            new { id },
            cancellationToken
        );

    /// <summary>Says when the story is to go public, or its public version to be replaced; wakes the clock.</summary>
    /// <param name="state">The state that it has until then.</param>
    public Task ScheduleAsync(
        NpgsqlTransaction transaction,
        Guid id,
        StoryState state,
        DateTimeOffset publishAt,
        DateTimeOffset? embargoUntil,
        Impact impact,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- editorial.schedule
            update editorial.articles
            set
              state = @state, publish_at = @publishAt, embargo_until = @embargoUntil, impact = @impact,
              modified_at = clock_timestamp()
            where id = @id;
            select pg_notify('newsapi_schedule', '');
            """;
        return transaction.ExecuteAsync(
            Sql,
            new
            {
                id,
                state = new Http.Choice<StoryState>(state).Word,
                publishAt,
                embargoUntil,
                impact = new Http.Choice<Impact>(impact).Word,
            },
            cancellationToken
        );
    }

    /// <summary>Leaves the story in this state, due at no moment.</summary>
    public Task UnscheduleAsync(
        NpgsqlTransaction transaction,
        Guid id,
        StoryState state,
        CancellationToken cancellationToken
    ) =>
        transaction.ExecuteAsync(
            """
            -- editorial.unschedule
            update editorial.articles
            set
              state = @state, publish_at = null, embargo_until = null, impact = 'major', withdrawn_at = null,
              modified_at = clock_timestamp()
            where id = @id
            """,
            new { id, state = new Http.Choice<StoryState>(state).Word },
            cancellationToken
        );

    private static Task SetTagsAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<ReviewedDraft> drafts,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- editorial.set_tags
            insert into editorial.article_tags (article_id, position, tag_id)
            select n.id, row_number() over (partition by n.id order by n.position) - 1, n.tag_id
            from (
              select w.id, g.tag_id, min(w.position) as position
              from unnest(@ids, @types, @slugs) with ordinality as w (id, type, slug, position)
              join editorial.tag_slugs g on g.type = w.type and g.slug = w.slug
              group by w.id, g.tag_id
            ) n
            """;
        var tags = drafts
            .SelectMany(draft => draft.Draft.Tags, (draft, tag) => (draft.Id, Name: tag.Split('/', 2)))
            .ToList();
        return tags.Count == 0
            ? Task.CompletedTask
            : transaction.ExecuteAsync(
                Sql,
                new
                {
                    ids = tags.Select(tag => tag.Id).ToArray(),
                    types = tags.Select(tag => tag.Name[0]).ToArray(),
                    slugs = tags.Select(tag => tag.Name[^1]).ToArray(),
                },
                cancellationToken
            );
    }

    private static object Parameters(IReadOnlyList<ReviewedDraft> drafts, string savedBy) =>
        new
        {
            ids = drafts.Select(draft => draft.Id).ToArray(),
            slugs = drafts.Select(draft => draft.Draft.Slug!).ToArray(),
            sections = drafts.Select(draft => draft.Draft.Section).ToArray(),
            contents = drafts.Select(draft => draft.Content).ToArray(),
            savedBy,
        };
}
