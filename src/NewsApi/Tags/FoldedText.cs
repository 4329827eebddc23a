using System.Globalization;
using System.Text;
using NewsApi.Search;

namespace NewsApi.Tags;

/// <summary>Text as typeahead compares it: without case, accents and punctuation, words divided by one space.</summary>
public static class FoldedText
{
    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        var word = new StringBuilder();
        foreach (var c in text)
        {
            if (IsPartOfWord(c))
                word.Append(c);
            else if (c is not ('\'' or '’'))
                Finish();
        }
        Finish();
        return folded.ToString();

        void Finish()
        {
            if (word.Length > 0 && folded.Length > 0)
                folded.Append(' ');
            folded.Append(Folding.Fold(word.ToString()));
            word.Clear();
        }
    }

    private static bool IsPartOfWord(char c) =>
        char.IsLetterOrDigit(c)
        || char.IsSurrogate(c)
        || CharUnicodeInfo.GetUnicodeCategory(c)
            is UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.EnclosingMark;

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

    /// <summary>The first text that no longer begins with the prefix, in the order of code points.</summary>
    public static string After(string prefix) => prefix + "\U0010FFFF";
}
