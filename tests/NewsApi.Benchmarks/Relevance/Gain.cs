namespace NewsApi.Benchmarks.Relevance;

/// <summary>How well a ranked answer meets a judgement: nDCG (Järvelin and Kekäläinen 2002) of its first ten, where a text is
/// either relevant or not.</summary>
internal static class Gain
{
    public const int Depth = 10;

    /// <returns>From 0 to 1.</returns>
    public static double Of(IEnumerable<string> ranked, IReadOnlySet<string> relevant) =>
        ranked.Take(Depth).Select((id, place) => relevant.Contains(id) ? At(place) : 0).Sum()
        / Enumerable.Range(0, Math.Min(Depth, relevant.Count)).Sum(At);

    private static double At(int place) => 1 / Math.Log2(place + 2);
}
