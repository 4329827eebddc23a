using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NewsApi.Selection;

namespace NewsApi.Access;

/// <summary>The part of what is public that there is for the holder of a key; other stories are for them as if they were not
/// public. All that is said must hold.</summary>
public sealed record Entitlement : FilterTexts
{
    /// <summary>Ten years.</summary>
    public const int MaxDelayDays = 3650;

    /// <summary>Stories are there so many days after their first publication, and not before.</summary>
    /// <example>7</example>
    [Range(1, MaxDelayDays)]
    public int? DelayDays { get; init; }

    /// <summary>Only stories that others may publish, as their <c>rights</c> say.</summary>
    /// <example>true</example>
    public bool SyndicatableOnly { get; set; }

    /// <summary>Whether it leaves anything out.</summary>
    [JsonIgnore]
    internal bool IsEmpty => DelayDays is null && !SyndicatableOnly && Parts.All(part => part.Text is null);

    internal ArticleFilter Filter =>
        ToArticleFilter() with
        {
            SyndicatableOnly = SyndicatableOnly,
            DelayDays = DelayDays ?? 0,
        };

    /// <summary>As a sentence.</summary>
    internal string InWords()
    {
        var parts = Parts.Where(part => part.Text is not null).Select(part => $"{part.Name} {part.Text}").ToList();
        var stories = parts.Count == 0 ? "all stories" : $"the stories with {string.Join(" and ", parts)}";
        var rights = SyndicatableOnly ? ", as far as others may publish them" : "";
        var delay = DelayDays switch
        {
            null => "",
            1 => ", from one day after their first publication on",
            var days => $", from {days} days after their first publication on",
        };
        return $"Of what is public, {stories}{rights}{delay}.";
    }
}
