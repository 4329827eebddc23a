namespace NewsApi.Search;

/// <summary>Finds words that differ by a slip of the finger: a letter too many, too few, wrong, or two exchanged. Two such
/// words have something in common when one letter is taken from either (the symmetric deletes of W. Garbe's SymSpell).
/// </summary>
public static class Spelling
{
    private const int ShortestWord = 4;
    private const int LongestWord = 24;

    /// <summary>Whether slips in it are mended: short words are too alike, and numbers are meant as they stand.</summary>
    public static bool IsMended(string word) =>
        word.Length is >= ShortestWord and <= LongestWord && word.All(char.IsLetter);

    /// <summary>The word and what is left of it without one of its letters.</summary>
    public static string[] Shortened(string word) =>
        [
            .. Enumerable
                .Range(0, word.Length)
                .Select(letter => word.Remove(letter, 1))
                .Append(word)
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>How many letters must be added, taken away, replaced or exchanged with their neighbour to make one word of the
    /// other (optimal string alignment); a slip in the first letter, which is rare, counts one more.</summary>
    public static int Distance(string typed, string meant)
    {
        var beforeLast = new int[meant.Length + 1];
        var last = Enumerable.Range(0, meant.Length + 1).ToArray();
        for (var i = 1; i <= typed.Length; i++)
        {
            var current = new int[meant.Length + 1];
            current[0] = i;
            for (var j = 1; j <= meant.Length; j++)
            {
                var replaced = last[j - 1] + (typed[i - 1] == meant[j - 1] ? 0 : 1);
                current[j] = Math.Min(replaced, Math.Min(last[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && typed[i - 1] == meant[j - 2] && typed[i - 2] == meant[j - 1])
                    current[j] = Math.Min(current[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last) = (last, current);
        }
        return last[^1] + (typed[0] == meant[0] ? 0 : 1);
    }
}
