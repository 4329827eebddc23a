using NewsApi.Benchmarks.Archive;

namespace NewsApi.Benchmarks.Reading;

/// <summary>What readers ask a news site for. Always the same for the same number of stories.</summary>
internal static class Traffic
{
    private const int Seed = 7;
    private const int MixLength = 60_000;
    private const int SearchesInHundred = 1;
    private const int ListsInHundred = 5;

    /// <summary>Path of every list and search.</summary>
    public const string Lists = "/v1/articles";

    public static string Item(string slug) => $"{Lists}/{slug}";

    public static string SectionList(string slug) => $"{Lists}?section={slug}&limit=20";

    public static string TagList(string slug) => $"{Lists}?tag=topic/{slug}&limit=20";

    /// <summary>As a plain client asks.</summary>
    public static Load Mixed(IReadOnlyList<string> slugs) => new(Mix(slugs));

    /// <summary>As apps and browsers ask, which take compressed answers.</summary>
    public static Load MixedCompressed(IReadOnlyList<string> slugs) => Mixed(slugs).With("Accept-Encoding", "br, gzip");

    /// <summary>New stories are read the most, by Zipf's law.</summary>
    public static IReadOnlyList<string> Mix(IReadOnlyList<string> slugs)
    {
        var random = new Random(Seed);
        return
        [
            .. Enumerable
                .Range(0, MixLength)
                .Select(_ =>
                    random.Next(100) switch
                    {
                        < SearchesInHundred => Search(random),
                        < SearchesInHundred + ListsInHundred => List(random),
                        _ => Item(slugs[^(1 + random.Skewed(slugs.Count))]),
                    }
                ),
        ];
    }

    /// <summary>Each story once, the popular ones not before the others.</summary>
    public static IReadOnlyList<string> AllItems(IReadOnlyList<string> slugs)
    {
        var paths = slugs.Select(Item).ToArray();
        new Random(Seed).Shuffle(paths);
        return paths;
    }

    public static IReadOnlyList<string> AllLists() =>
        [.. InventedStory.Sections.Select(SectionList), .. InventedStory.Topics.Take(90).Select(TagList)];

    private static string Search(Random random) =>
        $"{Lists}?q={InventedStory.Word(random.Next(20, 500))}%20{InventedStory.Word(random.Next(20, 500))}";

    private static string List(Random random) =>
        random.Chance(0.5)
            ? SectionList(random.SkewedOneOf(InventedStory.Sections))
            : TagList(random.SkewedOneOf(InventedStory.Topics));
}
