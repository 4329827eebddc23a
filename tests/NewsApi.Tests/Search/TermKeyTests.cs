using CsCheck;
using Dapper;
using NewsApi.Search;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Search;

[Collection(NewsroomCollection.Name)]
public sealed class TermKeyTests(NewsroomFixture fixture)
{
    private const int MostTerms = int.MaxValue / TermKey.Levels;

    private static readonly Gen<int> Term = Gen.OneOf(Gen.Int[1, 50], Gen.Int[1, MostTerms]);
    private static readonly Gen<int> List = Gen.Select(
        Gen.Int[1, 1_000_000],
        Gen.Bool,
        (id, isTag) => isTag ? TermKey.OfTag(id) : TermKey.OfSection(id)
    );

    [Fact]
    public void Terms_with_their_levels_lie_apart_and_in_order() =>
        Gen.Select(Term, Gen.Int[1, TermKey.Levels], Term, Gen.Int[1, TermKey.Levels])
            .Sample(
                (one, level, other, otherLevel) =>
                {
                    Assert.InRange(TermKey.Of(one, level), TermKey.Lowest(one), TermKey.Highest(one));
                    Assert.Equal(
                        (one, level).CompareTo((other, otherLevel)),
                        TermKey.Of(one, level).CompareTo(TermKey.Of(other, otherLevel))
                    );
                }
            );

    [Fact]
    public void Tags_and_sections_lie_apart_below_zero() =>
        Gen.Select(Gen.Int[1, 1_000_000], Gen.Int[1, 1_000_000])
            .Sample(
                (tag, section) =>
                {
                    Assert.True(TermKey.OfTag(tag) < 0 && TermKey.OfSection(section) < 0);
                    Assert.NotEqual(TermKey.OfTag(tag), TermKey.OfSection(section));
                    Assert.Equal(tag == section, TermKey.OfTag(tag) == TermKey.OfTag(section));
                    Assert.Equal(tag == section, TermKey.OfSection(tag) == TermKey.OfSection(section));
                }
            );

    [Fact]
    public void Tiers_ascend_from_the_lowest_level_and_have_keys_of_their_own()
    {
        Assert.Equal(1, TermKey.Tiers[0]);
        Assert.Equal(TermKey.Tiers.Order().Distinct(), TermKey.Tiers);
        Assert.InRange(TermKey.Tiers[^1], 1, TermKey.Levels);
        Assert.InRange(TermKey.Tiers.Count, 1, TermKey.KeysOfTerm);
    }

    [Fact]
    public async Task The_database_makes_the_same_keys_of_every_level()
    {
        await using var connection = new NpgsqlConnection(fixture.Sample.Connections.Owner);

        for (var level = 1; level <= TermKey.Levels; level++)
        {
            foreach (var term in (int[])[1, 2, 12345, MostTerms])
                Assert.Equal(Expected([], [(term, level)]), Keys(connection, [TermKey.Of(term, level)]));
        }
        Assert.Equal([TermKey.OfTag(1), TermKey.OfSection(1)], Keys(connection, [-2, -3]));
        Assert.Equal([], Keys(connection, []));
    }

    [Fact]
    public async Task The_database_makes_the_same_keys_of_any_story()
    {
        await using var connection = new NpgsqlConnection(fixture.Sample.Connections.Owner);
        await connection.OpenAsync();

        Gen.Select(List.Array[0, 10], Gen.Select(Term, Gen.Int[1, TermKey.Levels]).Array[0, 30])
            .Sample(
                (lists, terms) =>
                    Assert.Equal(
                        Expected(lists, terms).Order(),
                        Keys(
                                connection,
                                [.. lists.Concat(terms.Select(term => TermKey.Of(term.Item1, term.Item2))).Order()]
                            )
                            .Order()
                    ),
                threads: 1
            );
    }

    private static IEnumerable<int> Expected(int[] lists, (int Term, int Level)[] terms) =>
        lists.Concat(
            terms.SelectMany(term =>
                Enumerable
                    .Range(0, TermKey.Tiers.Count)
                    .Where(tier => TermKey.Tiers[tier] <= term.Level)
                    .Select(tier => TermKey.Indexed(term.Term, tier))
            )
        );

    private static int[] Keys(NpgsqlConnection connection, int[] terms) =>
        connection.QuerySingle<int[]>("select delivery.index_keys(@terms)", new { terms });
}
