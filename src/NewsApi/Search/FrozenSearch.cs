using System.Globalization;

namespace NewsApi.Search;

/// <summary>What the first page of a search decided and its further pages keep to, though stories come and go meanwhile: so
/// every story keeps its score from page to page. It travels in the cursor.</summary>
/// <param name="Match">How many of the words a story must have.</param>
/// <param name="Words">What was decided of each of <see cref="SearchQuery.Words"/>, in their order.</param>
/// <param name="Corrections">Words looked for instead of misspelt ones.</param>
/// <param name="IsLoosened">Whether phrases were taken as the words they consist of.</param>
/// <param name="HavingAllWords">How many stories had all words, where some may be missing.</param>
public sealed record FrozenSearch(
    SearchMatch Match,
    IReadOnlyList<FrozenWord> Words,
    IReadOnlyList<SpellingCorrection> Corrections,
    bool IsLoosened,
    int? HavingAllWords
)
{
    public static FrozenSearch Of(SearchPlan plan, int? havingAllWords) =>
        new(plan.Match, plan.Words, plan.Corrections, plan.Loosened.Count > 0, havingAllWords);

    // Words have letters and digits alone.
    public override string ToString() =>
        string.Join(
            '|',
            Match == SearchMatch.All ? "all" : "some",
            string.Join(',', Words),
            string.Join(',', Corrections.Select(correction => $"{correction.From}={correction.To}")),
            IsLoosened ? "loosened" : "",
            HavingAllWords?.ToString(CultureInfo.InvariantCulture)
        );

    public static FrozenSearch Parse(string text)
    {
        var parts = text.Split('|');
        return new(
            parts[0] == "all" ? SearchMatch.All : SearchMatch.Some,
            [.. Items(parts[1]).Select(FrozenWord.Parse)],
            [
                .. Items(parts[2])
                    .Select(pair => pair.Split('='))
                    .Select(pair => new SpellingCorrection(pair[0], pair[1])),
            ],
            parts[3].Length > 0,
            parts[4].Length > 0 ? int.Parse(parts[4], CultureInfo.InvariantCulture) : null
        );
    }

    private static string[] Items(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>What was decided of a word.</summary>
/// <param name="Weight">What one level of it adds to a score; 0 where no story had the word.</param>
/// <param name="Role">What it is for, where it is a plain word.</param>
/// <param name="Tier">Where some words may be missing: from which tier on stories are found by it.</param>
public sealed record FrozenWord(int Weight, WordRole Role, int Tier)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Weight}.{Tier}")
        + Role switch
        {
            WordRole.Optional => "o",
            WordRole.Ignored => "i",
            _ => "",
        };

    public static FrozenWord Parse(string text)
    {
        var numbers = text.TrimEnd('o', 'i').Split('.');
        return new(
            int.Parse(numbers[0], CultureInfo.InvariantCulture),
            text[^1] switch
            {
                'o' => WordRole.Optional,
                'i' => WordRole.Ignored,
                _ => WordRole.Needed,
            },
            int.Parse(numbers[1], CultureInfo.InvariantCulture)
        );
    }
}

/// <summary>What a plain word of a query is for.</summary>
public enum WordRole
{
    /// <summary>A story must have it, or enough others where some may be missing.</summary>
    Needed,

    /// <summary>It only adds to the rank: in one of the languages it is in nearly every story.</summary>
    Optional,

    /// <summary>It is passed over.</summary>
    Ignored,
}
