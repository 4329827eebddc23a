namespace NewsApi.Search;

/// <summary>Reads the syntax of <see cref="SearchQuery"/>.</summary>
internal static class SearchParser
{
    private const string Or = "OR";

    public static IReadOnlyList<SearchClause> Parse(string text)
    {
        var items = Items(text);
        var clauses = new List<SearchClause>();
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].IsExcluded)
                clauses.Add(new(IsExcluded: true, [Together(items[i])]));
            else if (AlternativesFrom(items, i) is { Count: > 1 } alternatives)
            {
                clauses.Add(new(IsExcluded: false, [.. alternatives.Select(Together)]));
                i += (2 * alternatives.Count) - 2;
            }
            else if (items[i].IsQuoted)
                clauses.Add(new(IsExcluded: false, [Together(items[i])]));
            else
                clauses.AddRange(Apart(items[i]));
        }
        return [.. clauses.DistinctBy(clause => clause.ToString(), StringComparer.Ordinal)];
    }

    /// <summary>The item and those that <c>OR</c> joins to it.</summary>
    private static List<Item> AlternativesFrom(List<Item> items, int first)
    {
        var alternatives = new List<Item> { items[first] };
        for (
            var next = first + 2;
            next < items.Count && items[next - 1].IsOr && !items[next].IsExcluded && !items[next].IsOr;
            next += 2
        )
            alternatives.Add(items[next]);
        return alternatives;
    }

    /// <summary>Each word of <c>covid-19</c> for itself, and each pair of characters where there are no spaces.</summary>
    private static IEnumerable<SearchClause> Apart(Item item) =>
        item.Words.SelectMany(word =>
            LookedUp([word])
                .Select(part => new SearchClause(
                    IsExcluded: false,
                    [new([part], null, IsQuoted: false)],
                    word.IsUnspaced
                ))
        );

    private static SearchPhrase Together(Item item)
    {
        var isOneWord = item.Words is [{ IsUnspaced: false }];
        return new([.. LookedUp(item.Words)], isOneWord ? null : Line(item.Words), item.IsQuoted);
    }

    private static IEnumerable<string> LookedUp(IReadOnlyList<Word> words) =>
        words
            .SelectMany(word => word.IsUnspaced ? Words.Grams(word) : [word])
            .Select(word => word.Text)
            .Distinct(StringComparer.Ordinal);

    // A spaced word must not be found inside a longer one; a run without spaces is always inside of something.
    private static string Line(IReadOnlyList<Word> words) =>
        (words[0].IsUnspaced ? "" : " ")
        + string.Join(' ', words.Select(word => word.Text))
        + (words[^1].IsUnspaced ? "" : " ");

    private static List<Item> Items(string text)
    {
        var items = new List<Item>();
        var at = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var isExcluded = text[at] == '-';
            if (isExcluded)
                at++;
            var isQuoted = at < text.Length && IsQuotationMark(text[at]);
            var start = isQuoted ? at + 1 : at;
            var end = start;
            while (end < text.Length && !IsQuotationMark(text[end]) && (isQuoted || !char.IsWhiteSpace(text[end])))
                end++;
            var item = new Item(text[start..end], isExcluded, isQuoted);
            if (item.Words.Count > 0)
                items.Add(item);
            at = isQuoted ? end + 1 : end;
        }
        return items;
    }

    private static bool IsQuotationMark(char c) => c is '"' or '“' or '”' or '„' or '«' or '»';

    private sealed class Item(string text, bool isExcluded, bool isQuoted)
    {
        public IReadOnlyList<Word> Words { get; } = [.. Search.Words.In(text)];
        public bool IsExcluded => isExcluded;
        public bool IsQuoted => isQuoted;
        public bool IsOr => text == Or && !isExcluded && !isQuoted;
    }
}
