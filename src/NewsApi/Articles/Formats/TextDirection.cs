namespace NewsApi.Articles;

/// <summary>Which way the script of a language runs.</summary>
internal static class TextDirection
{
    private static readonly HashSet<string> Leftwards = new(StringComparer.Ordinal)
    {
        "ar",
        "arc",
        "ckb",
        "dv",
        "fa",
        "he",
        "khw",
        "ks",
        "nqo",
        "ps",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
    };

    private static readonly HashSet<string> LeftwardScripts = new(StringComparer.Ordinal)
    {
        "Adlm",
        "Arab",
        "Hebr",
        "Nkoo",
        "Rohg",
        "Syrc",
        "Thaa",
    };

    /// <param name="language">BCP 47. A script in it decides.</param>
    /// <returns><c>ltr</c> or <c>rtl</c>, as HTML has them.</returns>
    public static string Of(string language)
    {
        var parts = language.Split('-');
        var isLeftwards =
            parts.Length > 1 && parts[1].Length == 4
                ? LeftwardScripts.Contains(parts[1])
                : Leftwards.Contains(parts[0]);
        return isLeftwards ? "rtl" : "ltr";
    }
}
