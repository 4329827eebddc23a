using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>What keeps a section or tag from being deleted.</summary>
internal static class VocabularyUse
{
    /// <exception cref="RefusedException">Stories have it, or something lies below it.</exception>
    public static void Refuse(VocabularyUsage usage)
    {
        if (usage is not (0, 0))
            throw new RefusedException(
                ProblemType.NotOpen,
                $"It is used: {Count(usage.Stories, "story has", "stories have")} it, and {Count(usage.Children, "lies", "lie")} directly below it."
            );
    }

    /// <summary>What readers have known leads somewhere for ever, so that no link and no stored filter of theirs breaks, and
    /// none comes to mean something else.</summary>
    public static RefusedException KnownToReaders =>
        new(
            ProblemType.NotOpen,
            "Readers have known it with stories, and its name stands in their links and filters. Merge it into another one: its name then leads there."
        );

    private static string Count(int number, string one, string many) => number == 1 ? $"1 {one}" : $"{number} {many}";
}
