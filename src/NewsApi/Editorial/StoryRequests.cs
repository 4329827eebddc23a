using System.ComponentModel.DataAnnotations;
using FluentValidation;
using NewsApi.Articles;
using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>Asks for a story to be made public.</summary>
public sealed record PublishRequest
{
    /// <summary>When. Left out: now, or as soon as an embargo ends.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How much it matters to readers; <c>major</c> unless said. A minor change of a public story does not move it in
    /// any list or feed.</summary>
    public Impact? Impact { get; init; }

    /// <summary>Puts the story under embargo until this moment, which is saved with it.</summary>
    public DateTimeOffset? EmbargoUntil { get; init; }

    /// <summary>When the right to show the story ends, which is saved with it.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Asks for a story to be taken out of the public.</summary>
public sealed record WithdrawRequest
{
    /// <summary>The kind of reason.</summary>
    public required WithdrawalKind Kind { get; init; }

    /// <summary>Why, in words for the public.</summary>
    /// <example>The photograph on which the story rests was not what it seemed.</example>
    [MaxLength(OneLine.MaxLength)]
    public string? Reason { get; init; }

    /// <summary>For a duplicate, and only for one: id of the public story that stands in its place.</summary>
    public Guid? ReplacedBy { get; init; }
}

internal sealed class WithdrawRequestValidator : AbstractValidator<WithdrawRequest>
{
    public WithdrawRequestValidator()
    {
        RuleFor(request => request.Reason)
            .Must(reason => reason is null || OneLine.Is(reason, OneLine.MaxLength))
            .WithMessage($"Must be one line of 1 to {OneLine.MaxLength} characters; or leave it out.")
            .OverridePropertyName("/reason");
        RuleFor(request => request.ReplacedBy)
            .Must((request, other) => request.Kind == WithdrawalKind.Duplicate == other.HasValue)
            .WithMessage("Is needed for a duplicate, and for nothing else.")
            .OverridePropertyName("/replacedBy");
    }
}

/// <summary>Tells readers of a mistake that was put right.</summary>
public sealed record CorrectionRequest
{
    /// <summary>Whether something was wrong, or only unclear.</summary>
    public CorrectionKind Kind { get; set; } = CorrectionKind.Correction;

    /// <summary>What was wrong and what is right, plain text.</summary>
    /// <example>An earlier version gave the year as 1986. It was 1987.</example>
    [MaxLength(Block.MaxText)]
    public required string Text { get; init; }

    /// <summary>How much it matters; <c>minor</c> unless said, which leaves <c>publishedAt</c> as it is.</summary>
    public Impact? Impact { get; init; }
}

internal sealed class CorrectionRequestValidator : AbstractValidator<CorrectionRequest>
{
    public CorrectionRequestValidator() =>
        RuleFor(request => request.Text)
            .Must(text => !string.IsNullOrWhiteSpace(text) && text.Characters() <= Block.MaxText)
            .WithMessage($"Must have 1 to {Block.MaxText} characters, not spaces alone.")
            .OverridePropertyName("/text");
}

/// <summary>Asks for a link to a draft.</summary>
public sealed record PreviewRequest
{
    public const int DefaultMinutes = 60;
    public const int MaxMinutes = 7 * 24 * 60;

    /// <summary>How long the link is good, in minutes; an hour unless said.</summary>
    /// <example>60</example>
    [Range(1, MaxMinutes)]
    public int ExpiresInMinutes { get; set; } = DefaultMinutes;
}

internal sealed class PreviewRequestValidator : AbstractValidator<PreviewRequest>
{
    public PreviewRequestValidator() =>
        RuleFor(request => request.ExpiresInMinutes)
            .InclusiveBetween(1, PreviewRequest.MaxMinutes)
            .WithMessage($"Must be from 1 to {PreviewRequest.MaxMinutes}, a week.")
            .OverridePropertyName("/expiresInMinutes");
}
