using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Webhooks;

/// <summary>A cache that is to be purged of what has changed.</summary>
public sealed record NewCache
{
    /// <summary>What it is called, one line.</summary>
    /// <example>edge</example>
    [MaxLength(WebhookDraft.MaxNameLength)]
    public required string Name { get; init; }

    /// <summary>Where purges go to: an address that begins with <c>https:</c> and does not lead inside a network. For Fastly
    /// <c>https://api.fastly.com/service/{service}/purge</c>.</summary>
    /// <example>https://cache.example.org/</example>
    [Url, MaxLength(WebhookDraft.MaxUrlLength)]
    public required string Url { get; init; }

    /// <summary>In which words it is told.</summary>
    public required CacheForm Form { get; init; }

    /// <summary>Opens its door: for Fastly the token, sent as <c>Fastly-Key</c>, for Varnish sent as
    /// <c>Authorization: Bearer</c>. It is never shown again.</summary>
    [MaxLength(CacheRules.MaxTokenLength)]
    public string? Token { get; init; }
}

/// <summary>In which words a cache is told what to purge.</summary>
[JsonConverter(typeof(WordConverter<CacheForm>))]
public enum CacheForm
{
    /// <summary><c>PURGE</c> with the keys in <c>xkey-purge</c>, divided by spaces, as Varnish's module xkey is made to listen.
    /// </summary>
    Varnish,

    /// <summary><c>POST</c> with the keys in <c>Surrogate-Key</c>, divided by spaces: Fastly's purge of many keys.</summary>
    Fastly,
}

/// <summary>What is kept of a cache as JSON.</summary>
internal sealed record CacheSettings(CacheForm Form);

/// <summary>A cache that is purged, and how it fares.</summary>
public sealed record Cache
{
    /// <summary>Its id.</summary>
    /// <example>01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42</example>
    public required Guid Id { get; init; }

    /// <summary>What it is called.</summary>
    /// <example>edge</example>
    public required string Name { get; init; }

    /// <summary>Where purges go to.</summary>
    /// <example>https://cache.example.org/</example>
    [Url]
    public required string Url { get; init; }

    /// <summary>In which words it is told.</summary>
    public required CacheForm Form { get; init; }

    /// <summary>Whether a token opens its door.</summary>
    public required bool HasToken { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The place in the change log up to which it is purged.</summary>
    /// <example>41</example>
    public required long After { get; init; }

    /// <summary>When it was purged last.</summary>
    public DateTimeOffset? DeliveredAt { get; init; }

    /// <summary>Since when every try has failed; absent while it works.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>When it is tried again.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }
}

/// <summary>What can be wrong with a cache besides its name and its address.</summary>
internal static class CacheRules
{
    public const int MaxTokenLength = 500;

    /// <returns>What is wrong, as a sentence; null for nothing.</returns>
    public static string? FaultOf(NewCache cache) =>
        cache switch
        {
            { Form: CacheForm.Fastly, Token: null } => "Fastly takes no purge without a token.",
            { Token: { } token } when token.Length is 0 or > MaxTokenLength || token.Any(c => c is <= ' ' or > '~') =>
                $"Must have 1 to {MaxTokenLength} printable ASCII characters, without spaces.",
            _ => null,
        };
}
