namespace NewsApi.Benchmarks.Archive;

/// <summary>People and towns that the recombined stories speak of besides. Without them a large archive would have no rare
/// words: real ones keep meeting new names, and most of their words stand in a handful of stories.</summary>
internal sealed class ArchiveNames
{
    private const int Common = 2_000;

    private static readonly string[] s_sentences =
    [
        "{0} {1} of {2} told reporters that the decision had come too late.",
        "A spokesman for {0} {1} declined to comment.",
        "The people of {2} were told by {0} {1} that nothing would change before next year.",
        "In {2}, {0} {1} welcomed the news.",
        "According to {0} {1}, a lawyer in {2}, the case is far from over.",
        "{0} {1} and {3} {1}, both from {2}, were among the first to hear of it.",
    ];

    /// <param name="stories">How many stories the archive has: the more, the more names it meets.</param>
    public ArchiveNames(int stories) => All = [.. Enumerable.Range(0, Common + stories / 3).Select(RandomShapes.Name)];

    public IReadOnlyList<string> All { get; }

    /// <summary>Every word that <see cref="Sentence"/> can use.</summary>
    public string Words => string.Join(' ', s_sentences.Concat(All));

    public string Sentence(Random random) =>
        string.Format(
            random.OneOf(s_sentences),
            All[random.Skewed(Common)],
            random.SkewedOneOf(All),
            random.SkewedOneOf(All),
            All[random.Skewed(Common)]
        );
}
