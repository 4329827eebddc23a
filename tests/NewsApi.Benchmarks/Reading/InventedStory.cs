using System.Text.Json.Nodes;
using NewsApi.Benchmarks.Archive;

namespace NewsApi.Benchmarks.Reading;

/// <summary>A story of invented words: the same number always gives the same story, and no texts are needed to make it.
/// </summary>
internal sealed record InventedStory(
    string Slug,
    string Headline,
    string Standfirst,
    string Section,
    IReadOnlyList<string> Tags,
    IReadOnlyList<string> Paragraphs,
    DateTime PublishedAt
)
{
    private const int Tagged = 4;
    private const int WordsInSlug = 4;
    private const int Words = 3_000;
    private const int Seed = 20_26;

    /// <summary>Slugs, the most popular first.</summary>
    public static IReadOnlyList<string> Sections { get; } =
    ["world", "politics", "sport", "business", "science", "culture", "health", "technology", "travel", "opinion"];

    /// <summary>Slugs of topics, the most popular first.</summary>
    public static IReadOnlyList<string> Topics { get; } =
    [.. Enumerable.Range(0, 300).Select(number => $"topic-{Word(number)}")];

    /// <summary>Each word has a rank of its own in how often it is used.</summary>
    public static string Word(int rank) => RandomShapes.Name(rank + 1).ToLowerInvariant();

    /// <param name="number">The higher, the newer.</param>
    public static InventedStory Make(int number)
    {
        var random = new Random(Seed + number);
        var headline = Text(random, random.Next(6, 12));
        return new(
            $"{string.Join('-', headline.Split(' ').Take(WordsInSlug)).ToLowerInvariant()}-{number}",
            headline,
            Text(random, 22) + ".",
            Sections[random.Skewed(Sections.Count)],
            [
                .. Enumerable
                    .Range(0, Tagged)
                    .Select(_ => Topics[random.Skewed(Topics.Count)])
                    .Distinct(StringComparer.Ordinal),
            ],
            [.. Enumerable.Range(0, random.Next(5, 11)).Select(_ => Text(random, random.Next(35, 75)) + ".")],
            new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)
                - TimeSpan.FromHours(5) * 10_000
                + TimeSpan.FromHours(5) * number
        );
    }

    /// <summary>A line for <c>newsapi import</c>.</summary>
    public string ToLine() =>
        new JsonObject
        {
            ["provider"] = "invented",
            ["externalId"] = Slug,
            ["language"] = "en",
            ["slug"] = Slug,
            ["headline"] = Headline,
            ["standfirst"] = Standfirst,
            ["section"] = Section,
            ["tags"] = new JsonArray([.. Tags.Select(tag => (JsonNode)$"topic/{tag}")]),
            ["body"] = new JsonArray([
                .. Paragraphs.Select(text => (JsonNode)new JsonObject { ["type"] = "paragraph", ["html"] = text }),
            ]),
            ["publication"] = new JsonObject
            {
                ["state"] = "published",
                ["publishedAt"] = new DateTimeOffset(PublishedAt).ToString("O"),
            },
        }.ToJsonString();

    private static string Text(Random random, int words)
    {
        var text = string.Join(' ', Enumerable.Range(0, words).Select(_ => Word(random.Skewed(Words))));
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}
