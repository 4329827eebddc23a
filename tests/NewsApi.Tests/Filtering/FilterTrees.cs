using CsCheck;
using NewsApi.Filtering;

namespace NewsApi.Tests.Filtering;

/// <summary>Random filters, and what the tests ask of a tree.</summary>
internal static class FilterTrees
{
    /// <summary>Trees that their own text reads as: no operation directly within the same one.</summary>
    public static Gen<FilterExpression> AsRead(Gen<string> names, int depth) => Tree(names, depth, nested: false);

    /// <summary>Any trees, double negation and operations within the same operation included.</summary>
    public static Gen<FilterExpression> Nested(Gen<string> names, int depth) => Tree(names, depth, nested: true);

    /// <summary>The tree alone, every operation in parentheses: independent of how the tree writes itself.</summary>
    public static string Shape(FilterExpression filter) =>
        filter switch
        {
            NameFilter name => name.Name + (name.WithDescendants ? "~" : ""),
            NotFilter not => "!" + Shape(not.Operand),
            AllFilter all => $"({string.Join('&', all.Operands.Select(Shape))})",
            AnyFilter any => $"({string.Join('|', any.Operands.Select(Shape))})",
            _ => throw new NotSupportedException(),
        };

    private static Gen<FilterExpression> Tree(Gen<string> names, int depth, bool nested)
    {
        Gen<FilterExpression> leaf = Gen.Select(
            names,
            Gen.Bool,
            (name, below) => (FilterExpression)new NameFilter(name, below, 0)
        );
        if (depth == 0)
            return leaf;
        var inner = Tree(names, depth - 1, nested);
        return Gen.OneOf<FilterExpression>(
            leaf,
            inner
                .Where(operand => nested || operand is not NotFilter)
                .Select(operand => (FilterExpression)new NotFilter(operand)),
            inner
                .Where(operand => nested || operand is not AllFilter)
                .List[2, 3]
                .Select(operands => (FilterExpression)new AllFilter(operands)),
            inner
                .Where(operand => nested || operand is not AnyFilter)
                .List[2, 3]
                .Select(operands => (FilterExpression)new AnyFilter(operands))
        );
    }
}
