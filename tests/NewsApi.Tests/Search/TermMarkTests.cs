using NewsApi.Search;
using Xunit;

namespace NewsApi.Tests.Search;

public sealed class TermMarkTests
{
    [Theory]
    [InlineData("en", "=language/en")]
    [InlineData("zh-Hant-TW", "=language/zh-Hant-TW =language/zh-Hant =language/zh")]
    public void A_language_stands_for_all_it_is_a_form_of(string language, string marks) =>
        Assert.Equal(marks.Split(' '), TermMark.OfLanguageAndAbove(language));

    [Fact]
    public void No_word_is_a_mark()
    {
        foreach (var mark in (string[])[TermMark.OfType("article"), TermMark.OfLanguage("en")])
            Assert.DoesNotContain(mark, Words.In(mark).Select(word => word.Text));
    }
}
