using System.Globalization;
using System.Text;

namespace NewsApi.Search;

/// <summary>Makes letters equal that readers take for equal: without case, without accents, in one width.</summary>
internal static class Folding
{
    // Letters that Unicode does not take apart into a base letter and a mark, and the sigma of word ends, whose capital is
    // any sigma's.
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
        ['ς'] = "σ",
    };

    /// <param name="letters">Letters, digits, marks and joiners alone.</param>
    /// <returns>Letters, digits and marks; nothing for marks and spaces that Unicode counts as letters.</returns>
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
            if (!IsSeen(c) || (IsMark(c) && IsOrnament(wholeLetter)))
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

    /// <summary>Not so joiners and soft hyphens, nor the spaces and dots that some letters are taken apart into.</summary>
    private static bool IsSeen(char c) =>
        char.IsLetterOrDigit(c)
        || char.IsSurrogate(c)
        || IsMark(c)
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.SpacingCombiningMark;

    private static bool IsMark(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    /// <summary>Whether a mark may be left out without making another letter: so with the accents of Latin and Greek and the
    /// vowel points of Arabic and Hebrew, but not with the vowel signs of Indic scripts, the voicing of kana, or the breve
    /// that makes the Cyrillic й of и.</summary>
    private static bool IsOrnament(char letter) =>
        letter switch
        {
            < '\u0400' => true,
            'е' => true,
            >= '\u0590' and < '\u0780' => true,
            _ => false,
        };
}
