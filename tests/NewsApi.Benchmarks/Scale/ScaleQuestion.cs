namespace NewsApi.Benchmarks.Scale;

/// <summary>Something that readers ask, of an archive of any size.</summary>
/// <param name="Name">What is asked.</param>
/// <param name="Kind">What it is held to.</param>
/// <param name="Paths">Requests, taken in turn.</param>
internal sealed record ScaleQuestion(string Name, QuestionKind Kind, IReadOnlyList<string> Paths);

internal enum QuestionKind
{
    /// <summary>A page by section, tag, cursor or ids: its cost may not grow with the archive.</summary>
    List,
    Search,
    Facets,
    Other,
}
