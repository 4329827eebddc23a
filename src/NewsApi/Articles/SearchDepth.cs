using NewsApi.Search;

namespace NewsApi.Articles;

/// <summary>How far down the tiers of importance a search by relevance looks: the best stories reach a high tier with one of
/// the words at least, and of the others it is known how high they can score at most.</summary>
/// <param name="Tier">Looks at stories that reach this tier with any of the words.</param>
/// <param name="Bound">All others score this or less.</param>
internal sealed record SearchDepth(int Tier, int Bound)
{
    /// <summary>Looks at every story that matches.</summary>
    public static readonly SearchDepth Whole = new(0, -1);

    /// <summary>How many stories may be ranked at the first look and at the second. A third looks at all.</summary>
    private static readonly int[] Looks = [5_000, 40_000];

    public bool IsWhole => Tier == 0;

    /// <summary>The depths to try, one after the other, until a page is full.</summary>
    /// <param name="plan">The search.</param>
    /// <param name="atMost">No more stories than this can match.</param>
    public static IEnumerable<SearchDepth> For(SearchPlan plan, long atMost)
    {
        var ranked = plan.Ranked;
        var last = 0;
        foreach (var look in Looks.Where(look => atMost > look && ranked.Count > 0))
        {
            var tier = Enumerable
                .Range(0, TermKey.Tiers.Count)
                .FirstOrDefault(
                    tier => ranked.Sum(word => word.Terms.Sum(term => term.InTier[tier])) <= look,
                    TermKey.Tiers.Count - 1
                );
            if (tier == 0)
                break;
            if (tier == last)
                continue;
            last = tier;
            yield return new(tier, ranked.Sum(word => word.MostBelow(tier)));
        }
        yield return Whole;
    }
}
