using System.Text.RegularExpressions;

namespace NewsApi.Benchmarks.Relevance;

/// <summary>A way to make a query of what someone is after.</summary>
/// <param name="Name">Of the way.</param>
/// <param name="Make">Null where it does not work out.</param>
internal sealed partial record QueryForm(string Name, Func<JudgedQuery, string?> Make)
{
    private const int NotTooRare = 5;

    /// <summary>As they are, and of two words: so short are most queries that people type.</summary>
    public static IReadOnlyList<QueryForm> All(PlainRanking plain)
    {
        var random = new Random(1);
        return
        [
            new("as it is", query => query.Text),
            new("without quotation marks and dashes", query => Operators().Replace(query.Text, " ")),
            new("its two rarest words", query => Two(plain.Known(query.Text).OrderBy(word => word.Texts))),
            new(
                $"its two rarest words that {NotTooRare} texts have",
                query =>
                    Two(plain.Known(query.Text).Where(word => word.Texts >= NotTooRare).OrderBy(word => word.Texts))
            ),
            new("two of its words by chance", query => Two(plain.Known(query.Text).OrderBy(_ => random.Next()))),
            new("its first two words", query => Two(plain.Known(query.Text))),
        ];
    }

    private static string? Two(IEnumerable<(string Word, int Texts)> words) =>
        words.Take(2).Select(word => word.Word).ToList() is [var one, var other] ? $"{one} {other}" : null;

    // Headlines quote and interject; whoever types a query means something by these.
    [GeneratedRegex(@"[""“”„«»]|(?<!\w)[-–—]", RegexOptions.None, 1000)]
    private static partial Regex Operators();
}
