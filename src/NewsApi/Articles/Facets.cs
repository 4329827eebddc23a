using System.Diagnostics.CodeAnalysis;
using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>Counts of a whole result by what its articles have; a facet that was not asked for is absent.</summary>
public sealed record Facets
{
    /// <summary>By section; an article counts in its section and in each above it.</summary>
    public IReadOnlyList<FacetValue>? Section { get; set; }

    /// <summary>By tag.</summary>
    public IReadOnlyList<FacetValue>? Tag { get; set; }

    /// <summary>By type.</summary>
    public IReadOnlyList<FacetValue>? Type { get; set; }

    /// <summary>By language; <c>en</c> counts <c>en-GB</c> too, as the filter does.</summary>
    public IReadOnlyList<FacetValue>? Language { get; set; }

    /// <summary>By year of <c>publishedAt</c>, UTC, the latest first.</summary>
    public IReadOnlyList<FacetValue>? Year { get; set; }

    /// <summary>By month of <c>publishedAt</c>, UTC, the latest first.</summary>
    public IReadOnlyList<FacetValue>? Month { get; set; }

    /// <summary>By day of <c>publishedAt</c>, UTC, the latest first.</summary>
    public IReadOnlyList<FacetValue>? Day { get; set; }
}

/// <summary>One value of a facet.</summary>
/// <param name="Value" example="science">As a filter takes it: a slug, a tag id, a type, a language; a date as <c>2026</c>, <c>2026-11</c> or <c>2026-11-23</c>.</param>
/// <param name="Title" example="Science">As readers may see it.</param>
/// <param name="Count" example="12">How many articles of the result have it.</param>
public sealed record FacetValue(string Value, string Title, int Count);

/// <summary>What articles are counted by.</summary>
public enum FacetName
{
    /// <summary>Section, with those above it.</summary>
    Section,

    /// <summary>Tag.</summary>
    Tag,

    /// <summary>Type.</summary>
    Type,

    /// <summary>Language.</summary>
    Language,

    /// <summary>Year of publication.</summary>
    Year,

    /// <summary>Month of publication.</summary>
    Month,

    /// <summary>Day of publication.</summary>
    Day,
}

/// <summary>What facets are counted over.</summary>
public enum FacetScope
{
    /// <summary>The whole result.</summary>
    Result,

    /// <summary>For each facet, the result without the filter on the facet itself: what else could be chosen.</summary>
    ExceptSelf,
}

/// <summary>Which facets are wanted.</summary>
/// <param name="Names">By what.</param>
/// <param name="Limit">How many values of each.</param>
/// <param name="Scope">Counted over what.</param>
public sealed record FacetRequest(IReadOnlyList<FacetName> Names, int Limit, FacetScope Scope)
{
    public const int DefaultLimit = 10;
    public const int MaxLimit = 100;
}

/// <summary>Names of facets, divided by commas.</summary>
public sealed record FacetNames(IReadOnlyList<FacetName> Names) : IParameterValue<FacetNames>
{
    public static ParameterForm Form
    {
        get
        {
            var name = $"({string.Join('|', Choice<FacetName>.Words.Keys)})";
            return new() { Pattern = $"^{name}(,{name})*$", MaxLength = 200 };
        }
    }

    public static bool TryRead(
        string text,
        [NotNullWhen(true)] out FacetNames? value,
        [NotNullWhen(false)] out string? fault
    )
    {
        var names = text.Split(',').Distinct(StringComparer.Ordinal).ToList();
        var faults = names
            .Where(name => !Choice<FacetName>.Words.ContainsKey(name))
            .Select(name => $"There is no facet '{name}'.{NearestName.Suggestion(name, Choice<FacetName>.Words.Keys)}")
            .ToList();
        if (faults.Count > 0)
            faults.Add($"Facets are {string.Join(", ", Choice<FacetName>.Words.Keys)}.");
        fault = faults.Count > 0 ? string.Join(' ', faults) : null;
        value = fault is null ? new([.. names.Select(name => Choice<FacetName>.Words[name])]) : null;
        return value is not null;
    }
}
