using NewsApi.Storage;
using NewsApi.Tags;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Keeps the tags that readers see: those that public stories bear or have borne, and all above these.</summary>
internal static class PublicTags
{
    /// <summary>More letters than anyone types, and few enough for an index, however long a title gets when it is folded.
    /// </summary>
    private const int MaxFolded = 500;

    /// <summary>Makes tags public, with all above them. What is public already stays as it is.</summary>
    public static async Task ReleaseAsync(
        NpgsqlTransaction transaction,
        int[] ids,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        const string Unreleased = """
            -- tags.unreleased
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
            -- tags.release
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
              where not o.is_hidden
              on conflict (type, slug) do update set tag_id = excluded.tag_id
            )
            insert into delivery.tag_phrases (tag_id, phrase) select * from unnest(@phraseIds, @phrases)
            """;
        var tags = await transaction.QueryAsync<NamedTag>(Unreleased, new { ids }, cancellationToken);
        if (tags.Count == 0)
            return;
        var phrases = tags.SelectMany(tag => tag.Phrases, (tag, phrase) => (tag.Id, phrase)).ToList();
        var parameters = new
        {
            at,
            ids = tags.Select(tag => tag.Id).ToArray(),
            sortTitles = tags.Select(tag => tag.SortTitle).ToArray(),
            phraseIds = phrases.Select(phrase => phrase.Id).ToArray(),
            phrases = phrases.Select(phrase => phrase.phrase).ToArray(),
        };
        await transaction.ExecuteAsync(Release, parameters, cancellationToken);
    }

    /// <summary>Shows a tag as it is kept now. It becomes public if it was not, and so do all above it.</summary>
    public static async Task ShowAsync(NpgsqlTransaction transaction, int id, CancellationToken cancellationToken)
    {
        const string Kept = """
            -- tags.kept
            select id, title, aliases, clock_timestamp() as now from editorial.tags where id = @id
            """;
        const string Show = """
            -- tags.show
            update delivery.tags d
            set
              slug = t.slug, title = t.title, description = t.description, aliases = t.aliases, external_ids = t.external_ids,
              parent_id = t.parent_id, sort_title = @SortTitle, changed_at = greatest(d.changed_at, @Now)
            from editorial.tags t
            where t.id = @Id and d.id = @Id;
            -- A tag shows the title of the one above it.
            update delivery.tags set changed_at = greatest(changed_at, @Now) where parent_id = @Id;
            insert into delivery.tag_slugs (type, slug, tag_id)
            select type, slug, tag_id from editorial.tag_slugs where tag_id = @Id and not is_hidden
            on conflict (type, slug) do update set tag_id = excluded.tag_id;
            delete from delivery.tag_phrases where tag_id = @Id;
            insert into delivery.tag_phrases (tag_id, phrase) select @Id, phrase from unnest(@phrases) phrase;
            """;
        var tag = await transaction.QuerySingleAsync<NamedTag>(Kept, new { id }, cancellationToken);
        await ReleaseAsync(transaction, [id], tag.Now, cancellationToken);
        await transaction.ExecuteAsync(
            Show,
            new
            {
                tag.Id,
                tag.Now,
                tag.SortTitle,
                phrases = tag.Phrases.ToArray(),
            },
            cancellationToken
        );
    }

    /// <summary>Shows a tag together with what has been merged into it, as far as readers knew the one or the other. The
    /// stories of the one that goes follow when they are written anew; then it can be removed.</summary>
    public static async Task MergeAsync(
        NpgsqlTransaction transaction,
        EditorialTagRow merged,
        int into,
        CancellationToken cancellationToken
    )
    {
        const string Follow = """
            -- tags.follow_merged
            update delivery.tags set parent_id = @intoId where parent_id = @id;
            update delivery.merged_tags set into_id = @intoId where into_id = @id;
            insert into delivery.merged_tags (id, into_id) values (@id, @intoId);
            """;
        if (merged.IsPublic)
            await transaction.ExecuteAsync(Follow, new { id = merged.Id, intoId = into }, cancellationToken);
        await ShowAsync(transaction, into, cancellationToken);
    }

    /// <summary>Removes a tag that no public story bears any more and below which none lies.</summary>
    public static Task RemoveAsync(NpgsqlTransaction transaction, int id, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "-- tags.remove\ndelete from delivery.tags where id = @id",
            new { id },
            cancellationToken
        );

    /// <summary>Public stories that bear a tag, or also those that bear one below it. The oldest first.</summary>
    public static async Task<Guid[]> StoriesAsync(
        NpgsqlTransaction transaction,
        int id,
        bool below,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- tags.stories
            with recursive tree as (
              select @id as id
              union all
              select t.id from tree join delivery.tags t on t.parent_id = tree.id where @below
            )
            select l.article_id
            from tree
            join delivery.article_tags l on l.tag_id = tree.id
            group by l.article_id, l.published_at
            order by l.published_at, l.article_id
            """;
        return [.. await transaction.QueryAsync<Guid>(Sql, new { id, below }, cancellationToken)];
    }

    private sealed record NamedTag
    {
        public required int Id { get; init; }
        public required string Title { get; init; }
        public required string[] Aliases { get; init; }
        public DateTimeOffset Now { get; init; }

        public string SortTitle => Cut(FoldedText.Of(Title));

        public IEnumerable<string> Phrases =>
            Aliases.Prepend(Title).SelectMany(FoldedText.Phrases).Select(Cut).Distinct(StringComparer.Ordinal);

        // Not through the middle of a surrogate pair.
        private static string Cut(string folded) =>
            folded.Length <= MaxFolded ? folded
            : char.IsHighSurrogate(folded[MaxFolded - 1]) ? folded[..(MaxFolded - 1)]
            : folded[..MaxFolded];
    }
}
