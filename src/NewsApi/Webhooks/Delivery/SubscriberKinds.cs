namespace NewsApi.Webhooks;

/// <summary>Makes of a subscriber as it is kept the one that is told.</summary>
internal sealed class SubscriberKinds(WebhookDeliveries webhooks, CacheKeys keys)
{
    public async Task<Subscriber> MakeAsync(SubscriberRow row, CancellationToken cancellationToken) =>
        row.Kind switch
        {
            SubscriberRow.Webhook => await webhooks.MakeAsync(row, cancellationToken),
            SubscriberRow.Cache => new CacheSubscriber(row, keys),
            _ => throw new NotSupportedException($"Nobody knows how to tell a {row.Kind}."),
        };
}
