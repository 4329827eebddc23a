using System.Text.Json;
using Dapper;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Keeps the newsroom's stories, each save as a revision, in the schema <c>editorial</c>.</summary>
public sealed class ArticleStore(HtmlPolicy policy)
{
    /// <summary>Stores a new draft. The draft has passed its validator; its HTML is sanitised here.</summary>
    /// <param name="transaction">In which all of it happens.</param>
    /// <param name="id">Id of the new story.</param>
    /// <param name="draft">The first revision.</param>
    /// <param name="savedBy">Name of the key or command, never of a person.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <exception cref="UnknownNameException">The section or a tag does not exist.</exception>
    public async Task CreateAsync(
        NpgsqlTransaction transaction,
        Guid id,
        ArticleDraft draft,
        string savedBy,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- editorial.create
            with named_section as (
              select section_id from editorial.section_slugs where slug = @Section
            ),
            new_article as (
              insert into editorial.articles (id, slug, section_id) select @id, @Slug, section_id from named_section
              returning id
            ),
            new_slug as (
              insert into editorial.article_slugs (slug, article_id) select @Slug, id from new_article
            ),
            new_revision as (
              insert into editorial.revisions (article_id, number, content, saved_by)
              select id, 1, @content::json, @savedBy from new_article
            )
            select count(*)::int from new_article
            """;
        var content = JsonSerializer.Serialize(policy.Sanitise(draft), NewsJsonContext.Wire.ArticleDraft);
        var connection = transaction.Connection!;
        var created = await connection.ExecuteScalarAsync<int>(
            new(
                Sql,
                new
                {
                    id,
                    draft.Slug,
                    draft.Section,
                    content,
                    savedBy,
                },
                transaction,
                cancellationToken: cancellationToken
            )
        );
        if (created == 0)
            throw new UnknownNameException("/section", draft.Section);
        await SetTagsAsync(transaction, id, draft.Tags, cancellationToken);
    }

    /// <summary>Reserves a further slug, under which the story can be found once it is public.</summary>
    public async Task AddFormerSlugAsync(
        NpgsqlTransaction transaction,
        Guid id,
        string slug,
        CancellationToken cancellationToken
    ) =>
        await transaction.Connection!.ExecuteAsync(
            new(
                "-- editorial.former_slug\ninsert into editorial.article_slugs (slug, article_id) values (@slug, @id)",
                new { id, slug },
                transaction,
                cancellationToken: cancellationToken
            )
        );

    /// <summary>Says when the story is to become public.</summary>
    public async Task ScheduleAsync(
        NpgsqlTransaction transaction,
        Guid id,
        DateTimeOffset? publishAt,
        DateTimeOffset? embargoUntil,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- editorial.schedule
            update editorial.articles
            set
              state = case when @embargoUntil::timestamptz is null then 'scheduled' else 'embargoed' end,
              publish_at = coalesce(@publishAt, now()),
              embargo_until = @embargoUntil
            where id = @id
            """;
        await transaction.Connection!.ExecuteAsync(
            new(
                Sql,
                new
                {
                    id,
                    publishAt,
                    embargoUntil,
                },
                transaction,
                cancellationToken: cancellationToken
            )
        );
    }

    private static async Task SetTagsAsync(
        NpgsqlTransaction transaction,
        Guid id,
        IReadOnlyList<string> tags,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- editorial.set_tags
            insert into editorial.article_tags (article_id, position, tag_id)
            select @id, n.position - 1, g.tag_id
            from unnest(@types, @slugs) with ordinality as n (type, slug, position)
            join editorial.tag_slugs g on g.type = n.type and g.slug = n.slug
            returning position
            """;
        var names = tags.Select(tag => tag.Split('/', 2)).ToList();
        var parameters = new
        {
            id,
            types = names.Select(name => name[0]).ToArray(),
            slugs = names.Select(name => name[^1]).ToArray(),
        };
        var stored = await transaction.Connection!.QueryAsync<short>(
            new(Sql, parameters, transaction, cancellationToken: cancellationToken)
        );
        var known = stored.ToHashSet();
        if (
            Enumerable.Range(0, tags.Count).FirstOrDefault(position => !known.Contains((short)position), -1)
            is >= 0
                and var at
        )
            throw new UnknownNameException($"/tags/{at}", tags[at]);
    }
}

/// <summary>A draft names a section or tag that does not exist.</summary>
/// <param name="pointer">JSON pointer to the name in the draft.</param>
/// <param name="name">The name.</param>
public sealed class UnknownNameException(string pointer, string name) : Exception($"{pointer}: there is no '{name}'.")
{
    public string Pointer { get; } = pointer;
}
