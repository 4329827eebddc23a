using Dapper;
using NewsApi.Tags;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Keeps the sections and tags.</summary>
public sealed class VocabularyStore
{
    /// <summary>Adds a section, below its parent where it has one. Sections are public from the start.</summary>
    public async Task AddSectionAsync(
        NpgsqlTransaction transaction,
        string slug,
        string title,
        string? description,
        string? parent,
        int position,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- vocabulary.add_section
            with above as (
              select s.id, s.depth, d.path
              from editorial.section_slugs o
              join editorial.sections s on s.id = o.section_id
              join delivery.sections d on d.id = s.id
              where o.slug = @parent
            ),
            added as (
              insert into editorial.sections (slug, title, description, position, parent_id, depth)
              select @slug, @title, @description, @position, (select id from above), coalesce((select depth + 1 from above), 0)
              where @parent::text is null or exists (select from above)
              returning *
            ),
            named as (
              insert into editorial.section_slugs (slug, section_id) select slug, id from added
            ),
            shown as (
              insert into delivery.sections (id, slug, title, description, position, parent_id, path, changed_at)
              select id, slug, title, description, position, parent_id, coalesce((select path from above), '{}') || id, now()
              from added
            ),
            found as (
              insert into delivery.section_slugs (slug, section_id) select slug, id from added
            )
            select count(*)::int from added
            """;
        var added = await transaction.Connection!.ExecuteScalarAsync<int>(
            new(
                Sql,
                new
                {
                    slug,
                    title,
                    description,
                    parent,
                    position,
                },
                transaction,
                cancellationToken: cancellationToken
            )
        );
        if (added == 0)
            throw new UnknownNameException("/parent", parent!);
    }

    /// <summary>Adds a tag, below its parent of the same type where it has one. It stays unseen until a story that bears it
    /// is published.</summary>
    /// <param name="transaction">In which all of it happens.</param>
    /// <param name="type">Type of the tag.</param>
    /// <param name="slug">Unique among tags of the type.</param>
    /// <param name="title">What readers see.</param>
    /// <param name="description">What or who it is, in a sentence.</param>
    /// <param name="aliases">Other names.</param>
    /// <param name="externalIds">JSON of <see cref="ExternalIds"/>.</param>
    /// <param name="parent">Slug of the parent.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task AddTagAsync(
        NpgsqlTransaction transaction,
        string type,
        string slug,
        string title,
        string? description,
        IReadOnlyList<string> aliases,
        string externalIds,
        string? parent,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- vocabulary.add_tag
            with above as (
              select t.id, t.depth
              from editorial.tag_slugs o
              join editorial.tags t on t.id = o.tag_id
              where o.type = @type and o.slug = @parent
            ),
            added as (
              insert into editorial.tags (type, slug, title, description, aliases, external_ids, parent_id, depth)
              select @type, @slug, @title, @description, @aliases, @externalIds::json, (select id from above),
                coalesce((select depth + 1 from above), 0)
              where @parent::text is null or exists (select from above)
              returning id, type, slug
            ),
            named as (
              insert into editorial.tag_slugs (type, slug, tag_id) select type, slug, id from added
            )
            select count(*)::int from added
            """;
        var added = await transaction.Connection!.ExecuteScalarAsync<int>(
            new(
                Sql,
                new
                {
                    type,
                    slug,
                    title,
                    description,
                    aliases = aliases.ToArray(),
                    externalIds,
                    parent,
                },
                transaction,
                cancellationToken: cancellationToken
            )
        );
        if (added == 0)
            throw new UnknownNameException("/parent", $"{type}/{parent}");
    }

    /// <summary>Makes tags public, with all above them. What is public already stays as it is.</summary>
    public async Task ReleaseTagsAsync(
        NpgsqlTransaction transaction,
        int[] ids,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        const string Unreleased = """
            -- vocabulary.unreleased
            with recursive wanted as (
              select id, parent_id from editorial.tags where id = any(@ids)
              union
              select t.id, t.parent_id from wanted w join editorial.tags t on t.id = w.parent_id
            )
            select t.id, t.title, t.aliases
            from wanted
            join editorial.tags t using (id)
            where not exists (select from delivery.tags d where d.id = t.id)
            """;
        const string Release = """
            -- vocabulary.release
            with released as (
              insert into delivery.tags (id, type, slug, title, description, aliases, external_ids, parent_id, changed_at, sort_title)
              select t.id, t.type, t.slug, t.title, t.description, t.aliases, t.external_ids, t.parent_id, @at, n.sort_title
              from unnest(@ids, @sortTitles) as n (id, sort_title)
              join editorial.tags t on t.id = n.id
              returning id
            ),
            named as (
              insert into delivery.tag_slugs (type, slug, tag_id)
              select o.type, o.slug, o.tag_id from editorial.tag_slugs o join released r on r.id = o.tag_id
            )
            insert into delivery.tag_phrases (tag_id, phrase) select * from unnest(@phraseIds, @phrases)
            """;
        var connection = transaction.Connection!;
        var tags = (
            await connection.QueryAsync<UnreleasedTag>(
                new(Unreleased, new { ids }, transaction, cancellationToken: cancellationToken)
            )
        ).AsList();
        if (tags.Count == 0)
            return;
        var phrases = tags.SelectMany(
                tag => tag.Aliases.Prepend(tag.Title).SelectMany(FoldedText.Phrases).Distinct(StringComparer.Ordinal),
                (tag, phrase) => (tag.Id, phrase)
            )
            .ToList();
        var parameters = new
        {
            at,
            ids = tags.Select(tag => tag.Id).ToArray(),
            sortTitles = tags.Select(tag => FoldedText.Of(tag.Title)).ToArray(),
            phraseIds = phrases.Select(phrase => phrase.Id).ToArray(),
            phrases = phrases.Select(phrase => phrase.phrase).ToArray(),
        };
        await connection.ExecuteAsync(new(Release, parameters, transaction, cancellationToken: cancellationToken));
    }

    private sealed record UnreleasedTag
    {
        public required int Id { get; init; }
        public required string Title { get; init; }
        public required string[] Aliases { get; init; }
    }
}

/// <summary>A section or tag names one above it that does not exist.</summary>
public sealed class UnknownNameException(string pointer, string name) : Exception($"{pointer}: there is no '{name}'.")
{
    public string Pointer { get; } = pointer;
}
