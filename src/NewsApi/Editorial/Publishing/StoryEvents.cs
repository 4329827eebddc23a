using System.Text.Json.Serialization;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>What can be done with a story besides saving it.</summary>
[JsonConverter(typeof(WordConverter<StoryAction>))]
public enum StoryAction
{
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

/// <summary>Something done with a story.</summary>
internal sealed record StoryEvent(Guid Id, StoryAction Action, string? Note = null);

/// <summary>Keeps what was done with stories and by whom, for their histories.</summary>
internal static class StoryEvents
{
    /// <summary>Who does what nobody does by hand.</summary>
    public const string TheClock = "the clock";

    /// <summary>What is noted of a moment.</summary>
    public static string NoteOf(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFZ", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Of what concerns a draft alone.</summary>
    public static Task RecordAsync(
        NpgsqlTransaction transaction,
        StoryEvent done,
        string by,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- events.record
            insert into editorial.article_events (article_id, action, revision, note, done_by)
            select id, @action, revision, @Note, @by from editorial.articles where id = @Id
            """;
        return transaction.ExecuteAsync(
            Sql,
            new
            {
                done.Id,
                action = new Choice<StoryAction>(done.Action).Word,
                done.Note,
                by,
            },
            cancellationToken
        );
    }

    /// <summary>Of what changes the public version, while it is there.</summary>
    public static Task RecordPublicAsync(
        NpgsqlTransaction transaction,
        IReadOnlyList<StoryEvent> done,
        string by,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- events.record_public
            insert into editorial.article_events (article_id, action, revision, version, note, done_by)
            select a.id, w.action, coalesce(a.published_revision, a.revision), r.version, w.note, @by
            from unnest(@ids, @actions, @notes) with ordinality as w (id, action, note, place)
            join editorial.articles a on a.id = w.id
            join delivery.article_rows r on r.id = w.id
            order by w.place
            """;
        return transaction.ExecuteAsync(
            Sql,
            new
            {
                ids = done.Select(story => story.Id).ToArray(),
                actions = done.Select(story => new Choice<StoryAction>(story.Action).Word).ToArray(),
                notes = done.Select(story => story.Note).ToArray(),
                by,
            },
            cancellationToken
        );
    }
}
