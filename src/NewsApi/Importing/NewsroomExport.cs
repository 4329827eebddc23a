using System.Data;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dapper;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Importing;

/// <summary>Writes everything that a newsroom holds as lines that an import reads: sections, tags, and every story in every
/// state, from one snapshot. Not the histories: of a story the revision that readers see and the latest.</summary>
internal sealed class NewsroomExport(EditorialDatabase database)
{
    private static readonly byte[] EndOfLine = "\n"u8.ToArray();

    /// <param name="output">Gets JSON, one object in each line, in UTF-8.</param>
    /// <param name="onStories">Is told how many stories are written, now and then.</param>
    /// <param name="cancellationToken">Ends it anywhere; then the last line is missing.</param>
    public async Task<NewsroomExportSummary> RunAsync(
        Stream output,
        Action<long> onStories,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(
            IsolationLevel.RepeatableRead,
            cancellationToken
        );
        var after = await transaction.QuerySingleAsync<long>(
            "-- export.end\nselect seq from delivery.change_counter",
            null,
            cancellationToken
        );
        var sections = await WriteSectionsAsync(transaction, output, cancellationToken);
        var tags = await WriteTagsAsync(transaction, output, cancellationToken);
        var articles = 0L;
        await foreach (var row in ReadStoriesAsync(transaction, cancellationToken))
        {
            await WriteAsync(output, row.ToStory(), NewsJsonContext.Wire.ImportedStory, cancellationToken);
            if (++articles % 100 == 0)
                onStories(articles);
        }
        onStories(articles);
        var summary = new NewsroomExportSummary(sections, tags, articles, after);
        await WriteAsync(
            output,
            new NewsroomExportEnd(summary),
            NewsJsonContext.Wire.NewsroomExportEnd,
            cancellationToken
        );
        return summary;
    }

    private static async Task<long> WriteSectionsAsync(
        NpgsqlTransaction transaction,
        Stream output,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- export.sections
            select
              s.slug, s.title, s.description, p.slug as parent, s.position,
              array(select o.slug::text from editorial.section_slugs o where o.section_id = s.id and o.slug <> s.slug order by 1)
                as former_slugs
            from editorial.sections s
            left join editorial.sections p on p.id = s.parent_id
            order by s.id
            """;
        var rows = await transaction.QueryAsync<SectionRow>(Sql, null, cancellationToken);
        foreach (var row in ParentsFirst(rows, row => row.Slug, row => row.Parent))
            await WriteAsync(output, row.ToSection(), NewsJsonContext.Wire.ImportedSection, cancellationToken);
        return rows.Count;
    }

    private static async Task<long> WriteTagsAsync(
        NpgsqlTransaction transaction,
        Stream output,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- export.tags
            select
              t.type || '/' || t.slug as id, t.title, t.description, t.aliases, t.external_ids::text as external_ids,
              p.type || '/' || p.slug as parent,
              array(
                select g.type || '/' || g.slug
                from editorial.tag_slugs g
                where g.tag_id = t.id and (g.type, g.slug) <> (t.type, t.slug) and not g.is_hidden
                order by 1
              ) as former_ids,
              exists (select from delivery.tags d where d.id = t.id) as is_public
            from editorial.tags t
            left join editorial.tags p on p.id = t.parent_id
            order by t.id
            """;
        var rows = await transaction.QueryAsync<TagRow>(Sql, null, cancellationToken);
        foreach (var row in ParentsFirst(rows, row => row.Id, row => row.Parent))
            await WriteAsync(output, row.ToTag(), NewsJsonContext.Wire.ImportedTag, cancellationToken);
        return rows.Count;
    }

    /// <summary>In the order in which they were made, which lists fall back on where all else is equal; but each after the one
    /// above it.</summary>
    private static IEnumerable<T> ParentsFirst<T>(List<T> rows, Func<T, string> name, Func<T, string?> parent)
    {
        var waiting = rows.ToDictionary(name, StringComparer.Ordinal);
        foreach (var row in rows)
        {
            var line = new Stack<T>();
            for (var next = name(row); next is not null && waiting.Remove(next, out var above); next = parent(above))
                line.Push(above);
            foreach (var above in line)
                yield return above;
        }
    }

    /// <summary>First the stories without a tombstone, then the others, the latest first: whatever stands in the place of
    /// another comes before it.</summary>
    private static async IAsyncEnumerable<ExportedStory> ReadStoriesAsync(
        NpgsqlTransaction transaction,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            -- export.stories
            select {ExportedStory.Columns}
            from editorial.articles a
            {ExportedStory.Joins}
            where not exists (select from delivery.tombstones g where g.article_id = a.id)
            order by a.id
            """;
        const string Withdrawn = $"""
            -- export.withdrawn
            select {ExportedStory.Columns}
            from editorial.articles a
            {ExportedStory.Joins}
            where g.article_id is not null
            order by g.withdrawn_at desc, a.id
            """;
        foreach (var sql in new[] { Sql, Withdrawn })
        {
            var rows = transaction.Connection!.QueryUnbufferedAsync<ExportedStory>(sql, transaction: transaction);
            await foreach (var row in rows.WithCancellation(cancellationToken))
                yield return row;
        }
    }

    private static async Task WriteAsync<T>(
        Stream output,
        T line,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        await output.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(line, type), cancellationToken);
        await output.WriteAsync(EndOfLine, cancellationToken);
    }

    private sealed record SectionRow
    {
        public required string Slug { get; init; }
        public required string Title { get; init; }
        public string? Description { get; init; }
        public string? Parent { get; init; }
        public required int Position { get; init; }
        public required string[] FormerSlugs { get; init; }

        public ImportedSection ToSection() =>
            new()
            {
                Kind = LineKinds.Section,
                Slug = Slug,
                Title = Title,
                Description = Description,
                Parent = Parent,
                Position = Position,
                FormerSlugs = FormerSlugs,
            };
    }

    private sealed record TagRow
    {
        public required string Id { get; init; }
        public required string Title { get; init; }
        public string? Description { get; init; }
        public required string[] Aliases { get; init; }
        public required string ExternalIds { get; init; }
        public string? Parent { get; init; }
        public required string[] FormerIds { get; init; }
        public required bool IsPublic { get; init; }

        public ImportedTag ToTag() =>
            new()
            {
                Kind = LineKinds.Tag,
                Id = Id,
                Title = Title,
                Description = Description,
                Aliases = Aliases,
                ExternalIds = JsonSerializer.Deserialize(ExternalIds, NewsJsonContext.Wire.ExternalIds)
                    is { } ids
                        and not { Wikidata: null, Iptc: null }
                    ? ids
                    : null,
                Parent = Parent,
                FormerIds = FormerIds,
                Public = IsPublic,
            };
    }
}

/// <summary>What an export holds.</summary>
/// <param name="After">The place in the change log from which on the changes carry on.</param>
internal sealed record NewsroomExportSummary(long Sections, long Tags, long Articles, long After);

/// <summary>The last line of an export. Where it is missing, the export was cut off.</summary>
internal sealed record NewsroomExportEnd(NewsroomExportSummary End);
