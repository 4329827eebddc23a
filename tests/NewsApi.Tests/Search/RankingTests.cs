using CsCheck;
using NewsApi.Search;
using Xunit;

namespace NewsApi.Tests.Search;

public sealed class RankingTests
{
    private static readonly Gen<double> Amount = Gen.OneOf(Gen.Const(0.0), Gen.Double[0, 20], Gen.Double[0, 1e6]);
    private static readonly Gen<long> Count = Gen.OneOf(Gen.Long[0, 100], Gen.Long[0, 1_000_000_000]);

    [Fact]
    public void A_level_lies_within_its_bounds() =>
        Gen.Select(Amount, Amount)
            .Sample((frequency, length) => Assert.InRange(Ranking.Level(frequency, length), 1, TermKey.Levels));

    [Fact]
    public void A_level_never_falls_when_the_word_occurs_more_often() =>
        Gen.Select(Amount, Amount, Amount)
            .Sample(
                (frequency, more, length) =>
                    Assert.True(Ranking.Level(frequency, length) <= Ranking.Level(frequency + more, length))
            );

    [Fact]
    public void A_level_never_rises_when_the_story_is_longer() =>
        Gen.Select(Amount, Amount, Amount)
            .Sample(
                (frequency, length, more) =>
                    Assert.True(Ranking.Level(frequency, length) >= Ranking.Level(frequency, length + more))
            );

    [Fact]
    public void Levels_reach_from_the_lowest_to_the_highest()
    {
        Assert.Equal(1, Ranking.Level(0, 0));
        Assert.Equal(TermKey.Levels, Ranking.Level(1000, 300));
        Assert.InRange(Ranking.Level(2.5, 300), 2, TermKey.Levels - 1);
    }

    [Fact]
    public void A_word_weighs_no_more_the_more_stories_have_it() =>
        Gen.Select(Count, Count, Count)
            .Sample(
                (stories, having, more) =>
                {
                    Assert.True(Ranking.Weight(stories, having) >= Ranking.Weight(stories, having + more));
                    Assert.True(Ranking.Weight(stories, having) <= Ranking.Weight(stories + more, having));
                    Assert.True(Ranking.Weight(stories, having) >= 1);
                }
            );

    [Fact]
    public void An_occurrence_adds_less_the_later_it_stands_and_most_in_the_headline() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Int[1, 100_000])
            .Sample(
                (position, later) =>
                {
                    foreach (
                        var field in (SearchField[])[SearchField.Headline, SearchField.Standfirst, SearchField.Body]
                    )
                        Assert.True(
                            Ranking.OccurrenceWeight(field, position)
                                > Ranking.OccurrenceWeight(field, position + later)
                        );
                    Assert.True(
                        Ranking.OccurrenceWeight(SearchField.Headline, position)
                            > Ranking.OccurrenceWeight(SearchField.Body, position)
                    );
                    Assert.Equal(1, Ranking.OccurrenceWeight(SearchField.Names, position));
                }
            );
}
