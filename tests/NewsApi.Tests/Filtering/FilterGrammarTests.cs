using CsCheck;
using NewsApi.Filtering;
using Xunit;

namespace NewsApi.Tests.Filtering;

public sealed class FilterGrammarTests
{
    [Fact]
    public void Text_made_of_a_tree_reads_as_the_same_tree()
    {
        FilterTrees
            .AsRead(Gen.OneOf("science", "place/ukraine", "en-GB", "x", "a/b-c", "a-1_b"), 3)
            .Where(tree => tree.Names.Count() <= 64 && tree.ToString()!.Length <= 2000)
            .Sample(tree =>
            {
                Assert.True(FilterExpression.TryRead(tree.ToString()!, out var read, out var fault), fault);
                Assert.Equal(FilterTrees.Shape(tree), FilterTrees.Shape(read));
            });
    }

    [Fact]
    public void No_text_makes_the_parser_fail_otherwise_than_with_a_fault()
    {
        Gen.String[Gen.Char["abz09-_/~,|()\0é中 "], 0, 60]
            .Sample(text =>
            {
                var read = FilterExpression.TryRead(text, out var filter, out var fault);
                Assert.Equal(read, filter is not null);
                Assert.Equal(read, fault is null);
            });
    }

    [Theory]
    [InlineData("a,b|c", "((a&b)|c)")]
    [InlineData("a|b,c", "(a|(b&c))")]
    [InlineData("a,(b|c)", "(a&(b|c))")]
    [InlineData("-a,b", "(!a&b)")]
    [InlineData("-(a,b)", "!(a&b)")]
    [InlineData("a-b~", "a-b~")]
    public void And_binds_tighter_than_or_and_not_tighter_still(string text, string shape)
    {
        Assert.True(FilterExpression.TryRead(text, out var filter, out _));
        Assert.Equal(shape, FilterTrees.Shape(filter));
    }

    [Theory]
    [InlineData("a,", "At offset 2, the end: expected a name, '-' or '('.")]
    [InlineData("a,,b", "At offset 2, ',': expected a name, '-' or '('.")]
    [InlineData("(a", "At offset 2, the end: expected ')', ',' or '|'.")]
    [InlineData("a)", "At offset 1, ')': expected ',', '|' or the end.")]
    [InlineData("a b", "At offset 1, ' ': expected ',', '|' or the end.")]
    [InlineData("a|\U0001F600", "At offset 2, '\U0001F600': expected a name, '-' or '('.")]
    [InlineData("--a", "At offset 1, '-': expected a name or '('.")]
    public void A_fault_says_where_it_is_and_what_was_expected(string text, string fault)
    {
        Assert.False(FilterExpression.TryRead(text, out _, out var said));
        Assert.Equal(fault, said);
    }

    [Fact]
    public void Length_depth_and_number_of_names_are_bounded()
    {
        Assert.False(FilterExpression.TryRead(new string('a', 2001), out _, out var length));
        Assert.False(FilterExpression.TryRead(new string('(', 17) + "a" + new string(')', 17), out _, out var depth));
        Assert.False(FilterExpression.TryRead(string.Join(',', Enumerable.Repeat("a", 65)), out _, out var names));

        Assert.Contains("2000 characters", length, StringComparison.Ordinal);
        Assert.Contains("16 deep", depth, StringComparison.Ordinal);
        Assert.Contains("64", names, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Hostile =>
        new()
        {
            { new string('a', 10_000), "2000 characters; this one has 10000" },
            { new string('(', 10_000), "2000 characters; this one has 10000" },
            { Repeat("-(", 5000), "2000 characters; this one has 10000" },
            { Repeat("(", 100) + "a" + Repeat(")", 100), "At offset 17, '(': parentheses may be nested 16 deep." },
            { Repeat("-(", 100) + "a" + Repeat(")", 100), "At offset 34, '-': parentheses may be nested 16 deep." },
            { Repeat("(", 2000), "At offset 17, '(': parentheses may be nested 16 deep." },
            { Repeat("a,", 1000), "A filter may name 64 things." },
            { "", "At offset 0, the end: " },
            { ",", "At offset 0, ',': " },
            { "|", "At offset 0, '|': " },
            { "()", "At offset 1, ')': " },
            { "-()", "At offset 2, ')': " },
            { "-", "At offset 1, the end: " },
            { "~", "At offset 0, '~': " },
            { "-~", "At offset 1, '~': " },
            { "a~~", "At offset 2, '~': " },
            { "(a)~", "At offset 3, '~': " },
            { "a||b", "At offset 2, '|': " },
            { "a|,b", "At offset 2, ',': " },
            { "a(b)", "At offset 1, '(': " },
            { "a\uFF0Cb", "At offset 1, '\uFF0C': " },
            { "a\uFF5Cb", "At offset 1, '\uFF5C': " },
            { "\uFF08a\uFF09", "At offset 0, '\uFF08': " },
            { "(a\uFF09", "At offset 2, '\uFF09': " },
            { "\u2212a", "At offset 0, '\u2212': " },
            { "\u2010a", "At offset 0, '\u2010': " },
            { "a\u2010b", "At offset 1, '\u2010': " },
            { "a\uFF5E", "At offset 1, '\uFF5E': " },
            { "\u0430", "At offset 0, '\u0430': " },
            { "\uFF41", "At offset 0, '\uFF41': " },
            { "a\u0661", "At offset 1, '\u0661': " },
            { "a\u200B", "At offset 1, '\u200B': " },
        };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Hostile_text_is_refused_at_once_with_its_place_or_the_bound_it_breaks(string text, string fault)
    {
        var (read, said) = await Task.Run(() => (FilterExpression.TryRead(text, out _, out var why), why))
            .WaitAsync(TimeSpan.FromSeconds(5));

        Assert.False(read);
        Assert.Contains(fault, said, StringComparison.Ordinal);
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
