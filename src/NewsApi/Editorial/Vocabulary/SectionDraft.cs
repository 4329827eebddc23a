using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using FluentValidation;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Editorial;

/// <summary>A section as editors write it.</summary>
public record SectionDraft : VocabularyDraft
{
    public const int MaxPosition = 1_000_000;

    /// <summary>Slug of the section above; left out at the top.</summary>
    /// <example>world</example>
    [WrittenAs<SlugText>]
    public string? Parent { get; init; }

    /// <summary>Sections below the same one stand in the order of these numbers, and among equals in that of their creation.
    /// Left out, a section comes last when it is created or moved.</summary>
    /// <example>3</example>
    [Range(0, MaxPosition)]
    public int? Position { get; init; }
}

internal sealed class SectionDraftValidator : VocabularyDraftValidator<SectionDraft>
{
    public SectionDraftValidator()
    {
        RuleFor(draft => draft.Parent)
            .Must(parent => parent is null || Slugs.IsWellFormed(parent))
            .WithMessage("Must be the slug of a section; or leave it out.")
            .OverridePropertyName("/parent");
        RuleFor(draft => draft.Position)
            .InclusiveBetween(0, SectionDraft.MaxPosition)
            .WithMessage($"Must be from 0 to {SectionDraft.MaxPosition}.")
            .OverridePropertyName("/position");
    }
}

/// <summary>A section as the newsroom sees it.</summary>
public sealed record EditorialSection : SectionDraft
{
    /// <summary>How many levels it lies below the top.</summary>
    /// <example>0</example>
    [Range(0, MaxDepth), JsonPropertyOrder(1)]
    public required int Depth { get; init; }

    /// <summary>Slugs that lead here, too: those it had, and those of sections that were merged into it.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<string> FormerSlugs { get; init; }

    /// <summary>In a list: how much it is used.</summary>
    [JsonPropertyOrder(1)]
    public VocabularyUsage? Usage { get; init; }
}

/// <summary>How much a section or tag is used.</summary>
/// <param name="Stories" example="14">Stories in any state whose latest revision has it itself, not only one below it.</param>
/// <param name="Children" example="3">How many lie directly below it.</param>
public sealed record VocabularyUsage(
    [property: Range(0, int.MaxValue)] int Stories,
    [property: Range(0, int.MaxValue)] int Children
);

/// <summary>All sections.</summary>
/// <param name="Items">Flat: each is followed by those below it, in the editors' order.</param>
public sealed record EditorialSections(IReadOnlyList<EditorialSection> Items);

/// <summary>Asks for a section to become part of another one.</summary>
public sealed record SectionMergeRequest
{
    /// <summary>Slug of the other section, which stays.</summary>
    /// <example>science</example>
    [WrittenAs<SlugText>]
    public required string Into { get; init; }
}
