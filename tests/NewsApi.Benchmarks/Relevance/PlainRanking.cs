using Dapper;
using NewsApi.Tags;
using Npgsql;

namespace NewsApi.Benchmarks.Relevance;

/// <summary>The yardstick: BM25 as the textbooks have it, over PostgreSQL's English lexemes of the same texts, a text being
/// found by any of the words.</summary>
internal sealed class PlainRanking
{
    private const double Saturation = 1.2;
    private const double LengthNormalisation = 0.75;

    private readonly Dictionary<string, string?> _lexemes;
    private readonly Dictionary<string, List<(string Id, int Times)>> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lengths = new(StringComparer.Ordinal);
    private readonly double _usualLength;

    private PlainRanking(JudgedSet set, Dictionary<string, string?> lexemes)
    {
        _lexemes = lexemes;
        foreach (var text in set.Texts)
        {
            var words = Lexemes(text.Title + " " + text.Body).Select(word => word.Lexeme).ToList();
            _lengths[text.Id] = words.Count;
            foreach (var (lexeme, times) in words.CountBy(lexeme => lexeme, StringComparer.Ordinal))
            {
                if (!_texts.TryGetValue(lexeme, out var having))
                    _texts[lexeme] = having = [];
                having.Add((text.Id, times));
            }
        }
        _usualLength = _lengths.Values.Average();
    }

    public static async Task<PlainRanking> OfAsync(
        JudgedSet set,
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            select word, (ts_lexize('english_stem', word))[1] as lexeme from unnest(@words) word
            """;
        var words = set
            .Texts.SelectMany(text => Words(text.Title + " " + text.Body))
            .Concat(set.Queries.SelectMany(query => Words(query.Text)))
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        var lexemes = await connection.QueryAsync<(string Word, string? Lexeme)>(
            new(Sql, new { words }, cancellationToken: cancellationToken)
        );
        return new(set, lexemes.ToDictionary(row => row.Word, row => row.Lexeme, StringComparer.Ordinal));
    }

    /// <summary>Ids of texts, the best first; among equals in the order of their ids.</summary>
    public IEnumerable<string> Rank(string query)
    {
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (_, lexeme) in Lexemes(query).DistinctBy(word => word.Lexeme, StringComparer.Ordinal))
        {
            foreach (var (id, times) in _texts.GetValueOrDefault(lexeme) ?? [])
            {
                var length = 1 - LengthNormalisation + LengthNormalisation * _lengths[id] / _usualLength;
                scores[id] =
                    scores.GetValueOrDefault(id)
                    + Rarity(lexeme) * times * (Saturation + 1) / (times + Saturation * length);
            }
        }
        return scores
            .OrderByDescending(score => score.Value)
            .ThenBy(score => score.Key, StringComparer.Ordinal)
            .Select(score => score.Key);
    }

    /// <summary>The words of a query that some text has, each once, in their order.</summary>
    /// <returns>As written, with the number of texts that have a form of it.</returns>
    public IReadOnlyList<(string Word, int Texts)> Known(string query) =>
        [
            .. Lexemes(query)
                .DistinctBy(word => word.Lexeme, StringComparer.Ordinal)
                .Select(word => (word.Word, _texts.GetValueOrDefault(word.Lexeme)?.Count ?? 0))
                .Where(word => word.Item2 > 0),
        ];

    private double Rarity(string lexeme)
    {
        var having = _texts[lexeme].Count;
        return Math.Log(1 + (_lengths.Count - having + 0.5) / (having + 0.5));
    }

    private IEnumerable<(string Word, string Lexeme)> Lexemes(string text) =>
        Words(text).Where(word => _lexemes[word] is not null).Select(word => (word, _lexemes[word]!));

    private static string[] Words(string text) =>
        FoldedText
            .Of(text.Replace("'s ", " ", StringComparison.Ordinal).Replace("’s ", " ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
