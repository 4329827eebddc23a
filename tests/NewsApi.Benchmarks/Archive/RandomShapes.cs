using System.Globalization;

namespace NewsApi.Benchmarks.Archive;

/// <summary>The uneven ways in which things fall in a newsroom, from a source of chance that is the same at each run.</summary>
internal static class RandomShapes
{
    /// <summary>One of so many, the first the likeliest: the n-th one n times rarer than the first (Zipf's law).</summary>
    public static int Skewed(this Random random, int count) =>
        Math.Min(count - 1, (int)Math.Exp(random.NextDouble() * Math.Log(count + 1)) - 1);

    public static T OneOf<T>(this Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public static T SkewedOneOf<T>(this Random random, IReadOnlyList<T> items) => items[random.Skewed(items.Count)];

    /// <summary>One of several with given shares.</summary>
    public static T ByShare<T>(this Random random, IReadOnlyList<(T Item, int Share)> items)
    {
        var at = random.Next(items.Sum(item => item.Share));
        foreach (var (item, share) in items)
        {
            if ((at -= share) < 0)
                return item;
        }
        throw new ArgumentException("There is nothing to choose from.", nameof(items));
    }

    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    /// <summary>A name that nobody bears, always the same for the same number; neighbours are not alike.</summary>
    public static string Name(int number)
    {
        // Spread over all beginnings, as names are; the multiplier is odd, so no two numbers get the same name.
        var rest = (uint)number * 0x9E3779B1u;
        var name = "";
        for (var syllable = 0; syllable < 2 || rest > 0; syllable++)
        {
            name += Onsets[rest % Onsets.Length];
            rest /= (uint)Onsets.Length;
            name += Rhymes[rest % Rhymes.Length];
            rest /= (uint)Rhymes.Length;
        }
        return CultureInfo.InvariantCulture.TextInfo.ToTitleCase(name);
    }

    private static readonly string[] Onsets =
    [
        "b",
        "br",
        "c",
        "ch",
        "d",
        "f",
        "g",
        "gr",
        "h",
        "j",
        "k",
        "kl",
        "l",
        "m",
        "n",
        "p",
        "r",
        "s",
        "st",
        "t",
        "tr",
        "v",
        "w",
        "z",
    ];

    private static readonly string[] Rhymes =
    [
        "a",
        "al",
        "an",
        "ar",
        "e",
        "el",
        "en",
        "er",
        "es",
        "i",
        "in",
        "is",
        "o",
        "on",
        "or",
        "u",
        "un",
        "ai",
        "ou",
        "ay",
        "and",
        "ick",
    ];
}
