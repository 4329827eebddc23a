using System.Globalization;
using System.Runtime.InteropServices;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;

namespace NewsApi.Search;

/// <summary>A piece of a text, for example a match, in UTF-16 code units.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;

    public static TextSpan Between(int start, int end) => new(start, end - start);
}

/// <summary>Texts with the matches of a search in them, as HTML: escaped, and each match in a <c>mark</c>. Matches that
/// overlap or touch share one. They are sorted by start and lie within the text.</summary>
/// <exception cref="ArgumentOutOfRangeException">A match is empty, out of order or not within the text.</exception>
public static partial class Snippets
{
    private const string WideStops = "。！？｡";
    private const string Stops = ".!?…؟۔।։።။។" + WideStops;
    private const string Closing = "\"'”’»›)]」』）】";

    /// <summary>The whole of a text, such as a headline.</summary>
    public static string Mark(string text, IReadOnlyList<TextSpan> matches) =>
        Html(text, new(0, text.Length), Merged(text, matches));

    /// <summary>The passages of a long text that say most about a search, in the order of the text: first those with the
    /// most different words of the query, then those with the most matches, then the earlier ones.</summary>
    /// <param name="text">Plain text, its paragraphs divided by line feeds. No passage crosses one.</param>
    /// <param name="terms">For each match the number of the query's word it stands for.</param>
    /// <param name="length">UTF-16 code units wanted in a passage. It gets up to a quarter more to end well, and what a
    /// grapheme needs to stay whole. Ellipses are not counted; they stand where a sentence is cut.</param>
    public static IReadOnlyList<string> Best(
        string text,
        IReadOnlyList<TextSpan> matches,
        IReadOnlyList<int> terms,
        int most = 2,
        int length = 200
    )
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(terms.Count, matches.Count, nameof(terms));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var marks = Merged(text, matches);
        var free = Paragraphs(text);
        var passages = new List<TextSpan>();
        while (passages.Count < most && Densest(free, matches, terms, length) is var (room, window))
        {
            var passage = Passage(text, room, window, length);
            passages.Add(passage);
            var place = free.IndexOf(room);
            free[place] = TextSpan.Between(room.Start, passage.Start);
            free.Insert(place + 1, TextSpan.Between(passage.End, room.End));
        }
        return [.. passages.OrderBy(passage => passage.Start).Select(passage => Quoted(text, passage, marks))];
    }

    private static List<TextSpan> Merged(string text, IReadOnlyList<TextSpan> matches)
    {
        var merged = new List<TextSpan>();
        var earliest = 0;
        foreach (var match in matches)
        {
            if (match.Start < earliest || match.Length < 1 || match.Length > text.Length - match.Start)
                throw new ArgumentOutOfRangeException(nameof(matches), match, "Empty, unsorted or outside the text.");
            earliest = match.Start;
            if (merged.Count > 0 && match.Start <= merged[^1].End)
                merged[^1] = TextSpan.Between(merged[^1].Start, Math.Max(merged[^1].End, match.End));
            else
                merged.Add(match);
        }
        return merged;
    }

    private static List<TextSpan> Paragraphs(string text)
    {
        var paragraphs = new List<TextSpan>();
        foreach (var line in text.AsSpan().Split('\n'))
            paragraphs.Add(new(line.Start.Value, text.AsSpan(line).TrimEnd().Length));
        return paragraphs;
    }

    /// <summary>The best run of matches that fits into a passage, and the free room around it.</summary>
    private static (TextSpan Room, TextSpan Window)? Densest(
        List<TextSpan> free,
        IReadOnlyList<TextSpan> matches,
        IReadOnlyList<int> terms,
        int length
    )
    {
        (TextSpan Room, int First, int Next)? best = null;
        var (most, first, counts) = ((0, 0), 0, new Dictionary<int, int>());
        foreach (var room in free)
        {
            while (first < matches.Count && matches[first].Start < room.Start)
                first++;
            for (var next = first; first < matches.Count && matches[first].Start < room.End; first++)
            {
                var limit = Math.Min(room.End, matches[first].Start + length);
                for (; next < matches.Count && (next == first || matches[next].End <= limit); next++)
                    counts[terms[next]] = counts.GetValueOrDefault(terms[next]) + 1;
                if ((counts.Count, next - first).CompareTo(most) > 0)
                    (most, best) = ((counts.Count, next - first), (room, first, next));
                if (--counts[terms[first]] == 0)
                    counts.Remove(terms[first]);
            }
        }
        if (best is not var (found, from, to))
            return null;
        var end = matches.Take(to).Skip(from).Max(match => match.End);
        var start = matches[from].Start;
        return (found, TextSpan.Between(start, Math.Min(end, Math.Min(found.End, start + length))));
    }

    /// <summary>Widens a run of matches to a passage: from the start of a sentence or else a word, to the end of one.
    /// Where there are neither, as in scripts without spaces, graphemes decide.</summary>
    private static TextSpan Passage(string text, TextSpan room, TextSpan window, int length)
    {
        var reach = length / 8;
        var centred = window.Start - (length - window.Length) / 2;
        var ideal = Math.Max(room.Start, Math.Min(centred, room.End - length));
        var earliest = Math.Max(ideal - 2 * reach, window.End - length - reach);
        var cuts = Graphemes(text, room, earliest, window.Start + length + reach);

        var start =
            Cuts(ideal, window.Start, StartsSentence).FirstOrDefault()
            ?? Cuts(earliest, ideal, StartsSentence).LastOrDefault()
            ?? Cuts(ideal, Math.Min(ideal + reach, window.Start), StartsWord).FirstOrDefault()
            ?? Cuts(ideal - reach, ideal, StartsWord).LastOrDefault()
            ?? cuts.FindLast(at => at <= ideal);

        var limit = Math.Min(room.End, Math.Max(start + length, window.End));
        var end =
            Cuts(Math.Max(window.End, start + length / 2), limit + reach, EndsSentence).LastOrDefault()
            ?? Cuts(Math.Max(window.End, limit - reach), limit, EndsWord).LastOrDefault()
            ?? Cuts(limit, limit + reach, EndsWord).FirstOrDefault()
            ?? cuts.Find(at => at >= limit);
        return TextSpan.Between(start, end);

        IEnumerable<int?> Cuts(int from, int to, Func<string, int, bool> fit) =>
            cuts.Where(at => at >= from && at <= to && fit(text, at)).Cast<int?>();
    }

    /// <summary>Where graphemes begin or end, from the last such place up to <paramref name="from"/>.</summary>
    private static List<int> Graphemes(string text, TextSpan room, int from, int to)
    {
        var cuts = new List<int> { room.Start };
        for (var at = room.Start; at < room.End && at < to; cuts.Add(at))
        {
            at += StringInfo.GetNextTextElementLength(text.AsSpan(at, room.End - at));
            if (at <= from)
                cuts.Clear();
        }
        return cuts;
    }

    private static bool StartsWord(string text, int at) =>
        !char.IsWhiteSpace(text[at]) && (at == 0 || char.IsWhiteSpace(text[at - 1]));

    private static bool EndsWord(string text, int at) =>
        !char.IsWhiteSpace(text[at - 1]) && (at == text.Length || char.IsWhiteSpace(text[at]));

    private static bool StartsSentence(string text, int at)
    {
        if (char.IsWhiteSpace(text[at]))
            return false;
        var before = text.AsSpan(0, at).TrimEnd();
        var gap = text.AsSpan(before.Length, at - before.Length);
        if (before.IsEmpty || gap.Contains('\n'))
            return true;
        var sentence = before[^Math.Min(8, before.Length)..].TrimEnd(Closing);
        if (sentence.IsEmpty)
            return false;
        return gap.IsEmpty
            ? WideStops.Contains(sentence[^1]) && !Stops.Contains(text[at]) && !Closing.Contains(text[at])
            : Stops.Contains(sentence[^1]) && !char.IsLower(text[at]) && !Abbreviation().IsMatch(sentence);
    }

    private static bool EndsSentence(string text, int at)
    {
        if (char.IsWhiteSpace(text[at - 1]))
            return false;
        var next = text.Length - text.AsSpan(at).TrimStart().Length;
        return next == text.Length || StartsSentence(text, next);
    }

    /// <summary>The ellipsis of a cut sentence keeps the space that is there, so a script without spaces gets none.</summary>
    private static string Quoted(string text, TextSpan passage, List<TextSpan> marks)
    {
        var before = StartsWord(text, passage.Start) ? "… " : "…";
        var after = EndsWord(text, passage.End) ? " …" : "…";
        return (StartsSentence(text, passage.Start) ? "" : before)
            + Html(text, passage, marks)
            + (EndsSentence(text, passage.End) ? "" : after);
    }

    private static string Html(string text, TextSpan piece, List<TextSpan> marks)
    {
        var html = new StringBuilder();
        var written = piece.Start;
        foreach (var mark in marks.Where(mark => mark.Start < piece.End && mark.End > piece.Start))
        {
            var (start, end) = (Math.Max(mark.Start, piece.Start), Math.Min(mark.End, piece.End));
            html.Append(Escaped(written, start)).Append("<mark>").Append(Escaped(start, end)).Append("</mark>");
            written = end;
        }
        return html.Append(Escaped(written, piece.End)).ToString();

        // Escapes the five characters that mean something in HTML, and leaves all other scripts readable.
        string? Escaped(int from, int to) => SecurityElement.Escape(text[from..to]);
    }

    /// <summary>A full stop that belongs to an initial or a title instead of ending the sentence.</summary>
    [GeneratedRegex(@"\b(\p{L}|Mrs?|Ms|Dr|Prof|St|Gen|Gov|Sen|Rep|No)\.\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Abbreviation();
}
