namespace NewsApi.Filtering;

/// <summary>One filter for all the ways to write it, so that equal queries share a cache entry and a cursor.
/// <para>Two filters have the same normal form exactly when the following laws, applied in any number at any place, make
/// one into the other: the order, grouping and repetition of operands count for nothing; <c>-(-a)</c> is <c>a</c>;
/// <c>-(a,b)</c> is <c>-a|-b</c> and <c>-(a|b)</c> is <c>-a,-b</c>; <c>a,(a|b)</c> and <c>a|(a,b)</c> are <c>a</c>. These
/// are the laws of a free lattice whose generators are the names and their negations, and Whitman's canonical form of its
/// elements is what is computed.</para>
/// <para>Filters that are equal for other reasons keep different normal forms: <c>a,(b|c)</c> is not multiplied out, since
/// that may double the size with every operand; <c>a,-a</c> and <c>a|-a</c> stay, since the grammar has no word for nothing
/// and everything; <c>a</c> and <c>a~</c> count as unrelated; names that differ in case differ.</para></summary>
public static class FilterNormalForm
{
    /// <summary>A filter that matches the same, negates only names, and has its operands in ordinal order of their text.
    /// The normal form of a normal form is itself. Compare normal forms by their text: trees are equal only to themselves.
    /// Their names have offset 0, so report unknown names before.
    /// <para>A normal form has no more names and no deeper parentheses than <paramref name="filter"/>. Its text may be longer
    /// by a minus sign and a pair of parentheses for each name, and by what present names are longer than former ones. If
    /// <paramref name="filter"/> was read from text and its normal form keeps within <see cref="FilterParser.MaxLength"/>,
    /// that reads as the same tree again.</para></summary>
    /// <param name="presentName">The present name of what a name is or was called: a moved section, a merged tag. Leaves
    /// present names as they are. Without it, every name is a present one.</param>
    public static FilterExpression Normalise(this FilterExpression filter, Func<string, string>? presentName = null) =>
        new Writer(presentName ?? (name => name)).Write(filter, negated: false);

    private sealed class Writer(Func<string, string> presentName)
    {
        // Without it, comparing alternating operations takes time exponential in their depth. Operations are found by
        // their list of operands, which is the same object wherever the operation stands; names by what they say.
        private readonly Dictionary<(FilterExpression Narrow, FilterExpression Wide), bool> _implications = [];

        public FilterExpression Write(FilterExpression filter, bool negated) =>
            filter switch
            {
                NameFilter name => Literal(name, negated),
                NotFilter not => Write(not.Operand, !negated),
                AllFilter all => Operation(conjunction: !negated, all.Operands.Select(part => Write(part, negated))),
                AnyFilter any => Operation(conjunction: negated, any.Operands.Select(part => Write(part, negated))),
                _ => throw new NotSupportedException($"{filter.GetType().Name} has no normal form."),
            };

        private FilterExpression Literal(NameFilter name, bool negated)
        {
            var present = new NameFilter(presentName(name.Name), name.WithDescendants, Offset: 0);
            return negated ? new NotFilter(present) : present;
        }

        /// <param name="parts">In normal form.</param>
        private FilterExpression Operation(bool conjunction, IEnumerable<FilterExpression> parts)
        {
            var operands = Opened(conjunction, parts.SelectMany(part => OperandsOf(conjunction, part)));
            List<FilterExpression> kept = [];
            foreach (var operand in operands)
            {
                if (kept.Exists(other => Absorbs(conjunction, other, operand)))
                    continue;
                kept.RemoveAll(other => Absorbs(conjunction, operand, other));
                kept.Add(operand);
            }
            return kept is [var only]
                ? only
                : Combine(conjunction, [.. kept.OrderBy(operand => operand.ToString(), StringComparer.Ordinal)]);
        }

        /// <summary>An operand gives way to one of its own operands where that leaves the whole as it is: in
        /// <c>p,q,(r|p,q)</c> the last one gives way to <c>p,q</c>, which then is but a repetition.</summary>
        private List<FilterExpression> Opened(bool conjunction, IEnumerable<FilterExpression> parts)
        {
            List<FilterExpression> operands = [.. parts];
            var whole = Combine(conjunction, [.. operands]);
            for (var i = 0; i < operands.Count; )
            {
                var enough = OperandsOf(!conjunction, operands[i]) is { Count: > 1 } inner
                    ? inner.FirstOrDefault(part => Absorbs(conjunction, whole, part))
                    : null;
                if (enough is null)
                {
                    i++;
                    continue;
                }
                operands.RemoveAt(i);
                operands.InsertRange(i, OperandsOf(conjunction, enough));
            }
            return operands;
        }

        /// <summary>Whether <paramref name="operand"/> beside <paramref name="other"/> changes nothing.</summary>
        private bool Absorbs(bool conjunction, FilterExpression other, FilterExpression operand) =>
            conjunction ? Implies(other, operand) : Implies(operand, other);

        /// <summary>Whether the laws alone make everything that <paramref name="narrow"/> matches a match of
        /// <paramref name="wide"/>.</summary>
        private bool Implies(FilterExpression narrow, FilterExpression wide)
        {
            if (_implications.TryGetValue((narrow, wide), out var known))
                return known;
            var implies = (narrow, wide) switch
            {
                (AnyFilter any, _) => any.Operands.All(part => Implies(part, wide)),
                (_, AllFilter all) => all.Operands.All(part => Implies(narrow, part)),
                (AllFilter all, AnyFilter any) => all.Operands.Any(part => Implies(part, wide))
                    || any.Operands.Any(part => Implies(narrow, part)),
                (AllFilter all, _) => all.Operands.Any(part => Implies(part, wide)),
                (_, AnyFilter any) => any.Operands.Any(part => Implies(narrow, part)),
                _ => narrow == wide,
            };
            return _implications[(narrow, wide)] = implies;
        }

        private static IReadOnlyList<FilterExpression> OperandsOf(bool conjunction, FilterExpression filter) =>
            filter switch
            {
                AllFilter all when conjunction => all.Operands,
                AnyFilter any when !conjunction => any.Operands,
                _ => [filter],
            };

        private static FilterExpression Combine(bool conjunction, IReadOnlyList<FilterExpression> operands) =>
            conjunction ? new AllFilter(operands) : new AnyFilter(operands);
    }
}
