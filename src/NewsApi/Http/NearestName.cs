namespace NewsApi.Http;

/// <summary>Finds what a mistyped name was probably meant to be.</summary>
public static class NearestName
{
    private const int MaxLength = 128;

    /// <summary>The candidate with the fewest typing errors (insertions, deletions, substitutions, swapped neighbours), or
    /// null when even the best needs more than a third of the name changed (two letters of a short one). What is longer than
    /// any name is nobody's typing error.</summary>
    public static string? Find(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > MaxLength)
            return null;
        var allowed = Math.Min(Math.Max(2, name.Length / 3), name.Length - 1);
        var best = candidates
            // Every letter too many or too few is an error, which rules most candidates out at once.
            .Where(candidate => Math.Abs(candidate.Length - name.Length) <= allowed)
            .Select(candidate => (candidate, distance: Distance(name, candidate)))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .FirstOrDefault((candidate: null!, distance: int.MaxValue));
        return best.distance <= allowed ? best.candidate : null;
    }

    /// <summary>" Did you mean …?" with a leading space, or nothing.</summary>
    public static string Suggestion(string name, IEnumerable<string> candidates) =>
        Find(name, candidates) is { } nearest ? $" Did you mean '{nearest}'?" : "";

    // Optimal string alignment, three rows of the matrix at a time.
    private static int Distance(string a, string b)
    {
        int[] before = [],
            previous = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                current[j] = Math.Min(Math.Min(previous[j] + 1, current[j - 1] + 1), previous[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
            }
            (before, previous) = (previous, current);
        }
        return previous[b.Length];
    }
}
