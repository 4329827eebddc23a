using NewsApi.Search;
using Xunit;

namespace NewsApi.Tests.Search;

public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("budget vote", "budget vote")]
    [InlineData("Budget  VOTE, budget", "budget vote")]
    [InlineData("covid-19", "covid 19")]
    [InlineData("the U.S. Senate’s", "the us senate")]
    [InlineData("a\tb\r\nc\u3000d\u00A0e\u2028f", "a b c d e f")]
    [InlineData("参院選 2024", "参院 院選 2024")]
    [InlineData("選", "選")]
    public void Plain_words_are_clauses_of_their_own(string text, string clauses) =>
        Assert.Equal(clauses, Read(text).ToString());

    [Theory]
    [InlineData("\"climate law\"", "\"climate law\"")]
    [InlineData("“Climate Law” now", "\"climate law\" now")]
    [InlineData("„Klimagesetz jetzt“", "\"klimagesetz jetzt\"")]
    [InlineData("«loi climat»", "\"loi climat\"")]
    [InlineData("\"climate law", "\"climate law\"")]
    [InlineData("vote \"", "vote")]
    [InlineData("\"\" vote \"!\"", "vote")]
    [InlineData("on\"climate law\"vote", "on \"climate law\" vote")]
    [InlineData("\"vote\"", "\"vote\"")]
    [InlineData("\"a OR -b\"", "\"a or b\"")]
    [InlineData("\"参院選\"", "\"参院選\"")]
    public void Quotation_marks_keep_words_together(string text, string clauses) =>
        Assert.Equal(clauses, Read(text).ToString());

    [Theory]
    [InlineData("a OR b", "a OR b")]
    [InlineData("x a OR b y", "x a OR b y")]
    [InlineData("a OR b OR c d", "a OR b OR c d")]
    [InlineData("a OR b c OR d", "a OR b c OR d")]
    [InlineData("\"a b\" OR c-d OR 東京都", "\"a b\" OR \"c d\" OR \"東京都\"")]
    [InlineData("a or b Or c", "a or b c")]
    [InlineData("a \"OR\" b", "a \"or\" b")]
    [InlineData("a (OR) b", "a or b")]
    public void OR_binds_its_neighbours_alone(string text, string clauses) =>
        Assert.Equal(clauses, Read(text).ToString());

    [Theory]
    [InlineData("OR", "or")]
    [InlineData("OR OR", "or")]
    [InlineData("OR a", "or a")]
    [InlineData("a OR", "a or")]
    [InlineData("a OR b OR", "a OR b or")]
    [InlineData("OR OR a", "or OR a")]
    [InlineData("a OR -b", "a or -b")]
    [InlineData("-a OR b", "-a or b")]
    [InlineData("a OR ! b", "a OR b")]
    public void OR_without_two_neighbours_is_a_word(string text, string clauses) =>
        Assert.Equal(clauses, Read(text).ToString());

    [Theory]
    [InlineData("-a", "-a")]
    [InlineData("a -b", "a -b")]
    [InlineData("--a", "-a")]
    [InlineData("a-b", "a b")]
    [InlineData("a- b", "a b")]
    [InlineData("a - b", "a b")]
    [InlineData("-a-b", "-\"a b\"")]
    [InlineData("-\"a b\"", "-\"a b\"")]
    [InlineData("-“a b", "-\"a b\"")]
    [InlineData("-OR", "-or")]
    [InlineData("a -OR b", "a -or b")]
    [InlineData("-東京都", "-\"東京都\"")]
    [InlineData("–a", "a")]
    public void A_hyphen_before_it_excludes(string text, string clauses) =>
        Assert.Equal(clauses, Read(text).ToString());

    [Theory]
    [InlineData("a & b | !c <-> d:* (e)", "a b c d e")]
    [InlineData("'; drop table x; -- y", "drop table x y")]
    [InlineData("100% a_b \\ \\x $1 @p {0}", "100 a b x 1 p 0")]
    [InlineData("a:AB*", "a ab")]
    [InlineData("<script>&amp;", "script amp")]
    public void Signs_that_mean_something_elsewhere_mean_nothing_here(string text, string clauses) =>
        Assert.Equal(clauses, Read(text).ToString());

    [Fact]
    public void A_phrase_says_what_to_look_up_and_what_must_stand_in_the_text()
    {
        var phrase = Read("\"to be or not to be\"").Clauses[0].Alternatives[0];
        Assert.Equal(["to", "be", "or", "not"], phrase.Words);
        Assert.Equal(" to be or not to be ", phrase.Line);

        var mixed = Read("\"NATO加盟国\"").Clauses[0].Alternatives[0];
        Assert.Equal(["nato", "加盟", "盟国"], mixed.Words);
        Assert.Equal(" nato 加盟国", mixed.Line);

        Assert.Equal("選", Read("\"選\"").Clauses[0].Alternatives[0].Line);
        Assert.Null(Read("\"vote\"").Clauses[0].Alternatives[0].Line);
    }

    [Fact]
    public void Only_words_alone_outside_quotation_marks_are_plain()
    {
        var query = Read("budget \"vote\" -tax a OR b well-known 参院選");

        Assert.Equal(
            ["budget", null, null, null, "well", "known", "参院", "院選"],
            query.Clauses.Select(clause => clause.PlainWord)
        );
        Assert.Equal(
            ["参院", "院選"],
            query.Clauses.Where(clause => clause.IsPiece).Select(clause => clause.PlainWord)
        );
        Assert.Equal(["budget", "vote", "tax", "a", "b", "well", "known", "参院", "院選"], query.Words);
    }

    [Fact]
    public void A_correction_takes_the_place_of_the_plain_word_alone()
    {
        var query = Read("antartica \"antartica\" -antartica antartica OR x y");

        Assert.Equal(
            "antarctica \"antartica\" -antartica antartica OR x y",
            query.With([new("antartica", "antarctica")]).ToString()
        );
        Assert.Equal(query.ToString(), query.With([new("x", "z")]).ToString());
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\"")]
    [InlineData("-")]
    [InlineData("-\"\" \"-\" «»")]
    [InlineData("!?& 👍🏽")]
    public void Without_letter_or_digit_there_is_nothing_to_look_for(string text)
    {
        Assert.False(SearchQuery.TryRead(text, out var query, out var fault));
        Assert.Null(query);
        Assert.Equal("Has neither a letter nor a digit to look for.", fault);
    }

    [Fact]
    public void A_query_may_have_1000_characters()
    {
        var characters = Enumerable.Range(0, SearchQuery.MaxLength / 2).Select(at => (char)('一' + at));
        Assert.Equal(SearchQuery.MaxLength / 2, Read(string.Join(' ', characters)).Clauses.Count);
        Assert.True(SearchQuery.TryRead(new string('x', SearchQuery.MaxLength), out _, out _));

        Assert.False(SearchQuery.TryRead(new string('x', SearchQuery.MaxLength + 1), out _, out var fault));
        Assert.Equal("May have 1000 characters, not 1001.", fault);
    }

    private static SearchQuery Read(string text)
    {
        Assert.True(SearchQuery.TryRead(text, out var query, out var fault), fault);
        Assert.Equal(text, query.Text);
        return query;
    }
}
