using CsCheck;
using NewsApi.Filtering;
using Xunit;

namespace NewsApi.Tests.Filtering;

public sealed class FilterGrammarTests
{
    private static readonly Gen<string> Name = Gen.OneOf("science", "place/ukraine", "en-GB", "x", "a/b-c", "a-1_b");

    private static Gen<FilterExpression> Tree(int depth)
    {
        Gen<FilterExpression> leaf = Gen.Select(
            Name,
            Gen.Bool,
            (name, below) => (FilterExpression)new NameFilter(name, below, 0)
        );
        if (depth == 0)
            return leaf;
        var inner = Tree(depth - 1);
        return Gen.OneOf<FilterExpression>(
            leaf,
            inner
                .Where(operand => operand is not NotFilter)
                .Select(operand => (FilterExpression)new NotFilter(operand)),
            inner
                .Where(operand => operand is not AllFilter)
                .List[2, 3]
                .Select(operands => (FilterExpression)new AllFilter(operands)),
            inner
                .Where(operand => operand is not AnyFilter)
                .List[2, 3]
                .Select(operands => (FilterExpression)new AnyFilter(operands))
        );
    }

    [Fact]
    public void Text_made_of_a_tree_reads_as_the_same_tree()
    {
        Tree(3)
            .Where(tree => tree.Names.Count() <= 64 && tree.ToString()!.Length <= 2000)
            .Sample(tree =>
            {
                Assert.True(FilterExpression.TryRead(tree.ToString()!, out var read, out var fault), fault);
                Assert.Equal(Shape(tree), Shape(read));
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
        Assert.Equal(shape, Shape(filter));
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

    /// <summary>The tree alone, every operation in parentheses: independent of how the tree writes itself.</summary>
    private static string Shape(FilterExpression filter) =>
        filter switch
        {
            NameFilter name => name.Name + (name.WithDescendants ? "~" : ""),
            NotFilter not => "!" + Shape(not.Operand),
            AllFilter all => $"({string.Join('&', all.Operands.Select(Shape))})",
            AnyFilter any => $"({string.Join('|', any.Operands.Select(Shape))})",
            _ => throw new NotSupportedException(),
        };
}
