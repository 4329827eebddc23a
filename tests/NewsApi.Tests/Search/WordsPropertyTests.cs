using System.Text;
using CsCheck;
using NewsApi.Search;
using Xunit;

namespace NewsApi.Tests.Search;

public sealed class WordsPropertyTests
{
    private static readonly Gen<string> Accent = Gen.Char['\u0300', '\u036F'].Select(mark => mark.ToString());

    [Fact]
    public void Words_stand_in_the_text_one_after_the_other() =>
        SearchTexts.Any.Sample(text =>
        {
            var from = 0;
            foreach (var word in Words.In(text))
            {
                Assert.NotEmpty(word.Text);
                Assert.InRange(word.Start, from, text.Length - 1);
                Assert.InRange(word.Length, 1, text.Length - word.Start);
                Assert.True(word.IsUnspaced || word.Text.Length <= 64, "Only runs may be long.");
                from = word.Start + word.Length;
            }
        });

    [Fact]
    public void Whatever_stands_between_words_has_no_letter_but_that_of_a_possessive() =>
        SearchTexts.Written.Sample(text =>
        {
            var rest = new StringBuilder(text);
            foreach (var word in Words.In(text))
            {
                for (var i = word.Start; i < word.Start + word.Length; i++)
                    rest[i] = ' ';
            }
            var between = rest.ToString().Replace("'s", "").Replace("'S", "").Replace("’s", "").Replace("’S", "");
            Assert.DoesNotContain(between.EnumerateRunes(), Rune.IsLetterOrDigit);
        });

    [Fact]
    public void A_word_of_a_text_is_the_only_word_of_itself() =>
        SearchTexts.Written.Sample(text =>
        {
            foreach (var word in Words.In(text))
                Assert.Equal((word.Text, word.IsUnspaced), Assert.Single(Words.In(word.Text).Select(Kind)));
        });

    [Fact]
    public void Words_are_the_same_however_their_letters_are_composed() =>
        SearchTexts.Written.Sample(text =>
            Assert.Equal(
                Words.In(text.Normalize(NormalizationForm.FormC)).Select(Kind),
                Words.In(text.Normalize(NormalizationForm.FormD)).Select(Kind)
            )
        );

    [Fact]
    public void Case_makes_no_other_word() =>
        SearchTexts.Written.Sample(text =>
        {
            // A possessive s ends where any letter follows, in whichever case.
            Assert.Equal(Words.In(text).Select(Kind), Words.In(text.ToUpperInvariant()).Select(Kind));
            Assert.Equal(Words.In(text).Select(Kind), Words.In(text.ToLowerInvariant()).Select(Kind));
        });

    [Fact]
    public void Accents_make_no_other_word_of_Latin() =>
        Gen.Select(
                SearchTexts.Latin,
                Gen.OneOf(Accent, Accent.Array[2, 5].Select(string.Concat), Gen.Const("")).Array[50]
            )
            .Sample(
                (text, accents) =>
                {
                    var accented = string.Concat(
                        text.Select((letter, at) => letter + (letter == ' ' ? "" : accents[at]))
                    );
                    Assert.Equal(Words.In(text).Select(Kind), Words.In(accented).Select(Kind));
                    Assert.Equal(
                        Words.In(text).Select(Kind),
                        Words.In(accented.Normalize(NormalizationForm.FormC)).Select(Kind)
                    );
                }
            );

    [Fact]
    public void Pairs_cover_their_run() =>
        SearchTexts.Any.Sample(text =>
        {
            foreach (var run in Words.In(text).Where(word => word.IsUnspaced))
            {
                var characters = run.Text.EnumerateRunes().Select(character => character.ToString()).ToArray();
                var pairs = Words.Grams(run).ToArray();

                string[] expected =
                    characters.Length == 1
                        ? characters
                        : [.. characters.Zip(characters.Skip(1), (one, next) => one + next)];
                Assert.Equal(expected, pairs.Select(pair => pair.Text));
                Assert.All(
                    pairs,
                    pair =>
                    {
                        Assert.False(pair.IsUnspaced);
                        Assert.InRange(pair.Start, run.Start, run.Start + run.Length - 1);
                        Assert.InRange(pair.Start + pair.Length, pair.Start + 1, run.Start + run.Length);
                        if (run.Text.Length == run.Length)
                            Assert.Equal(run.Text.Substring(pair.Start - run.Start, pair.Length), pair.Text);
                    }
                );
            }
        });

    private static (string Text, bool IsUnspaced) Kind(Word word) => (word.Text, word.IsUnspaced);
}
