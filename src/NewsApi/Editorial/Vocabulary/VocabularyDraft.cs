using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using FluentValidation;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Editorial;

/// <summary>What sections and tags have in common.</summary>
public abstract record VocabularyDraft
{
    /// <summary>So many levels lie below the top at most.</summary>
    public const int MaxDepth = 7;

    /// <summary>Readable name in addresses and filters. Left out, it is made from the title at creation, and kept later. Former
    /// slugs go on leading here.</summary>
    /// <example>science</example>
    [WrittenAs<SlugText>, JsonPropertyOrder(-1)]
    public string? Slug { get; init; }

    /// <summary>What readers see, one line.</summary>
    /// <example>Science</example>
    [MaxLength(OneLine.MaxLength), JsonPropertyOrder(-1)]
    public required string Title { get; init; }

    /// <summary>What it stands for, in a sentence.</summary>
    /// <example>What researchers find out, and how.</example>
    [MaxLength(OneLine.MaxLength), JsonPropertyOrder(-1)]
    public string? Description { get; init; }
}

/// <summary>What can be told from the draft alone. Failures come under JSON pointers into it.</summary>
/// <remarks>Not registered as the validator of a request's body: its faults are told together with those of names and places
/// in the tree, by whoever reviews the draft.</remarks>
internal abstract class VocabularyDraftValidator<T> : AbstractValidator<T>
    where T : VocabularyDraft
{
    protected VocabularyDraftValidator()
    {
        RuleFor(draft => draft.Slug)
            .Must(slug => slug is null || Slugs.IsWellFormed(slug))
            .WithMessage("Must be a slug: lower-case letters, digits, single hyphens.")
            .OverridePropertyName("/slug");
        RuleFor(draft => draft.Title)
            .Must(title => OneLine.Is(title, OneLine.MaxLength))
            .WithMessage($"Must be one line of 1 to {OneLine.MaxLength} characters, not of spaces alone.")
            .OverridePropertyName("/title");
        RuleFor(draft => draft.Description)
            .Must(description => description is null || OneLine.Is(description, OneLine.MaxLength))
            .WithMessage(
                $"Must be one line of 1 to {OneLine.MaxLength} characters, not of spaces alone; or leave it out."
            )
            .OverridePropertyName("/description");
    }

    /// <summary>Adds all failures of a draft to the faults found elsewhere.</summary>
    public void Check(T draft, Faults faults)
    {
        foreach (var failure in Validate(draft).Errors)
            faults.Add(failure.PropertyName, failure.ErrorMessage);
    }
}
