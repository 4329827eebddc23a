using System.Text;

namespace NewsApi.Search;

/// <summary>A word of a text.</summary>
/// <param name="Text">Folded: see <see cref="Folding"/>.</param>
/// <param name="Start">Where it begins in the text, in UTF-16 units.</param>
/// <param name="Length">Its length there.</param>
/// <param name="IsUnspaced">Whether it is a run of a script that puts no spaces between words: a piece of a sentence, which
/// is searched by its pairs of characters (<see cref="Words.Grams"/>).</param>
public readonly record struct Word(string Text, int Start, int Length, bool IsUnspaced);

/// <summary>Takes texts apart into words, the same way for stories and for queries, in every script.</summary>
/// <remarks>A word is a run of letters and digits; hyphens and apostrophes divide, a possessive <c>'s</c> is left out, and
/// the dots of <c>U.S.</c> are not seen. PostgreSQL's own parser is not used: what it does with letters beyond ASCII
/// depends on the locale of the database.</remarks>
public static class Words
{
    /// <summary>Longer words are known by their beginning: an index entry must fit into a page of the database.</summary>
    private const int LongestWord = 64;

    /// <summary>More in a row are no writing (the Stream-Safe Text Format of Unicode Annex 15 has the same limit); to put
    /// thousands in order would take minutes.</summary>
    private const int MostMarks = 30;

    public static IEnumerable<Word> In(string text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var kind = KindAt(text, at, out var width);
            if (kind is Kind.Letter or Kind.Unspaced)
            {
                var initials = kind == Kind.Letter ? EndOfInitials(text, at) : null;
                var end = initials ?? EndOfRun(text, at, kind);
                var letters = text[at..end];
                var word = Folding.Fold(
                    kind == Kind.Letter ? letters.Replace(".", "", StringComparison.Ordinal) : letters
                );
                if (word.Length > 0)
                    yield return new(
                        kind == Kind.Unspaced ? word : Beginning(word),
                        at,
                        end - at,
                        kind == Kind.Unspaced
                    );
                if (initials is not null && end < text.Length && text[end] == '.')
                    end++;
                at = end + PossessiveLength(text, end);
            }
            else
                at += width;
        }
    }

    /// <summary>What is looked up for a run of an unspaced script: each pair of neighbouring characters, or the one character
    /// that the run consists of.</summary>
    public static IEnumerable<Word> Grams(Word run)
    {
        var characters = run.Text.EnumerateRunes().ToList();
        if (characters.Count == 1)
            yield return run with
            {
                IsUnspaced = false,
            };
        // Folding may have changed lengths; then every pair stands for the whole run.
        var exact = run.Text.Length == run.Length;
        var start = run.Start;
        for (var i = 0; i + 1 < characters.Count; i++)
        {
            var pair = characters[i].ToString() + characters[i + 1];
            yield return exact
                ? new(pair, start, pair.Length, IsUnspaced: false)
                : new(pair, run.Start, run.Length, IsUnspaced: false);
            start += characters[i].Utf16SequenceLength;
        }
    }

    private static string Beginning(string word) =>
        word.Length <= LongestWord ? word
        : char.IsHighSurrogate(word[LongestWord - 1]) ? word[..(LongestWord - 1)]
        : word[..LongestWord];

    private enum Kind
    {
        None,
        Letter,
        Unspaced,
        Mark,
    }

    private static Kind KindAt(string text, int at, out int width)
    {
        var status = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out width);
        if (status != System.Buffers.OperationStatus.Done)
            return Kind.None;
        if (rune.IsAscii)
            return Rune.IsLetterOrDigit(rune) ? Kind.Letter : Kind.None;
        return Rune.GetUnicodeCategory(rune) switch
        {
            System.Globalization.UnicodeCategory.NonSpacingMark
            or System.Globalization.UnicodeCategory.SpacingCombiningMark
            or System.Globalization.UnicodeCategory.EnclosingMark => Kind.Mark,
            _ when Rune.IsLetterOrDigit(rune) => IsUnspaced(rune.Value) ? Kind.Unspaced : Kind.Letter,
            _ => rune.Value is 0x00AD or 0x200C or 0x200D ? Kind.Mark : Kind.None,
        };
    }

    private static bool IsUnspaced(int rune) =>
        rune
            is (>= 0x0E00 and <= 0x0EFF) // Thai, Lao
                or (>= 0x1000 and <= 0x109F) // Burmese
                or (>= 0x1100 and <= 0x11FF) // Hangul: particles are joined to the words
                or (>= 0x1780 and <= 0x17FF) // Khmer
                or (>= 0x3005 and <= 0x30FF) // kana
                or (>= 0x3130 and <= 0x318F)
                or (>= 0x31F0 and <= 0x31FF)
                or (>= 0x3400 and <= 0x9FFF) // Chinese characters
                or (>= 0xAC00 and <= 0xD7AF)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0xFF66 and <= 0xFFDC)
                or (>= 0x20000 and <= 0x3FFFF);

    private static int EndOfRun(string text, int start, Kind kind)
    {
        var end = start;
        var marks = 0;
        while (
            end < text.Length
            && KindAt(text, end, out var width) is var next
            && (next == kind || (next == Kind.Mark && marks < MostMarks))
        )
        {
            marks = next == Kind.Mark ? marks + 1 : 0;
            end += width;
        }
        return end;
    }

    /// <summary>The end of single letters divided by dots, without a last dot: <c>U.S</c> of <c>U.S.</c></summary>
    private static int? EndOfInitials(string text, int start)
    {
        var end = start;
        while (
            end + 2 < text.Length
            && char.IsAsciiLetter(text[end])
            && text[end + 1] == '.'
            && char.IsAsciiLetter(text[end + 2])
            && (end + 3 == text.Length || KindAt(text, end + 3, out _) is Kind.None or Kind.Unspaced)
        )
            end += 2;
        return end > start ? end + 1 : null;
    }

    private static int PossessiveLength(string text, int end) =>
        end + 1 < text.Length
        && text[end] is '\'' or '’'
        && text[end + 1] is 's' or 'S'
        && (end + 2 == text.Length || KindAt(text, end + 2, out _) == Kind.None)
            ? 2
            : 0;
}
