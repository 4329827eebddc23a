using System.Diagnostics;
using System.Text;
using CsCheck;
using NewsApi.Search;
using Xunit;

namespace NewsApi.Tests.Search;

public sealed class SearchQueryPropertyTests
{
    private static readonly string[] Hostile =
    [
        "\"",
        "-",
        "a.",
        "'s",
        "a OR ",
        "OR ",
        "-\"a\" ",
        "x\"",
        "東",
        "東京 OR ",
        "\u0301\u0316",
        "a\u0301\u0316\u0301",
        "\u3099",
        "ßﷺ",
        "\u200D",
        "\uD800",
        "\uDC00\uD800",
        "(((",
    ];

    [Fact]
    public void Every_text_with_a_letter_or_digit_is_a_query_and_no_other() =>
        SearchTexts.Any.Sample(text =>
        {
            var isRead = SearchQuery.TryRead(text, out var query, out var fault);

            Assert.Equal(text.EnumerateRunes().Any(IsLetterOrDigit), isRead);
            Assert.Equal(isRead, fault is null);
            Assert.Equal(isRead, query is { Clauses.Count: > 0 });
        });

    [Fact]
    public void Every_phrase_has_words_to_look_up() =>
        SearchTexts.Any.Sample(text =>
        {
            foreach (var clause in SearchParser.Parse(text))
            {
                Assert.NotEmpty(clause.Alternatives);
                Assert.All(clause.Alternatives, phrase => Assert.NotEmpty(phrase.Words));
                Assert.True(clause.Alternatives.Count == 1 || !clause.IsExcluded);
                Assert.True(!clause.IsPiece || clause.PlainWord is not null);
            }
        });

    [Fact]
    public void A_query_is_written_so_that_it_reads_as_the_same_query() =>
        // Not so the pairs of a run with marks in it: the second half of a pair may be a mark, which is no word by itself.
        SearchTexts
            .Written.Where(text => !text.Contains('\u3099', StringComparison.Ordinal) && !HasMarkInRun(text))
            .Sample(text =>
            {
                var clauses = SearchParser.Parse(text);
                var written = string.Join(' ', clauses);

                var again = SearchParser.Parse(written);

                Assert.Equal(written, string.Join(' ', again));
                Assert.Equal(clauses.Select(Meaning), again.Select(Meaning));
            });

    [Fact]
    public void Case_accents_and_spaces_make_no_other_query() =>
        Gen.Select(SearchTexts.Latin, SearchTexts.Latin, SearchTexts.Latin)
            .Sample(
                (plain, phrase, excluded) =>
                    Assert.Equal(
                        Written($"{plain} \"{phrase}\" -\"{excluded}\""),
                        Written($" {Disguised(plain)}\n“{Disguised(phrase)}”\t-«{Disguised(excluded)}» !")
                    )
            );

    [Fact]
    public void A_thousand_hostile_characters_are_no_trouble()
    {
        SearchParser.Parse("warm up");
        var watch = Stopwatch.StartNew();

        foreach (var piece in Hostile)
        {
            var text = string.Concat(Enumerable.Repeat(piece, SearchQuery.MaxLength))[..SearchQuery.MaxLength];
            SearchParser.Parse(text);
            SearchParser.Parse("a" + text[1..]);
            SearchParser.Parse("\"東" + text[2..]);
        }

        // Some hundredths of a second for all.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    /// <summary>Some signs count as letters though they are marks or spaces in another width.</summary>
    private static bool IsLetterOrDigit(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        && rune.ToString().Normalize(NormalizationForm.FormKD).EnumerateRunes().Any(Rune.IsLetterOrDigit);

    private static bool HasMarkInRun(string text) =>
        Words
            .In(text)
            .Where(word => word.IsUnspaced)
            .Any(run => Words.Grams(run).Any(pair => !Rune.IsLetterOrDigit(pair.Text.EnumerateRunes().First())));

    private static string Written(string text) => string.Join(' ', SearchParser.Parse(text));

    private static string Disguised(string text) => text.ToUpperInvariant().Replace("E", "Ê").Replace(" ", "\u3000 ");

    private static string Meaning(SearchClause clause) =>
        $"{clause.IsExcluded} {clause.IsPiece} {clause.PlainWord} "
        + string.Join(" OR ", clause.Alternatives.Select(phrase => $"{string.Join(',', phrase.Words)}/{phrase.Line}"));
}
