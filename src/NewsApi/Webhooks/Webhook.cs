using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NewsApi.Articles;
using NewsApi.Changes;
using NewsApi.Following;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Selection;

namespace NewsApi.Webhooks;

/// <summary>A webhook as its owner describes it.</summary>
/// <remarks>Members with a default have a setter, since the generated JSON reader would overwrite the default of an
/// init-only member that is absent.</remarks>
public record WebhookDraft
{
    public const int MaxNameLength = 200;
    public const int MaxUrlLength = 2000;

    /// <summary>What it is called, one line.</summary>
    /// <example>mirror of the partner site</example>
    [MaxLength(MaxNameLength), JsonPropertyOrder(-2)]
    public required string Name { get; init; }

    /// <summary>Where to send to: an address that begins with <c>https:</c> and does not lead inside a network.</summary>
    /// <example>https://partner.example.org/hooks/news</example>
    [Url, MaxLength(MaxUrlLength), JsonPropertyOrder(-2)]
    public required string Url { get; init; }

    /// <summary>Which stories it is about; left out, all of them.</summary>
    [JsonPropertyOrder(-1)]
    public WebhookFilter? Filter { get; init; }

    /// <summary>What to tell it of. Left out, all that happens to stories. <c>withdrawn</c>, <c>expired</c> and <c>left</c> all say
    /// that a story must go: all three or none of them.</summary>
    /// <example>["published", "updated", "corrected", "withdrawn", "expired", "left"]</example>
    [JsonPropertyOrder(-1), MaxLength(7)]
    public IReadOnlyList<WebhookKind> Kinds { get; set; } = AllChanges;

    /// <summary>What comes with each change; nothing unless asked for.</summary>
    /// <example>article</example>
    [JsonPropertyOrder(-1)]
    public ChangeInclude? Include { get; init; }

    /// <summary>The form in which <c>body</c> of an included article comes; left out, as blocks.</summary>
    /// <example>html</example>
    [JsonPropertyOrder(-1)]
    public BodyFormat? BodyFormat { get; init; }

    /// <summary>Whether anything is sent. What happens meanwhile is sent later, from where it stopped.</summary>
    [JsonPropertyOrder(-1)]
    public bool Active { get; set; } = true;

    /// <summary>The place in the change log up to which it has been told: the <c>seq</c> of a change. Takedowns go ahead of it;
    /// changes that do not concern the webhook move it a few seconds late. In a new one, where to begin: also
    /// <c>Changes-After</c> of an export, or 0 for the beginning of time; left out, with what happens from now on. A replay
    /// moves it later.</summary>
    /// <example>41</example>
    [WrittenAs<SequenceNumber>, JsonPropertyOrder(-1)]
    public long? After { get; init; }

    internal static readonly WebhookKind[] AllChanges =
    [
        .. Enum.GetValues<WebhookKind>().Where(kind => kind != WebhookKind.WebhookDisabled),
    ];

    internal WebhookSettings Settings =>
        new()
        {
            Filter = Filter ?? new(),
            Kinds = [.. Kinds.Distinct().Order()],
            Include = Include,
            BodyFormat = BodyFormat,
        };
}

/// <summary>Which stories a webhook is about: filters in the grammar of lists, all of which must match.</summary>
public sealed record WebhookFilter : FilterTexts;

/// <summary>What a webhook can be told of.</summary>
[JsonConverter(typeof(WordConverter<WebhookKind>))]
public enum WebhookKind
{
    /// <summary>A story became public, for the first time or again.</summary>
    Published,

    /// <summary>A new version replaced the one before.</summary>
    Updated,

    /// <summary>A correction was added.</summary>
    Corrected,

    /// <summary>A story was taken back and must not be shown any more.</summary>
    Withdrawn,

    /// <summary>The right to publish a story has ended.</summary>
    Expired,

    /// <summary>A story is public still, but no longer matches the filter.</summary>
    Left,

    /// <summary>Another webhook was disabled, because it had failed for too long.</summary>
    WebhookDisabled,
}

/// <summary>What is kept of a webhook as JSON.</summary>
internal sealed record WebhookSettings
{
    public required WebhookFilter Filter { get; init; }
    public required IReadOnlyList<WebhookKind> Kinds { get; init; }
    public ChangeInclude? Include { get; init; }
    public BodyFormat? BodyFormat { get; init; }

    [JsonIgnore]
    public IReadOnlySet<ChangeKind> ChangeKinds =>
        Kinds
            .Where(kind => kind != WebhookKind.WebhookDisabled)
            .Select(kind => Enum.Parse<ChangeKind>($"{kind}"))
            .ToHashSet();
}

/// <summary>A webhook, and how it fares.</summary>
public sealed record Webhook : WebhookDraft
{
    /// <summary>Its id.</summary>
    /// <example>01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42</example>
    [JsonPropertyOrder(-3)]
    public required Guid Id { get; init; }

    /// <summary>Verifies what is sent, by the Standard Webhooks scheme. Shown only in the answer that makes it: keep it
    /// safe.</summary>
    /// <example>whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDsr3n9F5hQ1c=</example>
    public string? Secret { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When something was delivered last.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Since when every try has failed; absent while it works.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When it was given up on. Setting <c>active</c> goes on from where it stopped.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>Why.</summary>
    /// <example>The receiver answered 410 Gone.</example>
    public string? DisabledReason { get; init; }
}

/// <summary>Asks for what happened to be sent again.</summary>
public sealed record ReplayRequest
{
    /// <summary>The place in the change log behind which to begin again: the <c>seq</c> of a change, or 0 for the beginning of
    /// time.</summary>
    /// <example>0</example>
    [WrittenAs<SequenceNumber>]
    public required long After { get; init; }
}

/// <summary>What came of a test.</summary>
/// <param name="Delivered">Whether the receiver took it.</param>
/// <param name="Status" example="204">What the receiver answered; absent where it did not.</param>
/// <param name="Fault">Why there was no answer that counts.</param>
/// <param name="Answer" example="signature does not match">The beginning of an answer that was no success.</param>
/// <param name="DurationMs" example="84">How long it took, in milliseconds.</param>
public sealed record WebhookTest(
    bool Delivered,
    [property: Range(100, 599)] int? Status,
    OutboundFault? Fault,
    string? Answer,
    [property: Range(0, int.MaxValue)] int DurationMs
);
