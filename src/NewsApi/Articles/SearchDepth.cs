using NewsApi.Search;

namespace NewsApi.Articles;

/// <summary>How far down the tiers of importance a search by relevance looks: the best stories reach a high tier with one of
/// the words at least, and of the others it is known how high they can score at most.</summary>
/// <param name="Tiers">For each of the plan's ranked words: it looks at stories that reach this tier with it.</param>
/// <param name="Bound">All others score this or less.</param>
internal sealed record SearchDepth(IReadOnlyList<int> Tiers, int Bound)
{
    /// <summary>Looks at every story that matches.</summary>
    public static readonly SearchDepth Whole = new([], -1);

    /// <summary>How many stories may be ranked at the first look and at the second. A third looks at all.</summary>
    private static readonly int[] Looks = [5_000, 25_000];

    public bool IsWhole => Tiers.Count == 0;

    /// <summary>The depths to try, one after the other, until a page is full.</summary>
    /// <param name="plan">The search.</param>
    /// <param name="atMost">No more stories than this can match.</param>
    public static IEnumerable<SearchDepth> For(SearchPlan plan, long atMost)
    {
        var words = plan.Ranked;
        // What a search for some of the words finds is bounded by itself.
        if (plan.Match == SearchMatch.Some)
            atMost = 0;
        foreach (var look in Looks.Where(look => atMost > look && words.Count > 0))
        {
            var tiers = TierReach.Of(words, look);
            if (tiers.All(tier => tier == 0))
                break;
            yield return new(tiers, words.Zip(tiers, (word, tier) => word.MostBelow(tier)).Sum());
        }
        yield return Whole;
    }
}
