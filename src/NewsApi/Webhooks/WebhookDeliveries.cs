using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NewsApi.Changes;
using NewsApi.Following;
using NewsApi.Http;
using NewsApi.Selection;

namespace NewsApi.Webhooks;

/// <summary>Makes of webhooks as they are kept those that are told, with what they need for it.</summary>
internal sealed class WebhookDeliveries(
    FilterNames names,
    ChangePresenter presenter,
    DeliveryStore store,
    TimeProvider time
)
{
    private const string UserAgent = "NewsAPI-Webhooks/1.0";

    public async Task<WebhookSubscriber> MakeAsync(SubscriberRow row, CancellationToken cancellationToken)
    {
        var settings = row.Read(NewsJsonContext.Wire.WebhookSettings);
        var filter = settings.Filter.ToArticleFilter();
        // What readers have once known leads somewhere for ever, so a name that was accepted stays good. Ids last: what merges
        // later still matches.
        var resolved = await names.ResolveAsync(filter, Readership.Everyone, Unknown, cancellationToken);
        return new(row, settings, new(filter, resolved, Readership.Everyone), this);

        void Unknown(string parameter, string fault) =>
            throw new InvalidDataException($"The filter of a webhook has become wrong. {parameter}: {fault}");
    }

    public Task<Notice?> FindNoticeAsync(Guid webhook, CancellationToken cancellationToken) =>
        store.FindNoticeAsync(webhook, cancellationToken);

    /// <summary>The request that tells of a change, with the article as it is now where that is wanted.</summary>
    public async Task<OutboundRequest> TellAsync(
        SubscriberRow row,
        IChangeQuery query,
        ChangeFilter filter,
        SeenChange change,
        CancellationToken cancellationToken
    )
    {
        var (changes, _) = await presenter.PresentAsync([change], query, filter, cancellationToken);
        var told = new WebhookEvent(EventOf(change.Kind), change.Change.At, changes[0]);
        return Request(row, $"{row.Id:N}-{change.Change.Seq}", told, NewsJsonContext.Wire.WebhookEvent);
    }

    /// <summary>The request that tells that another webhook was disabled.</summary>
    public OutboundRequest Tell(SubscriberRow row, Notice notice) =>
        Request(
            row,
            $"{row.Id:N}-disabled-{notice.Id}",
            new("webhook.disabled", notice.At, new(notice.AboutId, notice.AboutName, notice.Reason)),
            NewsJsonContext.Wire.WebhookDisabledEvent
        );

    /// <summary>A request to try whether the webhook works.</summary>
    public OutboundRequest Try(SubscriberRow row) =>
        Request(
            row,
            $"{row.Id:N}-test-{Guid.CreateVersion7():N}",
            new("webhook.test", time.GetUtcNow(), new(row.Id, row.Name)),
            NewsJsonContext.Wire.WebhookTestEvent
        );

    public static string EventOf(ChangeKind kind) => $"article.{new Choice<ChangeKind>(kind).Word}";

    /// <param name="id">The same each time that this is sent to this webhook, so that a receiver can tell a repeat.</param>
    private OutboundRequest Request<T>(SubscriberRow row, string id, T content, JsonTypeInfo<T> type)
    {
        var now = time.GetUtcNow();
        var body = JsonSerializer.SerializeToUtf8Bytes(content, type);
        string[] secrets =
            row.FormerSecret is { } former && row.FormerSecretUntil > now ? [row.Secret!, former] : [row.Secret!];
        var timestamp = now.ToUnixTimeSeconds();
        return new(
            HttpMethod.Post,
            new(row.Url),
            [
                new("webhook-id", id),
                new("webhook-timestamp", $"{timestamp}"),
                new("webhook-signature", WebhookSecret.Sign(secrets, id, timestamp, body)),
                new("user-agent", UserAgent),
            ]
        )
        {
            Body = body,
            ContentType = MediaTypes.JsonName,
        };
    }
}
