using System.Globalization;
using System.Text;

namespace NewsApi.Search;

/// <summary>Makes letters equal that readers take for equal: without case, without accents, in one width.</summary>
internal static class Folding
{
    // Letters that Unicode does not take apart into a base letter and a mark.
    private static readonly Dictionary<char, string> Undecomposed = new()
    {
        ['ß'] = "ss",
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ø'] = "o",
        ['đ'] = "d",
        ['ð'] = "d",
        ['ħ'] = "h",
        ['ı'] = "i",
        ['ł'] = "l",
        ['þ'] = "th",
    };

    /// <param name="letters">Letters, digits and marks alone.</param>
    public static string Fold(ReadOnlySpan<char> letters)
    {
        if (Ascii.IsValid(letters))
            return letters.ToString().ToLowerInvariant();
        var folded = new StringBuilder(letters.Length);
        var wholeLetter = '\0';
        // Lowered first: some capitals have no decomposition of their own (the dotted I of Turkish) and some no small form
        // until decomposed (the letters of mathematics).
        var decomposed = letters.ToString().ToLowerInvariant().Normalize(NormalizationForm.FormKD).ToLowerInvariant();
        foreach (var c in decomposed)
        {
            if (IsMark(c) && IsOrnament(c, wholeLetter))
                continue;
            if (!IsMark(c))
                wholeLetter = c;
            if (Undecomposed.TryGetValue(c, out var spelled))
                folded.Append(spelled);
            else
                folded.Append(c);
        }
        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    private static bool IsMark(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    /// <summary>Whether a mark may be left out without making another letter: so with the accents of Latin and Greek and the
    /// vowel points of Arabic and Hebrew, but not with the vowel signs of Indic scripts, the voicing of kana, or the breve
    /// that makes the Cyrillic й of и.</summary>
    private static bool IsOrnament(char mark, char letter) =>
        letter switch
        {
            < '\u0400' => true,
            'е' => true,
            >= '\u0590' and < '\u0780' => true,
            _ => mark is '\u200D' or '\u200C',
        };
}
