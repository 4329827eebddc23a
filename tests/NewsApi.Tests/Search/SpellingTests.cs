using CsCheck;
using NewsApi.Search;
using Xunit;

namespace NewsApi.Tests.Search;

public sealed class SpellingTests
{
    // Few letters, so that words often have the same letter twice.
    private static readonly Gen<char> Letter = Gen.OneOf([.. "abcdйç"]);

    private static readonly Gen<string> Word = Letter.Array[1, 12].Select(string.Concat);

    private static readonly Gen<(string Word, string Slipped)> Slip = Gen.Select(
            Letter.Array[4, 24].Select(string.Concat),
            Gen.Int[0, 1000],
            Letter,
            Gen.Int[0, 3],
            (word, place, letter, slip) =>
            {
                var at = place % word.Length;
                var next = (at + 1) % word.Length;
                return (
                    word,
                    slip switch
                    {
                        0 => word.Insert(place % (word.Length + 1), letter.ToString()),
                        1 => word.Remove(at, 1),
                        2 => word.Remove(at, 1).Insert(at, letter.ToString()),
                        _ when next > at => word.Remove(at, 2).Insert(at, $"{word[next]}{word[at]}"),
                        _ => word + letter,
                    }
                );
            }
        )
        .Where(slip => slip.word != slip.Item2);

    [Theory]
    [InlineData("vote", true)]
    [InlineData("выборы", true)]
    [InlineData("tax", false)]
    [InlineData("2024", false)]
    [InlineData("covid19", false)]
    [InlineData("abcdefghijklmnopqrstuvwx", true)]
    [InlineData("abcdefghijklmnopqrstuvwxy", false)]
    [InlineData("𐐨𐐨𐐨𐐨", false)]
    [InlineData("नमस्ते", false)]
    public void Words_of_letters_that_are_neither_short_nor_long_are_mended(string word, bool isMended) =>
        Assert.Equal(isMended, Spelling.IsMended(word));

    [Fact]
    public void A_word_is_shortened_by_each_of_its_letters() =>
        Assert.Equal(["oot", "rot", "roo", "root"], Spelling.Shortened("root"));

    [Theory]
    [InlineData("antartica", "antarctica", 1)]
    [InlineData("electoin", "election", 1)]
    [InlineData("goverment", "government", 1)]
    [InlineData("bote", "vote", 2)]
    [InlineData("ovte", "vote", 2)]
    [InlineData("vote", "vote", 0)]
    [InlineData("abc", "ca", 4)]
    [InlineData("kitten", "sitting", 4)]
    public void Distance_counts_slips_and_one_more_for_the_first_letter(string typed, string meant, int distance) =>
        Assert.Equal(distance, Spelling.Distance(typed, meant));

    [Fact]
    public void Words_at_one_slip_have_a_shortened_form_in_common_and_are_near() =>
        Slip.Sample(slip =>
        {
            Assert.NotEmpty(Spelling.Shortened(slip.Word).Intersect(Spelling.Shortened(slip.Slipped)));
            Assert.Equal(slip.Word[0] == slip.Slipped[0] ? 1 : 2, Spelling.Distance(slip.Word, slip.Slipped));
        });

    [Fact]
    public void Distance_is_the_same_both_ways_and_nothing_only_between_equal_words() =>
        Gen.Select(Word, Word)
            .Sample(
                (one, other) =>
                {
                    var distance = Spelling.Distance(one, other);

                    Assert.Equal(distance, Spelling.Distance(other, one));
                    Assert.Equal(one == other, distance == 0);
                    Assert.InRange(
                        distance,
                        Math.Abs(one.Length - other.Length),
                        Math.Max(one.Length, other.Length) + 1
                    );
                    Assert.Equal(0, Spelling.Distance(one, one));
                }
            );
}
