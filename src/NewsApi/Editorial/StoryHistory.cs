using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>What happened to a story, the latest first.</summary>
/// <param name="Items">Up to a thousand; a story with more has lost sight of the oldest here.</param>
public sealed record StoryHistory(IReadOnlyList<HistoryEntry> Items)
{
    public const int Most = 1000;
}

/// <summary>One thing that happened to a story.</summary>
public sealed record HistoryEntry
{
    /// <summary>What was done.</summary>
    public required HistoryAction Action { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Name of the key or command that did it; <c>the clock</c> for what happens by itself.</summary>
    /// <example>news desk</example>
    public required string By { get; init; }

    /// <summary>The revision that it concerns.</summary>
    /// <example>2</example>
    [Range(1, int.MaxValue)]
    public required int Revision { get; init; }

    /// <summary>The public version that came of it, or went.</summary>
    /// <example>1</example>
    [Range(1, int.MaxValue)]
    public int? Version { get; init; }

    /// <summary>More of it, in words: for when it was scheduled, or why it was withdrawn.</summary>
    public string? Note { get; init; }
}

/// <summary>What is done with stories.</summary>
[JsonConverter(typeof(WordConverter<HistoryAction>))]
public enum HistoryAction
{
    /// <summary>A revision was saved.</summary>
    Saved,

    /// <summary>It was given a moment at which to go public.</summary>
    Scheduled,

    /// <summary>That was called off.</summary>
    Unscheduled,

    /// <summary>It went public, or its public version was replaced.</summary>
    Published,

    /// <summary>Its public version was corrected.</summary>
    Corrected,

    /// <summary>It was withdrawn.</summary>
    Withdrawn,

    /// <summary>After a withdrawal it became a draft again.</summary>
    Reinstated,

    /// <summary>The right to show it ended.</summary>
    Expired,
}

/// <summary>A revision as it was saved, under the names that section and tags had then.</summary>
/// <param name="Revision" example="2">Its number.</param>
/// <param name="SavedBy" example="news desk">Name of the key or command that saved it.</param>
/// <param name="SavedAt">When.</param>
/// <param name="Draft">What it holds.</param>
public sealed record StoryRevisionContent(
    [property: Range(1, int.MaxValue)] int Revision,
    string SavedBy,
    DateTimeOffset SavedAt,
    ArticleDraft Draft
);

/// <summary>Reads what happened to stories.</summary>
internal static class StoryHistories
{
    public static async Task<StoryHistory> ReadAsync(
        NpgsqlTransaction transaction,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- history.read
            select 'saved' as action, saved_at as at, saved_by as by, number as revision, null::int as version, null as note,
              0 as kind, number::bigint as place
            from editorial.revisions
            where article_id = @id
            union all
            select action, done_at, done_by, revision, version, note, 1, id
            from editorial.article_events
            where article_id = @id
            order by at desc, kind desc, place desc
            limit @Most
            """;
        var rows = await transaction.QueryAsync<Row>(Sql, new { id, StoryHistory.Most }, cancellationToken);
        return new([
            .. rows.Select(row => new HistoryEntry
            {
                Action = Choice<HistoryAction>.Words[row.Action],
                At = row.At,
                By = row.By,
                Revision = row.Revision,
                Version = row.Version,
                Note = row.Note,
            }),
        ]);
    }

    /// <exception cref="RefusedException">There is no such revision.</exception>
    public static async Task<StoryRevisionContent> RevisionAsync(
        NpgsqlTransaction transaction,
        Guid id,
        int? number,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- history.revision
            select number, saved_by, saved_at, content::text as content
            from editorial.revisions
            where article_id = @id and number = @number
            """;
        var row = number is null
            ? null
            : await transaction.QuerySingleOrDefaultAsync<RevisionRow>(Sql, new { id, number }, cancellationToken);
        if (row is null)
            throw new RefusedException(ProblemType.NotFound, "The story has no revision of this number.");
        var draft = JsonSerializer.Deserialize(row.Content, NewsJsonContext.Wire.ArticleDraft)!;
        return new(row.Number, row.SavedBy, row.SavedAt, draft);
    }

    private sealed record Row
    {
        public required string Action { get; init; }
        public required DateTimeOffset At { get; init; }
        public required string By { get; init; }
        public required int Revision { get; init; }
        public int? Version { get; init; }
        public string? Note { get; init; }
    }

    private sealed record RevisionRow
    {
        public required int Number { get; init; }
        public required string SavedBy { get; init; }
        public required DateTimeOffset SavedAt { get; init; }
        public required string Content { get; init; }
    }
}
