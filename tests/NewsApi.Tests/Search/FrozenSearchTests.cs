using CsCheck;
using NewsApi.Search;
using Xunit;

namespace NewsApi.Tests.Search;

public sealed class FrozenSearchTests
{
    private static readonly Gen<string[]> FoundWords = SearchTexts.Written.Select(text =>
        Words.In(text).Select(word => word.Text).Distinct(StringComparer.Ordinal).ToArray()
    );

    private static readonly Gen<FrozenSearch> Search = Gen.Select(
        Gen.Enum<SearchMatch>(),
        Gen.Select(FoundWords, Gen.Int.Array[50]),
        FoundWords,
        Gen.Bool,
        (match, weighed, corrected, loosened) =>
            new FrozenSearch(
                match,
                weighed
                    .Item1.Zip(weighed.Item2)
                    .ToDictionary(word => word.First, word => word.Second, StringComparer.Ordinal),
                [.. corrected.Zip(corrected.Reverse(), (from, to) => new SpellingCorrection(from, to))],
                loosened
            )
    );

    [Fact]
    public void It_is_written_without_spaces()
    {
        var search = new FrozenSearch(
            SearchMatch.Some,
            new Dictionary<string, int> { ["antarctica"] = 81, ["選挙"] = 7 },
            [new("antartica", "antarctica")],
            IsLoosened: true
        );

        Assert.Equal("some|antarctica=81,選挙=7|antartica=antarctica|loosened", search.ToString());
        Assert.Equal(
            "all|||",
            new FrozenSearch(SearchMatch.All, new Dictionary<string, int>(), [], IsLoosened: false).ToString()
        );
    }

    [Fact]
    public void It_reads_as_it_was_written() =>
        Search.Sample(search =>
        {
            var read = FrozenSearch.Parse(search.ToString());

            Assert.Equal(search.Match, read.Match);
            Assert.Equal(search.Weights, read.Weights);
            Assert.Equal(search.Corrections, read.Corrections);
        });
}
