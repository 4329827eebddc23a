using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace NewsApi.Webhooks;

/// <summary>A subscriber as it is kept; members named like their columns.</summary>
internal sealed record SubscriberRow
{
    public const string Webhook = "webhook";
    public const string Cache = "cache";
    public const string WebSub = "websub";

    public const string Columns = """
        id, kind, name, url, settings, secret, former_secret, former_secret_until, active, disabled_at, disabled_reason,
          created_at, place, takedowns_place, epoch, failures, failing_since, next_attempt_at, delivered_at
        """;

    public required Guid Id { get; init; }
    public required string Kind { get; init; }
    public required string Name { get; init; }
    public required string Url { get; init; }

    /// <summary>JSON of what is special to its kind.</summary>
    public required string Settings { get; init; }

    public string? Secret { get; init; }
    public string? FormerSecret { get; init; }
    public DateTimeOffset? FormerSecretUntil { get; init; }
    public required bool Active { get; init; }
    public DateTimeOffset? DisabledAt { get; init; }
    public string? DisabledReason { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required long Place { get; init; }
    public required long TakedownsPlace { get; init; }
    public required int Epoch { get; init; }
    public required int Failures { get; init; }
    public DateTimeOffset? FailingSince { get; init; }
    public DateTimeOffset? NextAttemptAt { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }

    public Places Places => new(Place, TakedownsPlace);

    /// <summary>Host alone: the rest of an address may hold what nobody else should see.</summary>
    public string Host => new Uri(Url).Host;

    public T Read<T>(JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(Settings, type)
        ?? throw new InvalidDataException("The settings of a subscriber are null.");

    // The generated one would show the secrets.
    public override string ToString() => $"{Kind} {Id}";
}
