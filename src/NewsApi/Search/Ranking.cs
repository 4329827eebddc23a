namespace NewsApi.Search;

/// <summary>How stories are ranked for a query: BM25 (Robertson and Zaragoza 2009) with two traits of news built in. A word
/// counts more the earlier it stands, since reporters tell the most important first; and it counts most in the headline.
/// </summary>
/// <remarks>The part of BM25 that concerns the story alone is worked out when the story is published and kept as a level
/// from 1 to <see cref="TermKey.Levels"/>; the part that concerns the query (how rare its words are) when it is asked.
/// What the constants are worth is measured by the command <c>relevance</c> of the benchmark project.</remarks>
public static class Ranking
{
    /// <summary>How much a word's further occurrences still add (k1 of BM25).</summary>
    private const double Saturation = 1.8;

    /// <summary>How much long stories are held back (b of BM25).</summary>
    private const double LengthNormalisation = 0.75;

    /// <summary>The weighted length of a usual story of some 400 words. A constant instead of an average kept up to date: so
    /// a story's levels never change because of other stories.</summary>
    private const double UsualLength = 300;

    private const double HeadlineFactor = 2;

    /// <summary>Weights are whole numbers, so that sums compare exactly; this many make one unit of BM25.</summary>
    private const int WeightUnit = 16;

    /// <summary>What one occurrence of a word adds.</summary>
    /// <param name="field">Where it stands.</param>
    /// <param name="position">How many words stand before it in headline, standfirst and body.</param>
    public static double OccurrenceWeight(SearchField field, int position)
    {
        var early = 0.5 + 2 / (1 + position / 60.0);
        return field switch
        {
            SearchField.Headline => HeadlineFactor * early,
            SearchField.Names => 1,
            _ => early,
        };
    }

    /// <param name="frequency">Sum of the weights of all occurrences of the word in the story.</param>
    /// <param name="length">Sum of the weights of all words in the story.</param>
    /// <returns>From 1 to <see cref="TermKey.Levels"/>.</returns>
    public static int Level(double frequency, double length)
    {
        var norm = Saturation * (1 - LengthNormalisation + LengthNormalisation * length / UsualLength);
        var share = frequency / (frequency + norm);
        return Math.Clamp((int)Math.Round(share * TermKey.Levels), 1, TermKey.Levels);
    }

    /// <summary>How telling a word is: what one level of it adds to a story's score.</summary>
    /// <param name="stories">How many stories there are.</param>
    /// <param name="having">How many of them have the word.</param>
    public static int Weight(long stories, long having)
    {
        var rarity = Math.Log(1 + (Math.Max(0, stories - having) + 0.5) / (having + 0.5));
        return Math.Max(1, (int)Math.Round(rarity * WeightUnit));
    }
}

/// <summary>Where in a story a word can stand.</summary>
[Flags]
public enum SearchField
{
    None = 0,
    Headline = 1 << 0,
    Standfirst = 1 << 1,
    Body = 1 << 2,

    /// <summary>Byline, and titles of tags and contributors.</summary>
    Names = 1 << 3,
    All = Headline | Standfirst | Body | Names,
}
