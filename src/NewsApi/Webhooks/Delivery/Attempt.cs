using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Webhooks;

/// <summary>What became of a delivery.</summary>
[JsonConverter(typeof(WordConverter<AttemptOutcome>))]
public enum AttemptOutcome
{
    /// <summary>The receiver took it: it answered with a status from 200 to 299.</summary>
    Delivered,

    /// <summary>It did not, and is going to be asked again.</summary>
    Failed,

    /// <summary>It was not sent any more, since its story has been taken down.</summary>
    Overtaken,
}

/// <summary>One try to deliver something, as it is noted.</summary>
internal sealed record Attempt
{
    public required string Event { get; init; }
    public long? Seq { get; init; }
    public Guid? ArticleId { get; init; }
    public long? NoticeId { get; init; }
    public required AttemptOutcome Outcome { get; init; }
    public required int Number { get; init; }
    public required DateTimeOffset At { get; init; }
    public required int DurationMs { get; init; }
    public short? Status { get; init; }
    public OutboundFault? Fault { get; init; }
    public string? Answer { get; init; }

    public string OutcomeWord => new Choice<AttemptOutcome>(Outcome).Word;

    public string? FaultWord => Fault is { } fault ? new Choice<OutboundFault>(fault).Word : null;

    public static Attempt Of(Parcel parcel, OutboundAnswer answer, int number, DateTimeOffset at) =>
        new()
        {
            Event = parcel.Event,
            Seq = parcel.Seq,
            ArticleId = parcel.ArticleId,
            NoticeId = parcel.NoticeId,
            Outcome = answer.IsSuccess ? AttemptOutcome.Delivered : AttemptOutcome.Failed,
            Number = number,
            At = at,
            DurationMs = (int)answer.Took.TotalMilliseconds,
            Status = (short?)answer.Status,
            Fault = answer.Fault,
            Answer = answer.Text,
        };
}
