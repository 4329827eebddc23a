using System.Text.Json;
using NewsApi.Search;
using NewsApi.Selection;

namespace NewsApi.Articles;

/// <summary>Shows where a search matched.</summary>
internal sealed class Highlighter(TermRepository terms)
{
    /// <param name="rows">With their bodies.</param>
    /// <param name="search">The search as it was answered.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    /// <returns>For each id what its article shows.</returns>
    public async Task<IReadOnlyDictionary<Guid, Highlights>> HighlightAsync(
        IReadOnlyList<ArticleRow> rows,
        ArticleSearch search,
        CancellationToken cancellationToken
    )
    {
        var texts = rows.Select(row => new Texts(row, Body(row))).ToList();
        var words = texts.SelectMany(text => text.Words.Select(word => (word.Text, Stemmers.Of(text.Row.Language))));
        var sought = search.Plan.Ranked.SelectMany(word => word.Terms).Select(term => term.Id).ToHashSet();
        var termOf = await terms.RecogniseAsync(words.ToHashSet(), sought, cancellationToken);
        var phrases = search
            .Plan.Required.SelectMany(clause => clause.Alternatives)
            .Where(phrase => phrase.Line is not null)
            .ToList();
        return texts.ToDictionary(text => text.Row.Id, text => Highlight(text, search, phrases, termOf));
    }

    private static string Body(ArticleRow row) =>
        BodyText.Render(JsonSerializer.Deserialize(row.Body!, NewsJsonContext.Wire.IReadOnlyListBlock)!);

    private static Highlights Highlight(
        Texts texts,
        ArticleSearch search,
        IReadOnlyList<PlannedPhrase> phrases,
        IReadOnlyDictionary<(string Word, string Stemmer), int> termOf
    )
    {
        var stemmer = Stemmers.Of(texts.Row.Language);
        var numbers = search
            .Plan.Ranked.SelectMany((word, number) => word.Terms.Select(term => (term.Id, number)))
            .GroupBy(term => term.Id)
            .ToDictionary(group => group.Key, group => group.First().number);
        var alone = search
            .Plan.Clauses.Where(clause => !clause.IsExcluded)
            .SelectMany(clause => clause.Alternatives)
            .Where(phrase => phrase.Line is null)
            .SelectMany(phrase => phrase.Words)
            .Concat(search.Plan.Optional)
            .SelectMany(word => word.Terms)
            .Select(term => term.Id)
            .ToHashSet();

        List<(TextSpan Span, int Term)> Matches(string text, SearchField field)
        {
            if (!search.Fields.HasFlag(field))
                return [];
            var words = Words.In(text).SelectMany(word => word.IsUnspaced ? Words.Grams(word) : [word]).ToList();
            var found = words
                .Where(word => termOf.TryGetValue((word.Text, stemmer), out var sought) && alone.Contains(sought))
                .Select(word => (new TextSpan(word.Start, word.Length), numbers[termOf[(word.Text, stemmer)]]));
            return
            [
                .. found
                    .Concat(phrases.SelectMany(phrase => Together(words, phrase).Select(span => (span, numbers.Count))))
                    .OrderBy(match => match.Item1.Start),
            ];
        }

        string? Marked(string text, SearchField field) =>
            Matches(text, field) is { Count: > 0 } matches
                ? Snippets.Mark(text, [.. matches.Select(match => match.Span)])
                : null;

        var body = Matches(texts.Body, SearchField.Body);
        return new(
            Marked(texts.Row.Headline, SearchField.Headline),
            Marked(texts.Row.Standfirst, SearchField.Standfirst),
            body.Count > 0
                ? Snippets.Best(
                    texts.Body,
                    [.. body.Select(match => match.Span)],
                    [.. body.Select(match => match.Term)]
                )
                : null
        );
    }

    /// <summary>Where the words of a phrase stand one after the other.</summary>
    private static IEnumerable<TextSpan> Together(List<Word> words, PlannedPhrase phrase)
    {
        var sought = Words.In(phrase.Line!).SelectMany(word => word.IsUnspaced ? Words.Grams(word) : [word]).ToList();
        for (var start = 0; start + sought.Count <= words.Count; start++)
        {
            var first = start;
            if (sought.Index().All(next => words[first + next.Index].Text == next.Item.Text))
            {
                var last = words[start + sought.Count - 1];
                yield return new(words[start].Start, last.Start + last.Length - words[start].Start);
            }
        }
    }

    private sealed record Texts(ArticleRow Row, string Body)
    {
        public IEnumerable<Word> Words =>
            new[] { Row.Headline, Row.Standfirst, Body }
                .SelectMany(Search.Words.In)
                .SelectMany(word => word.IsUnspaced ? Search.Words.Grams(word) : [word]);
    }
}

/// <summary>Where a search matched, as HTML: matches in <c>&lt;mark&gt;</c>, everything else escaped. What did not match is
/// absent; an article that matched by its byline or a tag has none.</summary>
/// <param name="Headline" example="How &lt;mark&gt;radiocarbon&lt;/mark&gt; &lt;mark&gt;dating&lt;/mark&gt; works">The whole headline.</param>
/// <param name="Standfirst" example="The &lt;mark&gt;dating&lt;/mark&gt; of old things.">The whole standfirst.</param>
/// <param name="Body">Up to two passages of the body.</param>
public sealed record Highlights(string? Headline, string? Standfirst, IReadOnlyList<string>? Body);
