using System.Globalization;
using System.Text;

namespace NewsApi.Tags;

/// <summary>Text as typeahead compares it: without case, accents and punctuation, words divided by one space.</summary>
public static class FoldedText
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

    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        // The one character that is no text even on its own: normalization throws.
        foreach (var c in text.Replace('\uFFFE', ' ').Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (
                CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            )
                continue;
            if (Undecomposed.TryGetValue(c, out var letters))
                folded.Append(letters);
            else if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
                folded.Append(c);
            else if (c is not ('\'' or '’') && folded.Length > 0 && folded[^1] != ' ')
                folded.Append(' ');
        }
        return folded.ToString().TrimEnd();
    }

    /// <summary>Everything a typed prefix of this text may begin with: the text from each of its words on.</summary>
    public static IEnumerable<string> Phrases(string text)
    {
        var folded = Of(text);
        for (var start = 0; start < folded.Length; start = folded.IndexOf(' ', start) + 1)
        {
            yield return folded[start..];
            if (!folded.AsSpan(start).Contains(' '))
                yield break;
        }
    }
}
