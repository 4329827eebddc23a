using Dapper;
using NewsApi.Articles;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Changes;

/// <summary>Reads the change log.</summary>
internal sealed class ChangeRepository(DeliveryDatabase database)
{
    /// <summary>How long the database may take for one look, in seconds: what takes longer is not going to come, and whoever
    /// follows has to know.</summary>
    private const int Patience = 10;

    private const string Selection = """
        select
          c.seq, c.kind, c.at, c.article_id, c.slug, c.version, c.impact,
          c.type, c.language, c.section_ids, c.tag_ids, c.tag_ids_above,
          b.type, b.language, b.section_ids, b.tag_ids, b.tag_ids_above
        from delivery.changes c
        left join lateral (
          select p.type, p.language, p.section_ids, p.tag_ids, p.tag_ids_above
          from delivery.changes p
          where p.article_id = c.article_id and p.seq < c.seq
          order by p.seq desc
          limit 1
        ) b on true
        """;

    /// <summary>Where the log ends: the last change's number and instant; 0 and the beginning of Unix time while it is empty.
    /// </summary>
    public async Task<(long Seq, DateTimeOffset At)> FindEndAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await FindEndAsync(connection, cancellationToken);
    }

    public static async Task<(long Seq, DateTimeOffset At)> FindEndAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        const string Sql = "-- changes.end\nselect seq, at from delivery.changes order by seq desc limit 1";
        var end = await connection.QuerySingleOrDefaultAsync<(long Seq, DateTimeOffset At)>(
            Command(Sql, null, cancellationToken)
        );
        return end.Seq == 0 ? (0, DateTimeOffset.UnixEpoch) : end;
    }

    /// <summary>The changes after a place, in order, and no more than so many.</summary>
    public async Task<IReadOnlyList<LoggedChange>> ReadAsync(long after, int most, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await ReadAsync(connection, after, most, cancellationToken);
    }

    public static async Task<IReadOnlyList<LoggedChange>> ReadAsync(
        NpgsqlConnection connection,
        long after,
        int most,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            -- changes.read
            {Selection}
            where c.seq > @after
            order by c.seq
            limit @most
            """;
        return await ReadAsync(connection, Sql, new { after, most }, cancellationToken);
    }

    /// <summary>The takedowns after a place, in order, and no more than so many; and where the log ended in the database that
    /// answered, which may be a standby and lag behind.</summary>
    public async Task<(IReadOnlyList<LoggedChange> Takedowns, long End)> ReadTakedownsAsync(
        long after,
        int most,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            -- changes.takedowns
            {Selection}
            where c.seq > @after and c.kind in ('withdrawn', 'expired')
            order by c.seq
            limit @most
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        var (end, _) = await FindEndAsync(connection, cancellationToken);
        return (await ReadAsync(connection, Sql, new { after, most }, cancellationToken), end);
    }

    /// <summary>All that happened to one story after a place, in order; and where the log ended in the database that answered.
    /// </summary>
    public async Task<(IReadOnlyList<LoggedChange> Story, long End)> ReadStoryAsync(
        Guid id,
        long after,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            -- changes.story
            {Selection}
            where c.article_id = @id and c.seq > @after
            order by c.seq
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        var (end, _) = await FindEndAsync(connection, cancellationToken);
        return (await ReadAsync(connection, Sql, new { id, after }, cancellationToken), end);
    }

    private static async Task<IReadOnlyList<LoggedChange>> ReadAsync(
        NpgsqlConnection connection,
        string sql,
        object parameters,
        CancellationToken cancellationToken
    )
    {
        var rows = await connection.QueryAsync<LoggedChange, StoryState?, StoryState?, LoggedChange>(
            Command(sql, parameters, cancellationToken),
            (change, after, before) => change with { After = after, Before = before },
            splitOn: "type,type"
        );
        return rows.AsList();
    }

    /// <summary>The last time that each story was taken back which is gone now, with what it could be filtered by before; the
    /// latest first.</summary>
    public async Task<IReadOnlyList<LoggedChange>> ReadTakedownsAsync(
        DateTimeOffset since,
        int most,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- changes.takedowns
            select
              c.seq, c.kind, c.at, c.article_id, c.slug, c.version, c.impact,
              b.type, b.language, b.section_ids, b.tag_ids, b.tag_ids_above
            from delivery.changes c
            left join lateral (
              select p.type, p.language, p.section_ids, p.tag_ids, p.tag_ids_above
              from delivery.changes p
              where p.article_id = c.article_id and p.seq < c.seq
              order by p.seq desc
              limit 1
            ) b on true
            where c.kind in ('withdrawn', 'expired')
              and c.at >= @since
              and not exists (select from delivery.changes l where l.article_id = c.article_id and l.seq > c.seq)
            order by c.seq desc
            limit @most
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<LoggedChange, StoryState?, LoggedChange>(
            Command(Sql, new { since, most }, cancellationToken),
            (change, before) => change with { Before = before },
            splitOn: "type"
        );
        return rows.AsList();
    }

    /// <summary>Those of the stories that are public now, each with what it can be filtered by.</summary>
    public async Task<ArticlesNow> ReadArticlesAsync(
        IReadOnlyCollection<Guid> ids,
        ArticleMembers members,
        CancellationToken cancellationToken
    )
    {
        var sql = $"""
            -- changes.articles
            select
              n.at as changed_at, s.type, s.language, s.section_ids, s.tag_ids, s.tag_ids_above,
              {ArticleRow.ColumnsFor(members)}
            from delivery.last_change n
            left join delivery.articles a on a.id = any(@ids)
            left join lateral (
              select c.type, c.language, c.section_ids, c.tag_ids, c.tag_ids_above
              from delivery.changes c
              where c.article_id = a.id
              order by c.seq desc
              limit 1
            ) s on true
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<
            DateTimeOffset,
            StoryState?,
            ArticleRow?,
            (DateTimeOffset ChangedAt, StoryState? State, ArticleRow? Row)
        >(
            Command(sql, new { ids = ids.ToArray() }, cancellationToken),
            (changedAt, state, row) => (changedAt, state, row),
            splitOn: "type,id"
        );
        var read = rows.AsList();
        return new(
            read.Where(entry => entry is { State: not null, Row: not null })
                .ToDictionary(entry => entry.Row!.Id, entry => (entry.State!, entry.Row!)),
            read[0].ChangedAt
        );
    }

    /// <summary>Has the database tell this connection of every change that is committed.</summary>
    public static Task ListenAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(Command("listen newsapi_changes", null, cancellationToken));

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, commandTimeout: Patience, cancellationToken: cancellationToken);
}

/// <summary>Stories as they are now, by their ids.</summary>
/// <param name="ById">Only those that are public.</param>
/// <param name="ChangedAt">When anything public last changed.</param>
internal sealed record ArticlesNow(
    IReadOnlyDictionary<Guid, (StoryState State, ArticleRow Row)> ById,
    DateTimeOffset ChangedAt
);
