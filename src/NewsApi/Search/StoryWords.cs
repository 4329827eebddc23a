using System.Text;

namespace NewsApi.Search;

/// <summary>The words of one story as search wants them: which, where and how important.</summary>
public sealed class StoryWords
{
    private static readonly SearchField[] FieldsInOrder =
    [
        SearchField.Headline,
        SearchField.Standfirst,
        SearchField.Body,
        SearchField.Names,
    ];

    private readonly List<Occurrence> _occurrences = [];
    private readonly string[] _lines;
    private int _position;

    /// <param name="headline">Text of the headline.</param>
    /// <param name="standfirst">Text of the standfirst.</param>
    /// <param name="body">Text of the body, without markup.</param>
    /// <param name="names">Byline and titles of tags, one to a line.</param>
    /// <param name="marks">What else the story is found by, such as its language: see <see cref="TermMark"/>.</param>
    public StoryWords(string headline, string standfirst, string body, string names, IReadOnlyList<string> marks)
    {
        Marks = marks;
        string[] texts = [headline, standfirst, body, names];
        _lines = [.. FieldsInOrder.Zip(texts, Read)];
    }

    public IReadOnlyList<string> Marks { get; }

    /// <summary>Every word once, as stemmers are to be asked for it.</summary>
    public IEnumerable<string> Distinct =>
        _occurrences
            .Where(occurrence => !occurrence.IsGram)
            .Select(occurrence => occurrence.Text)
            .Distinct(StringComparer.Ordinal);

    /// <summary>Every piece of a text without spaces, which no stemmer is asked for.</summary>
    public IEnumerable<string> DistinctGrams =>
        _occurrences
            .Where(occurrence => occurrence.IsGram)
            .Select(occurrence => occurrence.Text)
            .Distinct(StringComparer.Ordinal);

    /// <summary>The folded text, one line for each field: what phrases are looked for in.</summary>
    /// <remarks>Words stand between single spaces; a run of an unspaced script stands there whole.</remarks>
    public string Lines => string.Join('\n', _lines);

    /// <summary>The story's terms and in which fields each stands.</summary>
    /// <param name="termOf">The term of a word; null for a word too common to be one.</param>
    /// <returns>Keys (see <see cref="TermKey"/>) in ascending order, and for each the <see cref="SearchField"/>s as a byte.
    /// </returns>
    public (int[] Keys, byte[] Fields) Terms(Func<string, int?> termOf)
    {
        var length = 0.0;
        var terms = new SortedDictionary<int, (double Frequency, SearchField Fields)>();
        foreach (var occurrence in _occurrences)
        {
            if (termOf(occurrence.Text) is not { } term)
                continue;
            var weight = Ranking.OccurrenceWeight(occurrence.Field, occurrence.Position);
            if (occurrence.IsCounted)
                length += weight;
            var (frequency, fields) = terms.GetValueOrDefault(term);
            terms[term] = (frequency + weight, fields | occurrence.Field);
        }
        foreach (var mark in Marks)
            terms[termOf(mark)!.Value] = (0, SearchField.None);
        return (
            [.. terms.Select(term => TermKey.Of(term.Key, Ranking.Level(term.Value.Frequency, length)))],
            [.. terms.Select(term => (byte)term.Value.Fields)]
        );
    }

    private string Read(SearchField field, string text)
    {
        var line = new StringBuilder(" ");
        var end = 0;
        foreach (var word in Words.In(text))
        {
            // No phrase reaches from one tag into the next.
            if (field == SearchField.Names && line.Length > 1 && text.AsSpan(end, word.Start - end).Contains('\n'))
                line.Append("| ");
            end = word.Start + word.Length;
            line.Append(word.Text).Append(' ');
            if (word.IsUnspaced)
                AddGrams(field, word);
            else
                _occurrences.Add(
                    new(word.Text, field, _position++, IsGram: false, IsCounted: field != SearchField.Names)
                );
        }
        return line.ToString();
    }

    // Single characters too, so that a query of one finds something; but they make no story longer.
    private void AddGrams(SearchField field, Word run)
    {
        foreach (var character in run.Text.EnumerateRunes())
            _occurrences.Add(new(character.ToString(), field, _position, IsGram: true, IsCounted: false));
        foreach (var pair in Words.Grams(run))
            _occurrences.Add(new(pair.Text, field, _position++, IsGram: true, IsCounted: field != SearchField.Names));
    }

    private readonly record struct Occurrence(
        string Text,
        SearchField Field,
        int Position,
        bool IsGram,
        bool IsCounted
    );
}
