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
        Gen.Select(
            Gen.Int[0, 500],
            Gen.Enum<WordRole>(),
            Gen.Int[0, 7],
            (weight, role, tier) => new FrozenWord(weight, role, tier)
        ).Array[0, 50],
        FoundWords,
        Gen.Bool,
        Gen.Int[-1, 9],
        (match, words, corrected, loosened, all) =>
            new FrozenSearch(
                match,
                words,
                [.. corrected.Zip(corrected.Reverse(), (from, to) => new SpellingCorrection(from, to))],
                loosened,
                all < 0 ? null : all
            )
    );

    [Fact]
    public void It_is_written_without_spaces()
    {
        var search = new FrozenSearch(
            SearchMatch.Some,
            [new(81, WordRole.Needed, 0), new(7, WordRole.Optional, 3), new(0, WordRole.Ignored, 0)],
            [new("antartica", "antarctica")],
            IsLoosened: true,
            HavingAllWords: 3
        );

        Assert.Equal("some|81.0,7.3o,0.0i|antartica=antarctica|loosened|3", search.ToString());
        Assert.Equal("all||||", new FrozenSearch(SearchMatch.All, [], [], false, null).ToString());
    }

    [Fact]
    public void It_reads_as_it_was_written() =>
        Search.Sample(search =>
        {
            var read = FrozenSearch.Parse(search.ToString());

            Assert.Equal(search.Words, read.Words);
            Assert.Equal(search.Corrections, read.Corrections);
            Assert.Equal(
                (search.Match, search.IsLoosened, search.HavingAllWords),
                (read.Match, read.IsLoosened, read.HavingAllWords)
            );
        });
}
