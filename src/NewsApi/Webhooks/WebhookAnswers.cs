using System.Text.Json;
using NewsApi.Http;

namespace NewsApi.Webhooks;

/// <summary>Webhooks as their owners see them.</summary>
internal static class WebhookAnswers
{
    /// <summary>What an owner goes on changing.</summary>
    public static WebhookDraft ToDraft(this SubscriberRow row)
    {
        var settings = row.Read(NewsJsonContext.Wire.WebhookSettings);
        return new()
        {
            Name = row.Name,
            Url = row.Url,
            Filter = FilterOf(settings),
            Kinds = settings.Kinds,
            Include = settings.Include,
            BodyFormat = settings.BodyFormat,
            Active = row.Active,
        };
    }

    public static Webhook ToWebhook(this SubscriberRow row)
    {
        var settings = row.Read(NewsJsonContext.Wire.WebhookSettings);
        return new()
        {
            Id = row.Id,
            Name = row.Name,
            Url = row.Url,
            Filter = FilterOf(settings),
            Kinds = settings.Kinds,
            Include = settings.Include,
            BodyFormat = settings.BodyFormat,
            Active = row.Active,
            CreatedAt = row.CreatedAt,
            After = row.Place,
            DeliveredAt = row.DeliveredAt,
            FailingSince = row.FailingSince,
            NextAttemptAt = row.NextAttemptAt,
            DisabledAt = row.DisabledAt,
            DisabledReason = row.DisabledReason,
        };
    }

    /// <summary>A new one, as it is going to be kept.</summary>
    public static SubscriberRow ToRow(WebhookDraft draft, long place) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Kind = SubscriberRow.Webhook,
            Name = draft.Name,
            Url = draft.Url,
            Settings = Written(draft),
            Secret = WebhookSecret.Create(),
            Active = draft.Active,
            CreatedAt = DateTimeOffset.UtcNow,
            Place = place,
            TakedownsPlace = place,
            Epoch = 0,
            Failures = 0,
        };

    /// <summary>The same with what its owner says of it now.</summary>
    public static SubscriberRow With(this SubscriberRow row, WebhookDraft draft) =>
        row with
        {
            Name = draft.Name,
            Url = draft.Url,
            Settings = Written(draft),
            Active = draft.Active,
        };

    /// <summary>An answer with the secret, this once.</summary>
    public static PrivateAnswer WithSecret(this SubscriberRow row) =>
        PrivateAnswer
            .Ok(row.ToWebhook() with { Secret = row.Secret }, NewsJsonContext.Wire.Webhook)
            .WithETag(row.ETag());

    /// <summary>An answer with the webhook, and with the entity tag that a change of it must name.</summary>
    public static PrivateAnswer ToAnswer(this SubscriberRow row) =>
        PrivateAnswer.Ok(row.ToWebhook(), NewsJsonContext.Wire.Webhook).WithETag(row.ETag());

    /// <summary>Of what its owner says of it, not of how it fares: a delivery makes no difference to a change.</summary>
    public static string ETag(this SubscriberRow row) =>
        PrivateAnswer.EntityTag(JsonSerializer.SerializeToUtf8Bytes(row.ToDraft(), NewsJsonContext.Wire.WebhookDraft));

    private static string Written(WebhookDraft draft) =>
        JsonSerializer.Serialize(draft.Settings, NewsJsonContext.Wire.WebhookSettings);

    private static WebhookFilter? FilterOf(WebhookSettings settings) =>
        settings.Filter == new WebhookFilter() ? null : settings.Filter;
}
