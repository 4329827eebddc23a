namespace NewsApi.Webhooks;

/// <summary>Something that is to be delivered to a subscriber: one request, sent until it succeeds or something more urgent
/// comes.</summary>
internal sealed record Parcel
{
    /// <summary>What it is, in a word such as <c>article.published</c>: for those who look at what was tried.</summary>
    public required string Event { get; init; }

    /// <summary>The change, or the last of those delivered together; null for what is not in the log.</summary>
    public long? Seq { get; init; }

    public Guid? ArticleId { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The places once it is delivered.</summary>
    public required Places Done { get; init; }

    /// <summary>Where it goes ahead of what was to be sent before: the last change of those that do. Null otherwise.</summary>
    public long? UrgentSeq { get; init; }

    /// <summary>The notice that it is; it is forgotten once delivered.</summary>
    public long? NoticeId { get; init; }

    /// <summary>Makes the request, anew for each try.</summary>
    public required Func<CancellationToken, Task<OutboundRequest>> Request { get; init; }
}

/// <summary>What is next for a subscriber.</summary>
/// <param name="Passed">The places before it: what lies between did not concern the subscriber.</param>
internal sealed record NextParcel(Places Passed)
{
    /// <summary>Null where there is nothing just now.</summary>
    public Parcel? Parcel { get; init; }

    /// <summary>What is not sent, since its story has been taken down since.</summary>
    public IReadOnlyList<Parcel> Overtaken { get; init; } = [];

    /// <summary>Whether there may be more to look at already.</summary>
    public bool HasMore { get; init; }
}

/// <summary>Whoever is told of changes. The kinds differ in what they are told and in which words; when, how often and with
/// which memory is the courier's affair.</summary>
internal abstract class Subscriber
{
    /// <summary>Whether the courier gives up on it at some time.</summary>
    public abstract bool CanBeDisabled { get; }

    /// <summary>What to deliver next.</summary>
    /// <param name="places">How far it has been told.</param>
    /// <param name="log">The log at this moment.</param>
    /// <param name="onlyUrgent">Whether all else has to wait anyway, so that it need not be looked for.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public abstract Task<NextParcel> NextAsync(
        Places places,
        LogView log,
        bool onlyUrgent,
        CancellationToken cancellationToken
    );
}
