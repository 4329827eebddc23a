namespace NewsApi.Benchmarks.Reading;

/// <summary>What one server is asked for in one case.</summary>
/// <param name="Paths">In turn, with their queries.</param>
internal sealed record Load(IReadOnlyList<string> Paths)
{
    /// <summary>As an app on a phone sends them.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [("Accept", "application/json")];

    public int Expected { get; init; } = 200;

    /// <summary>Length of the one body that is expected; null where there are several.</summary>
    public int? Length { get; init; }

    /// <summary>Whether refusals are counted rather than the end of the run: more may be asked for than can be answered.</summary>
    public bool MayFail { get; init; }

    /// <summary>For how long each connection does nothing after an answer.</summary>
    public TimeSpan Pause { get; init; }

    public Load With(string header, string value) => this with { Headers = [.. Headers, (header, value)] };
}
