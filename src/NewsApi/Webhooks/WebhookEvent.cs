using NewsApi.Changes;

namespace NewsApi.Webhooks;

/// <summary>What is pushed to a webhook when something happens to a story.</summary>
/// <param name="Type" example="article.published">What happened: <c>article.</c> and the <c>kind</c> of the change.</param>
/// <param name="Timestamp">When it happened; when it was sent stands in the header <c>webhook-timestamp</c>.</param>
/// <param name="Data">The change, as <c>GET /v1/changes</c> tells it.</param>
public sealed record WebhookEvent(string Type, DateTimeOffset Timestamp, Change Data);

/// <summary>What is pushed to a webhook to try whether it works.</summary>
/// <param name="Type" example="webhook.test">Always <c>webhook.test</c>.</param>
/// <param name="Timestamp">When it was asked for.</param>
/// <param name="Data">The webhook itself.</param>
public sealed record WebhookTestEvent(string Type, DateTimeOffset Timestamp, WebhookReference Data);

/// <summary>What is pushed to a webhook that wants to know of others that were disabled.</summary>
/// <param name="Type" example="webhook.disabled">Always <c>webhook.disabled</c>.</param>
/// <param name="Timestamp">When that was.</param>
/// <param name="Data">The one that was disabled.</param>
public sealed record WebhookDisabledEvent(string Type, DateTimeOffset Timestamp, WebhookReference Data);

/// <summary>A webhook or a cache, by what it is called.</summary>
/// <param name="Id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Its id.</param>
/// <param name="Name" example="mirror of the partner site">What it is called.</param>
/// <param name="Reason" example="The receiver answered 410 Gone.">Why it was disabled, where it is about that.</param>
public sealed record WebhookReference(Guid Id, string Name, string? Reason = null);
