using System.Diagnostics;
using System.Text;
using CsCheck;
using NewsApi.Search;
using Xunit;

namespace NewsApi.Tests.Search;

/// <summary>What holds for every letter there is, and for signs that stand in words unseen.</summary>
public sealed class UnicodeTests
{
    private static readonly Rune[] Letters =
    [
        .. Enumerable
            .Range(0, 0x110000)
            .Where(Rune.IsValid)
            .Select(value => new Rune(value))
            .Where(Rune.IsLetterOrDigit),
    ];

    [Fact]
    public void Every_letter_is_a_word_that_is_the_only_word_of_itself()
    {
        foreach (var letter in Letters)
        {
            // Spaces and marks in another form count as letters in Unicode, but there is nothing to look for in them.
            var isVisible = letter
                .ToString()
                .Normalize(NormalizationForm.FormKD)
                .EnumerateRunes()
                .Any(Rune.IsLetterOrDigit);
            var words = Words.In(letter.ToString()).ToArray();

            Assert.True(words.Length == (isVisible ? 1 : 0), $"U+{letter.Value:X4} has {words.Length} words.");
            foreach (var word in words)
                Assert.Equal(
                    (word.Text, word.IsUnspaced),
                    Words.In(word.Text).Select(again => (again.Text, again.IsUnspaced)).Single()
                );
        }
    }

    [Fact]
    public void A_word_of_any_text_is_the_only_word_of_itself() =>
        SearchTexts.Any.Sample(text =>
        {
            foreach (var word in Words.In(text))
                Assert.Equal(
                    (word.Text, word.IsUnspaced),
                    Words.In(word.Text).Select(again => (again.Text, again.IsUnspaced)).Single()
                );
        });

    [Theory]
    [InlineData("ΟΔΟΣ", "οδός")]
    [InlineData("می\u200Cخواهم", "میخواهم")]
    [InlineData("क्\u200Dष", "क्ष")]
    [InlineData("par\u00ADlia\u00ADment", "parliament")]
    [InlineData("coŀlegi", "collegi")]
    public void Letters_that_look_alike_are_one_word(string one, string other) =>
        Assert.Equal(Assert.Single(Words.In(other)).Text, Assert.Single(Words.In(one)).Text);

    [Theory]
    [InlineData("the U.S.’s debt")]
    [InlineData("the U.S.'s debt")]
    [InlineData("the U.S's debt")]
    public void Initials_have_possessives_too(string text) =>
        Assert.Equal(["the", "us", "debt"], Words.In(text).Select(word => word.Text));

    [Fact]
    public void Half_a_million_marks_on_one_letter_are_no_trouble()
    {
        var watch = Stopwatch.StartNew();

        Assert.Equal("a b", Joined("a" + string.Concat(Enumerable.Repeat("\u0301\u0316", 250_000)) + " b"));
        Assert.StartsWith(
            "東",
            Joined("東" + new string('\u0300', 250_000) + new string('\u0316', 250_000)),
            StringComparison.Ordinal
        );

        // Some hundredths of a second; to put so many marks in order takes minutes.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));

        string Joined(string text) => string.Join(' ', Words.In(text).Select(word => word.Text));
    }
}
