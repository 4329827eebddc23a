namespace NewsApi.Search;

/// <summary>Which of PostgreSQL's dictionaries takes the endings off the words of a language.</summary>
public static class Stemmers
{
    /// <summary>For languages without a stemmer of their own: words stay as they are.</summary>
    public const string None = "simple";

    private static readonly Dictionary<string, string> ByLanguage = new(StringComparer.Ordinal)
    {
        ["ar"] = "arabic_stem",
        ["hy"] = "armenian_stem",
        ["eu"] = "basque_stem",
        ["ca"] = "catalan_stem",
        ["da"] = "danish_stem",
        ["nl"] = "dutch_stem",
        ["en"] = "english_stem",
        ["fi"] = "finnish_stem",
        ["fr"] = "french_stem",
        ["de"] = "german_stem",
        ["el"] = "greek_stem",
        ["hi"] = "hindi_stem",
        ["hu"] = "hungarian_stem",
        ["id"] = "indonesian_stem",
        ["ga"] = "irish_stem",
        ["it"] = "italian_stem",
        ["lt"] = "lithuanian_stem",
        ["ne"] = "nepali_stem",
        ["no"] = "norwegian_stem",
        ["nb"] = "norwegian_stem",
        ["nn"] = "norwegian_stem",
        ["pt"] = "portuguese_stem",
        ["ro"] = "romanian_stem",
        ["ru"] = "russian_stem",
        ["sr"] = "serbian_stem",
        ["es"] = "spanish_stem",
        ["sv"] = "swedish_stem",
        ["ta"] = "tamil_stem",
        ["tr"] = "turkish_stem",
        ["yi"] = "yiddish_stem",
    };

    /// <summary>Languages with a stemmer, by their two letters.</summary>
    public static string[] Languages { get; } = [.. ByLanguage.Keys];

    /// <summary>Their dictionaries, in the same order.</summary>
    public static string[] Dictionaries { get; } = [.. ByLanguage.Values];

    /// <param name="language">A language tag (BCP 47); only its first part counts.</param>
    public static string Of(string language) => ByLanguage.GetValueOrDefault(language.Split('-', 2)[0], None);
}
