using Dapper;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Following;

/// <summary>Reads the change log.</summary>
internal sealed class ChangeRepository(DeliveryDatabase database)
{
    /// <summary>How long the database may take for one look, in seconds: what takes longer is not going to come, and whoever
    /// follows has to know.</summary>
    private const int Patience = 10;

    /// <summary>The same for what takes no time at all, so that silence is noticed.</summary>
    private const int ShortPatience = 2;

    private const string EndColumns = "e.seq, e.vocabulary, e.next_expiry, e.stories, e.languages";

    private const string ChangeColumns = "c.seq, c.kind, c.at, c.article_id, c.slug, c.version, c.impact, c.delay_days";

    private const string StateColumns = """
        c.type, c.language, c.section_ids, c.tag_ids, c.tag_ids_above, c.syndicatable, c.first_published_at,
          b.type, b.language, b.section_ids, b.tag_ids, b.tag_ids_above, b.syndicatable, b.first_published_at
        """;

    private const string Changes = """
        delivery.changes c
        left join lateral (
          select p.type, p.language, p.section_ids, p.tag_ids, p.tag_ids_above, p.syndicatable, p.first_published_at
          from delivery.changes p
          where p.article_id = c.article_id and p.seq < c.seq
          order by p.seq desc
          limit 1
        ) b on true
        """;

    private const string Selection = $"select {ChangeColumns}, {StateColumns} from {Changes}";

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

    /// <summary>Where the log ends, and what else decides how long that stays true.</summary>
    public static async Task<LogEnd> ReadEndAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Sql = $"-- changes.log_end\nselect {EndColumns} from delivery.log_end e";
        var ends = await connection.QueryAsync<LogEnd, Archive, LogEnd>(
            new(Sql, commandTimeout: ShortPatience, cancellationToken: cancellationToken),
            WithArchive,
            splitOn: "stories"
        );
        return ends.Single();
    }

    /// <summary>Both at once, as of one moment: where the log ends, and the changes after a place, in order, and no more than so many.
    /// </summary>
    public static async Task<(LogEnd End, IReadOnlyList<LoggedChange> Changes)> LookAsync(
        NpgsqlConnection connection,
        long after,
        int most,
        CancellationToken cancellationToken
    )
    {
        const string Sql = $"""
            -- changes.look
            select {EndColumns}, c.*
            from delivery.log_end e
            left join (
              select {ChangeColumns}, t.terms, {StateColumns}
              from {Changes}
              left join delivery.change_terms t on t.seq = c.seq
              where c.seq > @after
              order by c.seq
              limit @most
            ) c on true
            order by c.seq
            """;
        var rows = await connection.QueryAsync<LogEnd, Archive, LoggedChange?, StoryState?, StoryState?, Look>(
            new(Sql, new { after, most }, commandTimeout: ShortPatience, cancellationToken: cancellationToken),
            static (end, archive, change, after, before) =>
                new(WithArchive(end, archive), change is null ? null : WithStates(change, after, before)),
            splitOn: "stories,seq,type,type"
        );
        var looks = rows.AsList();
        return (looks[0].End, [.. looks.Select(look => look.Change).OfType<LoggedChange>()]);
    }

    /// <summary>When a change happened; the beginning of Unix time for number 0, before the first; null where there is none of
    /// this number.</summary>
    public static async Task<DateTimeOffset?> FindInstantAsync(
        NpgsqlConnection connection,
        long seq,
        CancellationToken cancellationToken
    ) =>
        seq == 0
            ? DateTimeOffset.UnixEpoch
            : await connection.QuerySingleOrDefaultAsync<DateTimeOffset?>(
                Command(
                    "-- changes.instant\nselect at from delivery.changes where seq = @seq",
                    new { seq },
                    cancellationToken
                )
            );

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
            WithStates,
            splitOn: "type,type"
        );
        return rows.AsList();
    }

    private static LogEnd WithArchive(LogEnd end, Archive archive) => end with { Archive = archive };

    private static LoggedChange WithStates(LoggedChange change, StoryState? after, StoryState? before) =>
        change with
        {
            After = after,
            Before = before,
        };

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
              b.type, b.language, b.section_ids, b.tag_ids, b.tag_ids_above, b.syndicatable, b.first_published_at
            from delivery.changes c
            left join lateral (
              select p.type, p.language, p.section_ids, p.tag_ids, p.tag_ids_above, p.syndicatable, p.first_published_at
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

    public static Task<bool> IsStandbyAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<bool>(
            Command("-- changes.is_standby\nselect pg_is_in_recovery()", null, cancellationToken)
        );

    /// <summary>Has the database tell this connection of every change that is committed.</summary>
    public static Task ListenAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(Command("listen newsapi_changes", null, cancellationToken));

    private static CommandDefinition Command(string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, commandTimeout: Patience, cancellationToken: cancellationToken);

    /// <param name="End">The same in each row.</param>
    /// <param name="Change">Null where there is none.</param>
    private sealed record Look(LogEnd End, LoggedChange? Change);
}
