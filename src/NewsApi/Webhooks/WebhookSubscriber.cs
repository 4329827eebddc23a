using NewsApi.Articles;
using NewsApi.Changes;
using NewsApi.Selection;

namespace NewsApi.Webhooks;

/// <summary>A webhook on its way along the change log.</summary>
internal sealed class WebhookSubscriber(
    SubscriberRow row,
    WebhookSettings settings,
    ChangeFilter filter,
    WebhookDeliveries deliveries
) : Subscriber
{
    private readonly WebhookRoute _route = new(filter, settings.ChangeKinds);
    private readonly Inclusion _inclusion = new(settings);

    /// <summary>Notices are looked for at first, and whenever one is announced, which makes this object anew.</summary>
    private bool _mayHaveNotices = true;

    public override bool CanBeDisabled => true;

    public override async Task<NextParcel> NextAsync(
        Places places,
        LogView log,
        bool onlyUrgent,
        CancellationToken cancellationToken
    )
    {
        var step = await _route.NextAsync(places, log, onlyUrgent, cancellationToken);
        if (step.UrgentSeq is null && !onlyUrgent && _mayHaveNotices)
        {
            if (await deliveries.FindNoticeAsync(row.Id, cancellationToken) is { } notice)
                return new(places) { Parcel = ParcelOf(notice, places) };
            _mayHaveNotices = false;
        }
        return new(step.Passed)
        {
            Parcel = step.Change is { } change ? ParcelOf(change, step.Done) with { UrgentSeq = step.UrgentSeq } : null,
            Overtaken = [.. step.Overtaken.Select(overtaken => ParcelOf(overtaken, step.Passed))],
            HasMore = step.HasMore,
        };
    }

    private Parcel ParcelOf(SeenChange change, Places done) =>
        new()
        {
            Event = WebhookDeliveries.EventOf(change.Kind),
            Seq = change.Change.Seq,
            ArticleId = change.Change.ArticleId,
            At = change.Change.At,
            Done = done,
            Request = cancellationToken => deliveries.TellAsync(row, _inclusion, filter, change, cancellationToken),
        };

    private Parcel ParcelOf(Notice notice, Places places) =>
        new()
        {
            Event = "webhook.disabled",
            At = notice.At,
            Done = places,
            NoticeId = notice.Id,
            Request = _ => Task.FromResult(deliveries.Tell(row, notice)),
        };

    /// <summary>What comes with each change. The filter is held against changes by itself.</summary>
    private sealed class Inclusion(WebhookSettings settings) : IChangeQuery
    {
        public ArticleFilter Filter { get; } = new();

        public ResolvedNames Names { get; set; } = ResolvedNames.None;

        public Readership Readers { get; set; } = Readership.Everyone;

        public ArticleMembers? Included => settings.Include is null ? null : ArticleMembers.All;

        public BodyFormat Format => settings.BodyFormat ?? BodyFormat.Blocks;
    }
}
