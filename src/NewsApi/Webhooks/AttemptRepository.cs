using System.ComponentModel.DataAnnotations;
using NewsApi.Http;
using NewsApi.Paging;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Webhooks;

/// <summary>One try to deliver something.</summary>
public sealed record DeliveryAttempt
{
    /// <summary>What became of it.</summary>
    public required AttemptOutcome Outcome { get; init; }

    /// <summary>What was to be delivered: <c>article.</c> and the <c>kind</c> of the change, <c>webhook.disabled</c>, or
    /// <c>purge</c>.</summary>
    /// <example>article.published</example>
    public required string Event { get; init; }

    /// <summary>Number of the change, or of the last of those delivered together.</summary>
    /// <example>41</example>
    public long? Seq { get; init; }

    /// <summary>Id of the story.</summary>
    /// <example>01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42</example>
    public Guid? ArticleId { get; init; }

    /// <summary>Which try it was, from 1; 0 for what was not sent any more.</summary>
    /// <example>1</example>
    [Range(0, int.MaxValue)]
    public required int Number { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    /// <example>84</example>
    [Range(0, int.MaxValue)]
    public required int DurationMs { get; init; }

    /// <summary>What the receiver answered; absent where it did not.</summary>
    /// <example>503</example>
    [Range(100, 599)]
    public int? Status { get; init; }

    /// <summary>Why there was no answer that counts.</summary>
    public OutboundFault? Fault { get; init; }

    /// <summary>The beginning of an answer that was no success.</summary>
    /// <example>We are closed for maintenance.</example>
    public string? Answer { get; init; }

    /// <summary>When it was to be tried again.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }
}

/// <summary>Reads what was tried, the newest first.</summary>
internal static class AttemptRepository
{
    public static async Task<(IReadOnlyList<AttemptRow> Rows, Total Total)> ListAsync(
        NpgsqlTransaction transaction,
        Guid subscriber,
        ListAttemptsQuery query,
        CancellationToken cancellationToken
    )
    {
        var page = query.Position;
        var (comparison, direction) = page.Backwards ? (">", "asc") : ("<", "desc");
        var wanted = "subscriber_id = @subscriber" + (query.Status is null ? "" : " and outcome = @outcome");
        var sql = $"""
            -- attempts.list
            select id, seq, event, article_id, outcome, number, at, duration_ms, status, fault, answer, next_attempt_at
            from editorial.attempts
            where {wanted} {(page.Cursor is null ? "" : $"and id {comparison} @from")}
            order by id {direction}
            limit @Take offset @Skip
            """;
        var count = $"""
            -- attempts.count
            select count(*)::int from (select from editorial.attempts where {wanted} limit @countTo) counted
            """;
        var parameters = new
        {
            subscriber,
            outcome = query.Status?.Value.Word,
            from = page.Cursor is { } cursor ? long.Parse(cursor.Id, null) : 0,
            page.Take,
            page.Skip,
            countTo = Total.CountedUpTo + 1,
        };
        var rows = await transaction.QueryAsync<AttemptRow>(sql, parameters, cancellationToken);
        return (
            rows,
            Total.FromLimitedCount(await transaction.QuerySingleAsync<int>(count, parameters, cancellationToken))
        );
    }
}

/// <summary>A try as it is kept; members named like their columns.</summary>
internal sealed record AttemptRow
{
    public required long Id { get; init; }
    public long? Seq { get; init; }
    public required string Event { get; init; }
    public Guid? ArticleId { get; init; }
    public required string Outcome { get; init; }
    public required int Number { get; init; }
    public required DateTimeOffset At { get; init; }
    public required int DurationMs { get; init; }
    public short? Status { get; init; }
    public string? Fault { get; init; }
    public string? Answer { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }

    public DeliveryAttempt ToAttempt() =>
        new()
        {
            Outcome = Choice<AttemptOutcome>.Words[Outcome],
            Event = Event,
            Seq = Seq,
            ArticleId = ArticleId,
            Number = Number,
            At = At,
            DurationMs = DurationMs,
            Status = Status,
            Fault = Fault is null ? null : Choice<OutboundFault>.Words[Fault],
            Answer = Answer,
            NextAttemptAt = NextAttemptAt,
        };
}
