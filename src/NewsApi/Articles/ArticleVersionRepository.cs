using Dapper;
using NewsApi.Following;
using NewsApi.Selection;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Articles;

/// <summary>Reads the versions of articles from the schema <c>delivery</c>.</summary>
public sealed class ArticleVersionRepository(DeliveryDatabase database)
{
    /// <summary>The versions of a public article, the latest first.</summary>
    public async Task<IReadOnlyList<ArticleVersionRow>> ListAsync(
        Guid id,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- articles.versions
            select v.version, c.kind, v.changed_at, v.headline
            from delivery.article_versions v
            join delivery.changes c
              on c.article_id = v.id and c.version = v.version and c.kind in ('published', 'updated', 'corrected')
              and c.delay_days is null
            where v.id = @id
            order by v.version desc
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<ArticleVersionRow>(
            new(Sql, new { id }, cancellationToken: cancellationToken)
        );
        if (readers.IsEveryone)
            return rows.AsList();
        var readable = await ReadableAsync(connection, id, readers, cancellationToken);
        return [.. rows.Where(row => readable.Contains(row.Version))];
    }

    /// <summary>Versions of a story that these readers may read, in each of which it was what they may read now.</summary>
    private static async Task<HashSet<int>> ReadableAsync(
        NpgsqlConnection connection,
        Guid id,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- articles.version_states
            select
              c.version, c.type, c.language, c.section_ids, c.tag_ids, c.tag_ids_above, c.syndicatable, c.first_published_at
            from delivery.changes c
            where c.article_id = @id and c.type is not null and c.delay_days is null
            """;
        var states = await connection.QueryAsync<int, StoryState, (int Version, StoryState State)>(
            new(Sql, new { id }, cancellationToken: cancellationToken),
            (version, state) => (version, state),
            splitOn: "type"
        );
        return [.. states.Where(entry => readers.MayRead(id, entry.State, readers.At)).Select(entry => entry.Version)];
    }

    /// <summary>One version of a public article; null where there is none of this number.</summary>
    public async Task<ArticleRow?> FindAsync(
        Guid id,
        int version,
        ArticleMembers members,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        var sql = $"""
            -- articles.version
            select {ArticleRow.ColumnsFor(members)}
            from delivery.article_versions a
            where a.id = @id and a.version = @version
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        if (!readers.IsEveryone && !(await ReadableAsync(connection, id, readers, cancellationToken)).Contains(version))
            return null;
        return await connection.QuerySingleOrDefaultAsync<ArticleRow>(
            new(sql, new { id, version }, cancellationToken: cancellationToken)
        );
    }
}
