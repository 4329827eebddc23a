using System.ComponentModel.DataAnnotations;
using FluentValidation;
using NewsApi.Access;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.Limiting;
using NewsApi.OpenApi;

namespace NewsApi.Keys;

/// <summary>A key to be made.</summary>
public sealed record KeyDraft
{
    public const int MaxNameLength = 100;

    /// <summary>What it is called, one line; it stands in the histories of stories.</summary>
    /// <example>partner site</example>
    [MaxLength(MaxNameLength)]
    public required string Name { get; init; }

    /// <summary>What it may be used for.</summary>
    /// <example>["content:read"]</example>
    [WrittenAs<ScopeText>, MinLength(1), MaxLength(3)]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>From then on it opens nothing; left out, it is good until it is revoked.</summary>
    /// <example>2031-01-01T00:00:00Z</example>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The part of what is public that there is for its holder; left out, all of it. For keys that only read.</summary>
    public Entitlement? Entitlement { get; init; }

    /// <summary>How much it may be used; left out, <c>partner</c> for a key that only reads, and <c>internal</c> for others.</summary>
    public Plan? Plan { get; init; }

    /// <summary>What a key that there is could have been made of.</summary>
    internal static KeyDraft Of(StoredKey key) =>
        new()
        {
            Name = key.Name,
            Scopes = key.Scopes,
            ExpiresAt = key.ExpiresAt,
            Entitlement = KeyRows.Read(key.Entitlement),
            Plan = key.Plan,
        };

    internal NewKey ToNewKey() =>
        new(Name, Scopes)
        {
            ExpiresAt = ExpiresAt,
            Entitlement = Entitlement,
            Plan =
                Plan
                ?? (
                    Scopes.Any(scope => scope != Http.Scopes.ContentRead)
                        ? Limiting.Plan.Internal
                        : Limiting.Plan.Partner
                ),
        };
}

internal sealed class KeyDraftValidator : AbstractValidator<KeyDraft>
{
    public KeyDraftValidator(TimeProvider time)
    {
        RuleFor(draft => draft.Name)
            .Must(name => OneLine.Is(name, KeyDraft.MaxNameLength))
            .WithMessage($"Must be one line of 1 to {KeyDraft.MaxNameLength} characters, not of spaces alone.")
            .OverridePropertyName("/name");
        RuleFor(draft => draft.Scopes)
            .Must(scopes => scopes.Count > 0 && scopes.All(Scopes.All.Contains))
            .WithMessage($"Must be some of {string.Join(", ", Scopes.All)}.")
            .Must(scopes => scopes.Distinct(StringComparer.Ordinal).Count() == scopes.Count)
            .WithMessage("Each may stand once.")
            .OverridePropertyName("/scopes");
        RuleFor(draft => draft.ExpiresAt).MustLieAhead(time).OverridePropertyName("/expiresAt");
    }
}

/// <summary>Asks for a key to be replaced.</summary>
public sealed record KeyRotation
{
    /// <summary>A month.</summary>
    public const int MaxOverlapHours = 24 * 31;

    /// <summary>For how long the key that is replaced goes on beside the new one, so that its holder can change over at leisure;
    /// 0 for not at all.</summary>
    /// <example>24</example>
    [Range(0, MaxOverlapHours)]
    public int OverlapHours { get; set; } = 24;

    /// <summary>From then on the new key opens nothing; left out, it ends as the one that it replaces would have.</summary>
    /// <example>2031-01-01T00:00:00Z</example>
    public DateTimeOffset? ExpiresAt { get; init; }
}

internal sealed class KeyRotationValidator : AbstractValidator<KeyRotation>
{
    public KeyRotationValidator(TimeProvider time)
    {
        RuleFor(rotation => rotation.OverlapHours)
            .InclusiveBetween(0, KeyRotation.MaxOverlapHours)
            .WithMessage($"Must be from 0 to {KeyRotation.MaxOverlapHours}.")
            .OverridePropertyName("/overlapHours");
        RuleFor(rotation => rotation.ExpiresAt).MustLieAhead(time).OverridePropertyName("/expiresAt");
    }
}

/// <summary>A key: everything but the secret.</summary>
public sealed record Key
{
    /// <summary>The open part of the key: the twelve characters after <c>newsapi_</c>.</summary>
    /// <example>k3v9q1x7m2ab</example>
    [WrittenAs<KeyIdText>]
    public required string Id { get; init; }

    /// <summary>What it is called.</summary>
    /// <example>partner site</example>
    public required string Name { get; init; }

    /// <summary>The whole key, as its holder sends it. Shown only in the answer that makes it: keep it safe. An answer that comes
    /// again under its <c>Idempotency-Key</c> is without it.</summary>
    /// <example>newsapi_k3v9q1x7m2ab_PzM0uSbB1mMGHc9dVbRyo1sUyAQ1C1pE5Wb0c6yqJ3k</example>
    public string? Secret { get; init; }

    /// <summary>What it may be used for.</summary>
    /// <example>["content:read"]</example>
    [WrittenAs<ScopeText>]
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>Whether it opens anything.</summary>
    public required KeyState State { get; init; }

    /// <summary>The part of what is public that there is for its holder; absent for all of it.</summary>
    public Entitlement? Entitlement { get; init; }

    /// <summary>How much it may be used.</summary>
    public required Plan Plan { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From then on it opens nothing.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was taken back.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Id of the key that took its place.</summary>
    /// <example>p0a8d3f6h1zq</example>
    [WrittenAs<KeyIdText>]
    public string? SuccessorId { get; init; }

    /// <summary>When a request came with it last, some seconds late.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>How many requests came with it, by day, the latest first: of the last 30 days those on which there were any. Only
    /// where one key is asked for.</summary>
    public IReadOnlyList<KeyUse>? Uses { get; init; }
}

/// <summary>Requests with a key on a day.</summary>
/// <param name="Day" example="2026-05-04">The day, in UTC.</param>
/// <param name="Requests" example="4711">How many came.</param>
public sealed record KeyUse(DateOnly Day, [property: Range(1, long.MaxValue)] long Requests);

internal static class KeyRules
{
    public static IRuleBuilderOptions<T, DateTimeOffset?> MustLieAhead<T>(
        this IRuleBuilder<T, DateTimeOffset?> rule,
        TimeProvider time
    ) =>
        rule.Must(instant => instant is null || instant > time.GetUtcNow())
            .WithMessage("Must be a moment that is yet to come.");
}
