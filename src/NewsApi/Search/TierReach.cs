namespace NewsApi.Search;

/// <summary>Chooses from which tier on to look at each word's stories, so that not more than so many are looked at and as
/// little as possible is missed.</summary>
public static class TierReach
{
    /// <summary>Goes down the tiers of one word after the other, always where that lowers most what the stories not looked at
    /// can score, for the stories it costs: mostly the rarest words are looked at whole, and the common ones from the top.
    /// </summary>
    /// <param name="words">The words.</param>
    /// <param name="stories">How many stories may be looked at.</param>
    /// <returns>A tier for each word; all 0 where every story can be looked at.</returns>
    public static int[] Of(IReadOnlyList<WeighedWord> words, long stories)
    {
        var top = TermKey.Tiers.Count - 1;
        var tiers = words.Select(_ => top).ToArray();
        var left = stories - words.Sum(word => word.InTier(top));
        while (true)
        {
            var steps =
                from i in Enumerable.Range(0, words.Count)
                where tiers[i] > 0
                let cost = words[i].InTier(tiers[i] - 1) - words[i].InTier(tiers[i])
                where cost <= left
                let gain = words[i].MostBelow(tiers[i]) - words[i].MostBelow(tiers[i] - 1)
                orderby gain / (cost + 1.0) descending
                select (Word: i, Cost: cost);
            if (steps.FirstOrDefault((Word: -1, Cost: 0)) is not { Word: >= 0 } step)
                return tiers;
            tiers[step.Word]--;
            left -= step.Cost;
        }
    }
}
