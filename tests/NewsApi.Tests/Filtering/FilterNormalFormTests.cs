using CsCheck;
using NewsApi.Filtering;
using Xunit;

namespace NewsApi.Tests.Filtering;

public sealed class FilterNormalFormTests
{
    // Few, so that the same one often occurs twice and every assignment can be tried.
    private static readonly Gen<string> Name = Gen.OneOf("a", "b", "c/d-e");

    private static readonly Gen<FilterExpression> Filter = FilterTrees.Nested(Name, 4);

    private static readonly Dictionary<string, string> PresentNames = new()
    {
        ["kiev"] = "kyiv",
        ["kijew"] = "kyiv",
        ["world"] = "world/news",
    };

    [Theory]
    [InlineData("a", "a")]
    [InlineData("-a~", "-a~")]
    [InlineData("b,a", "a,b")]
    [InlineData("b|a|B", "B|a|b")]
    [InlineData("a,a", "a")]
    [InlineData("a,(c,(b,a))", "a,b,c")]
    [InlineData("c|(a|(b|c))", "a|b|c")]
    [InlineData("-(-a)", "a")]
    [InlineData("-(-(a|b)),c", "(a|b),c")]
    [InlineData("-(a,b)", "-a|-b")]
    [InlineData("-(a|-b)", "-a,b")]
    [InlineData("-(a,(b|c,d))", "-a|-b,(-c|-d)")]
    [InlineData("a,(a|b)", "a")]
    [InlineData("a|a,b", "a")]
    [InlineData("(a|b),(c|b|a)", "a|b")]
    [InlineData("a,b|c|b,d,a", "a,b|c")]
    [InlineData("a,b,(c|a,b)", "a,b")]
    [InlineData("a|b|(a|b),c", "a|b")]
    [InlineData("-a,-(a,b)", "-a")]
    public void Filters_that_the_laws_make_equal_are_written_the_same(string text, string normal) =>
        Assert.Equal(normal, Read(text).Normalise().ToString());

    [Theory]
    [InlineData("a,(b|c)", "a,b|a,c")]
    [InlineData("a,-a", "b,-b")]
    [InlineData("a,(b|-b)", "a")]
    [InlineData("a,a~", "a")]
    [InlineData("a", "A")]
    public void Filters_that_are_equal_for_other_reasons_or_not_at_all_keep_apart(string one, string other) =>
        Assert.NotEqual(Read(one).Normalise().ToString(), Read(other).Normalise().ToString());

    [Theory]
    [InlineData("kiev|kijew", "kyiv")]
    [InlineData("kiev|-(-kyiv)|world~", "kyiv|world/news~")]
    [InlineData("kijew,(odesa|kyiv)", "kyiv")]
    [InlineData("kiev,kyiv~", "kyiv,kyiv~")]
    [InlineData("-kiev,-(kijew,odesa)", "-kyiv")]
    public void Former_names_of_one_thing_become_its_present_name(string text, string normal) =>
        Assert.Equal(normal, Read(text).Normalise(Present).ToString());

    [Fact]
    public void Former_names_count_as_if_the_present_one_had_been_written() =>
        FilterTrees
            .Nested(Gen.OneOf("kiev", "kijew", "kyiv", "world"), 3)
            .Sample(filter => Assert.Equal(Text(Renamed(filter).Normalise()), Text(filter.Normalise(Present))));

    [Fact]
    public void The_normal_form_of_a_normal_form_is_itself() =>
        Filter.Sample(filter =>
        {
            var normal = filter.Normalise();
            Assert.Equal(FilterTrees.Shape(normal), FilterTrees.Shape(normal.Normalise()));
        });

    [Fact]
    public void A_normal_form_matches_what_the_filter_matches() =>
        Filter.Sample(filter =>
        {
            var normal = filter.Normalise();
            var names = filter.Names.Select(Text).Distinct().ToArray();
            Assert.Subset(names.ToHashSet(), normal.Names.Select(Text).ToHashSet());
            for (var assignment = 0; assignment < 1 << names.Length; assignment++)
            {
                var borne = names.Where((_, i) => (assignment >> i & 1) == 1).ToHashSet();
                Assert.Equal(Matches(filter, borne), Matches(normal, borne));
            }
        });

    [Fact]
    public void The_text_of_a_normal_form_reads_as_the_same_tree() =>
        Filter.Sample(filter =>
        {
            var normal = filter.Normalise();
            if (normal.Names.Count() <= FilterParser.MaxNames && Text(normal).Length <= FilterParser.MaxLength)
                Assert.Equal(FilterTrees.Shape(normal), FilterTrees.Shape(Read(Text(normal))));
        });

    [Fact]
    public void Order_grouping_repetition_negations_and_absorption_count_for_nothing() =>
        Gen.Select(Filter, Gen.Int)
            .Sample(
                (filter, seed) =>
                    Assert.Equal(Text(filter.Normalise()), Text(Disguise(filter, new Random(seed)).Normalise()))
            );

    [Fact]
    public void A_normal_form_is_only_longer_by_signs_in_proportion_to_its_names() =>
        Filter.Sample(filter =>
        {
            var normal = filter.Normalise();
            var names = filter.Names.Count();
            Assert.InRange(normal.Names.Count(), 1, names);
            Assert.InRange(Text(normal).Length, 1, Text(filter).Length + 3 * names);
            Assert.InRange(Depth(Text(normal)), 0, Depth(Text(filter)));
            Assert.All(normal.Names, name => Assert.Equal(0, name.Offset));
        });

    [Fact]
    public async Task The_deepest_filter_has_its_normal_form_at_once()
    {
        // Alternates all the way down, and differs only in the innermost name.
        static string Deep(string core) =>
            Enumerable.Range(0, 15).Aggregate(core, (inner, level) => $"a{level % 3},(b{level % 3}|{inner})");
        var filter = Read($"{Deep("x")}|{Deep("y")}");

        var normal = await Task.Run(() => filter.Normalise()).WaitAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(FilterTrees.Shape(normal), FilterTrees.Shape(Read(Text(normal))));
    }

    /// <summary>The same filter in other words: only the laws that the normal form promises to see through.</summary>
    private static FilterExpression Disguise(FilterExpression filter, Random random)
    {
        var same = filter switch
        {
            NotFilter not => new NotFilter(Disguise(not.Operand, random)),
            AllFilter all => new AllFilter(Rearranged(all.Operands, operands => new AllFilter(operands), random)),
            AnyFilter any => new AnyFilter(Rearranged(any.Operands, operands => new AnyFilter(operands), random)),
            _ => filter,
        };
        return (random.Next(12), same) switch
        {
            (0, _) => new NotFilter(new NotFilter(same)),
            (1, _) => new AllFilter([same, filter]),
            (2, _) => new AllFilter([new AnyFilter([Anything(random), filter]), same]),
            (3, _) => new AnyFilter([same, new AllFilter([filter, Anything(random)])]),
            (4 or 5, AllFilter all) => new NotFilter(new AnyFilter([.. all.Operands.Select(Not)])),
            (4 or 5, AnyFilter any) => new NotFilter(new AllFilter([.. any.Operands.Select(Not)])),
            _ => same,
        };
    }

    private static IReadOnlyList<FilterExpression> Rearranged(
        IReadOnlyList<FilterExpression> operands,
        Func<IReadOnlyList<FilterExpression>, FilterExpression> operation,
        Random random
    )
    {
        var rearranged = operands.Select(operand => Disguise(operand, random)).ToArray();
        random.Shuffle(rearranged);
        return random.Next(4) switch
        {
            0 => [.. rearranged, operands[random.Next(operands.Count)]],
            1 =>
            [
                rearranged[0],
                operation(rearranged[1..].Length > 1 ? rearranged[1..] : [rearranged[1], operands[0]]),
            ],
            _ => rearranged,
        };
    }

    private static FilterExpression Anything(Random random)
    {
        FilterExpression name = new NameFilter(((char)('a' + random.Next(4))).ToString(), random.Next(2) == 0, 0);
        return random.Next(4) switch
        {
            0 => Not(name),
            1 => new AllFilter([name, Anything(random)]),
            2 => new AnyFilter([name, Anything(random)]),
            _ => name,
        };
    }

    private static FilterExpression Not(FilterExpression filter) => new NotFilter(filter);

    private static FilterExpression Renamed(FilterExpression filter) =>
        filter switch
        {
            NameFilter name => name with { Name = Present(name.Name) },
            NotFilter not => Not(Renamed(not.Operand)),
            AllFilter all => new AllFilter([.. all.Operands.Select(Renamed)]),
            AnyFilter any => new AnyFilter([.. any.Operands.Select(Renamed)]),
            _ => throw new NotSupportedException(),
        };

    private static bool Matches(FilterExpression filter, HashSet<string> borne) =>
        filter switch
        {
            NameFilter name => borne.Contains(Text(name)),
            NotFilter not => !Matches(not.Operand, borne),
            AllFilter all => all.Operands.All(operand => Matches(operand, borne)),
            AnyFilter any => any.Operands.Any(operand => Matches(operand, borne)),
            _ => throw new NotSupportedException(),
        };

    private static int Depth(string text)
    {
        var (depth, deepest) = (0, 0);
        foreach (var c in text)
        {
            depth +=
                c == '(' ? 1
                : c == ')' ? -1
                : 0;
            deepest = Math.Max(deepest, depth);
        }
        return deepest;
    }

    private static string Present(string name) => PresentNames.GetValueOrDefault(name, name);

    private static string Text(FilterExpression filter) => filter.ToString()!;

    private static FilterExpression Read(string text)
    {
        Assert.True(FilterExpression.TryRead(text, out var filter, out var fault), fault);
        return filter;
    }
}
