using Dapper;
using NewsApi.Search;
using NewsApi.Tags;
using Npgsql;
using NpgsqlTypes;

namespace NewsApi.Benchmarks.Archive;

/// <summary>Writes what an archive has besides its stories: sections, tags, the vocabulary of its search, and the counts.
/// </summary>
internal sealed class SmallTables(NpgsqlDataSource source)
{
    public async Task WriteSectionsAsync(IReadOnlyList<ArchiveSection> sections, CancellationToken ct)
    {
        await using var rows = await StartAsync(
            "sections",
            "id, slug, title, position, parent_id, path, changed_at",
            ct
        );
        await using var slugs = await StartAsync("section_slugs", "slug, section_id", ct);
        foreach (var section in sections)
        {
            await rows.RowAsync(ct);
            await rows.NumberAsync(section.Id, ct);
            await rows.TextAsync(section.Slug, ct);
            await rows.TextAsync(section.Title, ct);
            await rows.NumberAsync(section.Id, ct);
            await rows.NumberAsync(section.ParentId, ct);
            await rows.AddAsync(section.Path, NpgsqlDbType.Array | NpgsqlDbType.Integer, ct);
            await rows.InstantAsync(DateTime.UtcNow, ct);
            await slugs.RowAsync(ct);
            await slugs.TextAsync(section.Slug, ct);
            await slugs.NumberAsync(section.Id, ct);
        }
        await rows.CompleteAsync(ct);
        await slugs.CompleteAsync(ct);
    }

    /// <summary>Writes the tags that stories bear, and those above them: no others are public.</summary>
    public async Task WriteTagsAsync(ArchiveTags tags, IReadOnlySet<int> used, CancellationToken ct)
    {
        await using var rows = await StartAsync(
            "tags",
            "id, type, slug, title, aliases, external_ids, parent_id, changed_at, sort_title",
            ct
        );
        await using var slugs = await StartAsync("tag_slugs", "type, slug, tag_id", ct);
        await using var phrases = await StartAsync("tag_phrases", "tag_id, phrase", ct);
        var parents = tags
            .All.Where(tag => used.Contains(tag.Id))
            .Select(tag => tag.ParentId)
            .OfType<int>()
            .ToHashSet();
        foreach (var tag in tags.All.Where(tag => used.Contains(tag.Id) || parents.Contains(tag.Id)))
        {
            await rows.RowAsync(ct);
            await rows.NumberAsync(tag.Id, ct);
            await rows.TextAsync(tag.Type, ct);
            await rows.TextAsync(tag.Slug, ct);
            await rows.TextAsync(tag.Title, ct);
            await rows.AddAsync(Array.Empty<string>(), NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
            await rows.AddAsync("{}", NpgsqlDbType.Json, ct);
            await rows.NumberAsync(tag.ParentId, ct);
            await rows.InstantAsync(DateTime.UtcNow, ct);
            await rows.TextAsync(FoldedText.Of(tag.Title), ct);
            await slugs.RowAsync(ct);
            await slugs.TextAsync(tag.Type, ct);
            await slugs.TextAsync(tag.Slug, ct);
            await slugs.NumberAsync(tag.Id, ct);
            foreach (var phrase in FoldedText.Phrases(tag.Title).Distinct(StringComparer.Ordinal))
            {
                await phrases.RowAsync(ct);
                await phrases.NumberAsync(tag.Id, ct);
                await phrases.TextAsync(phrase, ct);
            }
        }
        await rows.CompleteAsync(ct);
        await slugs.CompleteAsync(ct);
        await phrases.CompleteAsync(ct);
    }

    public async Task WriteVocabularyAsync(Vocabulary vocabulary, CancellationToken ct)
    {
        const string Prepare = """
            create schema if not exists archive;
            create table archive.words (word text primary key, stories int not null);
            """;
        const string Finish = """
            select setval(pg_get_serial_sequence('delivery.terms', 'id'), (select max(id) from delivery.terms))
            """;
        await ExecuteAsync(Prepare, ct);
        await using (var terms = await StartAsync("terms", "id, lexeme", ct))
        {
            foreach (var (lexeme, id) in vocabulary.Terms)
            {
                await terms.RowAsync(ct);
                await terms.NumberAsync(id, ct);
                await terms.TextAsync(lexeme, ct);
            }
            await terms.CompleteAsync(ct);
        }
        await using (var words = await StartAsync("words", "word, shortened", ct))
        {
            foreach (var word in vocabulary.Words.Where(Spelling.IsMended))
            {
                await words.RowAsync(ct);
                await words.TextAsync(word, ct);
                await words.AddAsync(Spelling.Shortened(word), NpgsqlDbType.Array | NpgsqlDbType.Text, ct);
            }
            await words.CompleteAsync(ct);
        }
        // Not the service's: how common words are, so that questions can be asked for words of a given rarity.
        await using (var counts = await TableCopy.StartAsync(source, "archive.words", "word, stories", ct))
        {
            foreach (var (word, stories) in vocabulary.EnglishWords)
            {
                await counts.RowAsync(ct);
                await counts.TextAsync(word, ct);
                await counts.NumberAsync(stories, ct);
            }
            await counts.CompleteAsync(ct);
        }
        await ExecuteAsync(Finish, ct);
    }

    public Task CountAsync(CancellationToken cancellationToken)
    {
        const string Sql = """
            update delivery.tags t
            set article_count = c.stories, latest_published_at = c.latest
            from (select tag_id, count(*) as stories, max(published_at) as latest from delivery.article_tags group by 1) c
            where t.id = c.tag_id;
            update delivery.sections s
            set article_count = c.stories, latest_published_at = c.latest
            from (
              select section_id, count(*) as stories, max(published_at) as latest from delivery.article_sections group by 1
            ) c
            where s.id = c.section_id;
            insert into delivery.facet_counts (section_id, facet, value, article_count)
            select s.id, v.facet, v.value, count(*)
            from delivery.article_rows a
            cross join lateral unnest(0 || a.section_ids) s (id)
            cross join lateral delivery.facet_values(a.type, a.language, a.published_at) v
            group by 1, 2, 3;
            insert into delivery.section_tags (section_id, tag_id, article_count)
            select s.section_id, t.tag_id, count(*)
            from delivery.article_sections s
            join delivery.article_tags t using (article_id)
            group by 1, 2;
            insert into delivery.languages (language, article_count)
            select language, count(*) from delivery.article_index_rows group by 1;
            update delivery.change_counter set seq = (select max(seq) from delivery.changes), at = now();
            """;
        return ExecuteAsync("set work_mem = '256MB';" + Sql, cancellationToken);
    }

    private Task<TableCopy> StartAsync(string table, string columns, CancellationToken cancellationToken) =>
        TableCopy.StartAsync(source, "delivery." + table, columns, cancellationToken);

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new(sql, cancellationToken: cancellationToken));
    }
}
