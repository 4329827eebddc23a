using System.Globalization;

namespace NewsApi.Search;

/// <summary>What the first page of a search decided and its further pages keep to, though stories come and go meanwhile: so
/// every story keeps its score from page to page. It travels in the cursor.</summary>
/// <param name="Match">How many of the words a story must have.</param>
/// <param name="Weights">The words and their weights.</param>
/// <param name="Corrections">Words looked for instead of misspelt ones.</param>
/// <param name="IsLoosened">Whether phrases were taken as the words they consist of.</param>
public sealed record FrozenSearch(
    SearchMatch Match,
    IReadOnlyDictionary<string, int> Weights,
    IReadOnlyList<SpellingCorrection> Corrections,
    bool IsLoosened
)
{
    public static FrozenSearch Of(SearchPlan plan) =>
        new(
            plan.Match,
            plan.Ranked.ToDictionary(word => word.Text, word => word.Weight, StringComparer.Ordinal),
            plan.Corrections,
            plan.Loosened.Count > 0
        );

    // Words have letters and digits alone.
    public override string ToString() =>
        string.Join(
            '|',
            Match == SearchMatch.All ? "all" : "some",
            string.Join(
                ',',
                Weights.Select(word => string.Create(CultureInfo.InvariantCulture, $"{word.Key}={word.Value}"))
            ),
            string.Join(',', Corrections.Select(correction => $"{correction.From}={correction.To}")),
            IsLoosened ? "loosened" : ""
        );

    public static FrozenSearch Parse(string text)
    {
        var parts = text.Split('|');
        return new(
            parts[0] == "all" ? SearchMatch.All : SearchMatch.Some,
            Pairs(parts[1])
                .ToDictionary(
                    pair => pair[0],
                    pair => int.Parse(pair[1], CultureInfo.InvariantCulture),
                    StringComparer.Ordinal
                ),
            [.. Pairs(parts[2]).Select(pair => new SpellingCorrection(pair[0], pair[1]))],
            parts[3].Length > 0
        );
    }

    private static IEnumerable<string[]> Pairs(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('='));
}
