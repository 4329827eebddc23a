using Npgsql;
using NpgsqlTypes;

namespace NewsApi.Benchmarks.Archive;

/// <summary>Writes stories into the tables that publishing writes them into, three streams at a time.</summary>
/// <remarks>The newsroom's own side (the schema <c>editorial</c>) stays empty: archives are for measuring what readers ask,
/// and nothing that answers them looks there.</remarks>
internal sealed class StoryTables : IAsyncDisposable
{
    private const string RowColumns = """
        id, slug, version, type, language, headline, standfirst, byline, section_id, section_ids, tag_ids, section, tags,
        lead_image, rights, corrections, word_count, reading_minutes, urgency, first_published_at, published_at, updated_at,
        changed_at, body, lines
        """;

    private readonly List<TableCopy> _copies = [];
    private TableCopy _rows = null!;
    private TableCopy _index = null!;
    private TableCopy _tags = null!;
    private TableCopy _sections = null!;
    private TableCopy _slugs = null!;
    private TableCopy _changes = null!;
    private long _seq;

    private StoryTables() { }

    public static async Task<StoryTables> OpenAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var tables = new StoryTables();
        try
        {
            tables._rows = await StartAsync("article_rows", RowColumns);
            tables._index = await StartAsync(
                "article_index_rows",
                "article_id, published_at, updated_at, first_published_at, type, language, section_ids, tag_ids, terms, fields"
            );
            tables._tags = await StartAsync("article_tags", "tag_id, article_id, position, published_at, updated_at");
            tables._sections = await StartAsync("article_sections", "section_id, article_id, published_at, updated_at");
            tables._slugs = await StartAsync("article_slugs", "slug, article_id");
            tables._changes = await StartAsync("changes", "seq, kind, at, article_id, slug, version, impact");
            return tables;
        }
        catch
        {
            await tables.DisposeAsync();
            throw;
        }

        async Task<TableCopy> StartAsync(string table, string columns)
        {
            var copy = await TableCopy.StartAsync(source, "delivery." + table, columns, cancellationToken);
            tables._copies.Add(copy);
            return copy;
        }
    }

    public Task WriteAsync(IReadOnlyList<Story> stories, CancellationToken cancellationToken) =>
        Task.WhenAll(
            Task.Run(() => WriteRowsAsync(stories, cancellationToken), cancellationToken),
            Task.Run(() => WriteIndexAsync(stories, cancellationToken), cancellationToken),
            Task.Run(() => WriteListsAsync(stories, cancellationToken), cancellationToken)
        );

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        foreach (var copy in _copies)
            await copy.CompleteAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var copy in _copies)
            await copy.DisposeAsync();
    }

    private async Task WriteRowsAsync(IReadOnlyList<Story> stories, CancellationToken ct)
    {
        foreach (var story in stories)
        {
            await _rows.RowAsync(ct);
            await _rows.AddAsync(story.Id, NpgsqlDbType.Uuid, ct);
            await _rows.TextAsync(story.Slug, ct);
            await _rows.NumberAsync(1, ct);
            await _rows.TextAsync(story.Type, ct);
            await _rows.TextAsync(story.Language, ct);
            await _rows.TextAsync(story.Headline, ct);
            await _rows.TextAsync(story.Standfirst, ct);
            await _rows.TextAsync(story.Byline, ct);
            await _rows.NumberAsync(story.Section.Id, ct);
            await _rows.AddAsync(story.Section.Path, NpgsqlDbType.Array | NpgsqlDbType.Integer, ct);
            await _rows.AddAsync(story.TagIds, NpgsqlDbType.Array | NpgsqlDbType.Integer, ct);
            await _rows.AddAsync(story.Section.Json, NpgsqlDbType.Json, ct);
            await _rows.AddAsync(story.TagsJson, NpgsqlDbType.Json, ct);
            await _rows.AddAsync(story.LeadImageJson, NpgsqlDbType.Json, ct);
            await _rows.AddAsync("""{"syndicatable":true,"aiTraining":false}""", NpgsqlDbType.Json, ct);
            await _rows.AddAsync("[]", NpgsqlDbType.Json, ct);
            await _rows.NumberAsync(story.WordCount, ct);
            await _rows.AddAsync((short)Math.Max(1, story.WordCount / 230), NpgsqlDbType.Smallint, ct);
            await _rows.AddAsync(story.Urgency, NpgsqlDbType.Smallint, ct);
            await _rows.InstantAsync(story.FirstPublishedAt, ct);
            await _rows.InstantAsync(story.PublishedAt, ct);
            await _rows.InstantAsync(story.UpdatedAt, ct);
            await _rows.InstantAsync(story.UpdatedAt, ct);
            await _rows.AddAsync(story.BodyJson, NpgsqlDbType.Json, ct);
            await _rows.TextAsync(story.Lines, ct);
        }
    }

    private async Task WriteIndexAsync(IReadOnlyList<Story> stories, CancellationToken ct)
    {
        foreach (var story in stories)
        {
            await _index.RowAsync(ct);
            await _index.AddAsync(story.Id, NpgsqlDbType.Uuid, ct);
            await _index.InstantAsync(story.PublishedAt, ct);
            await _index.InstantAsync(story.UpdatedAt, ct);
            await _index.InstantAsync(story.FirstPublishedAt, ct);
            await _index.TextAsync(story.Type, ct);
            await _index.TextAsync(story.Language, ct);
            await _index.AddAsync(story.Section.Path, NpgsqlDbType.Array | NpgsqlDbType.Integer, ct);
            await _index.AddAsync(story.TagIds, NpgsqlDbType.Array | NpgsqlDbType.Integer, ct);
            await _index.AddAsync(story.Terms, NpgsqlDbType.Array | NpgsqlDbType.Integer, ct);
            await _index.AddAsync(story.Fields, NpgsqlDbType.Bytea, ct);
        }
    }

    private async Task WriteListsAsync(IReadOnlyList<Story> stories, CancellationToken ct)
    {
        foreach (var story in stories)
        {
            for (var position = 0; position < story.TagIds.Length; position++)
            {
                await _tags.RowAsync(ct);
                await _tags.NumberAsync(story.TagIds[position], ct);
                await _tags.AddAsync(story.Id, NpgsqlDbType.Uuid, ct);
                await _tags.AddAsync((short)position, NpgsqlDbType.Smallint, ct);
                await _tags.InstantAsync(story.PublishedAt, ct);
                await _tags.InstantAsync(story.UpdatedAt, ct);
            }
            foreach (var section in story.Section.Path)
            {
                await _sections.RowAsync(ct);
                await _sections.NumberAsync(section, ct);
                await _sections.AddAsync(story.Id, NpgsqlDbType.Uuid, ct);
                await _sections.InstantAsync(story.PublishedAt, ct);
                await _sections.InstantAsync(story.UpdatedAt, ct);
            }
            await _slugs.RowAsync(ct);
            await _slugs.TextAsync(story.Slug, ct);
            await _slugs.AddAsync(story.Id, NpgsqlDbType.Uuid, ct);

            await _changes.RowAsync(ct);
            await _changes.AddAsync(++_seq, NpgsqlDbType.Bigint, ct);
            await _changes.TextAsync("published", ct);
            await _changes.InstantAsync(story.PublishedAt, ct);
            await _changes.AddAsync(story.Id, NpgsqlDbType.Uuid, ct);
            await _changes.TextAsync(story.Slug, ct);
            await _changes.NumberAsync(1, ct);
            await _changes.TextAsync("major", ct);
        }
    }
}
