using NewsApi.Http;

namespace NewsApi.Webhooks;

/// <summary>Makes of a subscriber as it is kept the one that is told.</summary>
internal sealed class SubscriberKinds(
    WebhookDeliveries webhooks,
    CacheKeys keys,
    FeedAsking feeds,
    Site site,
    TimeProvider time
)
{
    public async Task<Subscriber> MakeAsync(SubscriberRow row, CancellationToken cancellationToken) =>
        row.Kind switch
        {
            SubscriberRow.Webhook => await webhooks.MakeAsync(row, cancellationToken),
            SubscriberRow.WebSub => new WebSubSubscriber(row, feeds, site, time),
            SubscriberRow.Cache => new CacheSubscriber(row, keys),
            _ => throw new NotSupportedException($"Nobody knows how to tell a {row.Kind}."),
        };
}
