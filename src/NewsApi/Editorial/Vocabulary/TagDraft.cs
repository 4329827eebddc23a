using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using FluentValidation;
using NewsApi.OpenApi;
using NewsApi.Tags;

namespace NewsApi.Editorial;

/// <summary>A tag as editors write it.</summary>
/// <remarks>Members with a default have a setter, since the generated JSON reader would overwrite the default of an
/// init-only member that is absent.</remarks>
public record TagDraft : VocabularyDraft
{
    public const int MaxAliases = 200;

    /// <summary>What the tag stands for. A tag keeps its type.</summary>
    [JsonPropertyOrder(-2)]
    public required TagType Type { get; init; }

    /// <summary>Other names, also in other languages.</summary>
    /// <example>["Antarctic", "Antarktis"]</example>
    [MaxLength(MaxAliases)]
    public IReadOnlyList<string> Aliases { get; set; } = [];

    /// <summary>Its names in other vocabularies.</summary>
    public ExternalIds? ExternalIds { get; init; }

    /// <summary>Id of the tag that it is a part of, of the same type; left out at the top.</summary>
    /// <example>place/europe</example>
    [WrittenAs<TagId>]
    public string? Parent { get; init; }
}

internal sealed partial class TagDraftValidator : VocabularyDraftValidator<TagDraft>
{
    public TagDraftValidator()
    {
        RuleFor(draft => draft).Custom(CheckAliases);
        RuleFor(draft => draft.ExternalIds)
            .Must(ids => ids?.Wikidata is null || Wikidata().IsMatch(ids.Wikidata))
            .WithMessage("Must be an item of Wikidata, such as Q51.")
            .OverridePropertyName("/externalIds/wikidata");
        RuleFor(draft => draft.ExternalIds)
            .Must(ids => ids?.Iptc is null || MediaTopic().IsMatch(ids.Iptc))
            .WithMessage("Must be a concept of the IPTC Media Topics, such as medtop:20000419.")
            .OverridePropertyName("/externalIds/iptc");
    }

    private static void CheckAliases(TagDraft draft, ValidationContext<TagDraft> context)
    {
        if (draft.Aliases.Count > TagDraft.MaxAliases)
            context.AddFailure("/aliases", $"May be {TagDraft.MaxAliases} at most.");
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < draft.Aliases.Count; i++)
        {
            if (!OneLine.Is(draft.Aliases[i], OneLine.MaxLength))
                context.AddFailure(
                    $"/aliases/{i}",
                    $"Must be one line of 1 to {OneLine.MaxLength} characters, not of spaces alone."
                );
            else if (!seen.Add(draft.Aliases[i]))
                context.AddFailure($"/aliases/{i}", "Each alias may stand once, whatever its case.");
        }
    }

    [GeneratedRegex(@"\AQ[1-9][0-9]{0,14}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Wikidata();

    [GeneratedRegex(@"\Amedtop:[0-9]{8}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MediaTopic();
}

/// <summary>A tag as the newsroom sees it.</summary>
public sealed record EditorialTag : TagDraft
{
    /// <summary>Type and slug: what stories and filters name it by.</summary>
    /// <example>place/antarctica</example>
    [JsonPropertyOrder(-3)]
    public required string Id { get; init; }

    /// <summary>Whether readers know it. They do from the first published story that bears it, or a tag below it.</summary>
    [JsonPropertyOrder(1)]
    public required bool IsPublic { get; init; }

    /// <summary>Slugs that lead here, too: those it had, and those of tags that were merged into it.</summary>
    [JsonPropertyOrder(1)]
    public required IReadOnlyList<string> FormerSlugs { get; init; }

    /// <summary>In a list: how much it is used.</summary>
    [JsonPropertyOrder(1)]
    public VocabularyUsage? Usage { get; init; }
}

/// <summary>Asks for a tag to become one with another.</summary>
public sealed record TagMergeRequest
{
    /// <summary>Id of the other tag, of the same type, which stays.</summary>
    /// <example>place/antarctica</example>
    [WrittenAs<TagId>]
    public required string Into { get; init; }
}
