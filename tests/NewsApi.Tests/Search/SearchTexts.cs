using CsCheck;

namespace NewsApi.Tests.Search;

/// <summary>Random texts for the tests of this folder.</summary>
internal static class SearchTexts
{
    /// <summary>Nine scripts, digits, and whatever is no plain letter somewhere.</summary>
    private static readonly string[] Pieces =
    [
        .. "aAbBsS19éßØıİσЙйёБمآשतिाወ東京都ァガｶ한ไ".Select(letter => letter.ToString()),
        "e\u0301",
        "o\u0323\u0302",
        "\u064E",
        "\u05B8",
        "\u3099",
        "𠮷",
        "𝒳",
        "Ａ",
        "x’s",
        "U.S.",
        "co-op",
        "👩‍👧",
    ];

    private static readonly string[] Separators =
    [
        .. " \t\n\u3000\u00A0\u200B.,;:!?'’\"“”„«»-–—&|*()<>%_\\/\0".Select(sign => sign.ToString()),
        " OR ",
        " -",
    ];

    /// <summary>Every sequence of UTF-16 units, valid or not, and among them often what readers would know.</summary>
    public static Gen<string> Any { get; } =
        Gen.Frequency(
                (4, Gen.OneOf(Pieces)),
                (3, Gen.OneOf(Separators)),
                (1, Gen.Char.Select(unit => unit.ToString())),
                (1, Gen.Char['\uD800', '\uDFFF'].Select(unit => unit.ToString()))
            )
            .Array[0, 40]
            .Select(string.Concat);

    /// <summary>What newsrooms write: only letters and signs that are in use.</summary>
    public static Gen<string> Written { get; } =
        Gen.Frequency((4, Gen.OneOf(Pieces)), (3, Gen.OneOf(Separators))).Array[0, 40].Select(string.Concat);

    /// <summary>One to four Latin words without accents; none that is an operator in capitals.</summary>
    public static Gen<string> Latin { get; } =
        Gen.OneOf([.. "abcdefghijklmnopqrstuvwxyz"])
            .Array[1, 10]
            .Select(string.Concat)
            .Where(word => word != "or")
            .Array[1, 4]
            .Select(words => string.Join(' ', words));
}
