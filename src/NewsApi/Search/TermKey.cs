namespace NewsApi.Search;

/// <summary>What a story's row in the index says: each number is a term together with how much the story is about it, or,
/// below zero, a list that the story stands in. Sorted, so that a term is found by halving.</summary>
/// <remarks>The database's function <c>delivery.index_keys</c> makes of these the keys of the inverted index: one for the
/// term, and one more for each <see cref="Tiers">tier</see> that its level reaches. A query for the stories that say most
/// of a word then reads the short list of a high tier instead of the long list of the word.</remarks>
public static class TermKey
{
    /// <summary>Levels of importance, from 1 to this.</summary>
    public const int Levels = 64;

    /// <summary>Distance between the keys of two terms in the inverted index.</summary>
    public const int KeysOfTerm = 8;

    /// <summary>The lowest level of each tier, from the one that every story with the term is in.</summary>
    public static IReadOnlyList<int> Tiers { get; } = [1, 27, 35, 41, 47, 51, 55, 58];

    /// <param name="term">Id of the term, from 1.</param>
    /// <param name="level">From 1 to <see cref="Levels"/>.</param>
    public static int Of(int term, int level) => (term * Levels) + level - 1;

    public static int Lowest(int term) => Of(term, 1);

    public static int Highest(int term) => Of(term, Levels);

    /// <summary>Key in the inverted index of the stories with this term at this tier or above.</summary>
    public static int Indexed(int term, int tier = 0) => (term * KeysOfTerm) + tier;

    /// <summary>Number and key of a tag: there is no difference between them.</summary>
    public static int OfTag(int id) => -2 * id;

    /// <summary>Number and key of a section that the story is in, directly or below.</summary>
    public static int OfSection(int id) => (-2 * id) - 1;
}
