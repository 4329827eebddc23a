using System.Runtime.CompilerServices;

namespace NewsApi.Importing;

/// <summary>Lines that are stored in one transaction.</summary>
/// <param name="Lines">In the order of the input; no two of the same story.</param>
internal sealed record ImportBatch(IReadOnlyList<ParsedLine> Lines)
{
    /// <summary>So many that the statements of a transaction hardly count, and few enough that other publishers do not wait
    /// long.</summary>
    private const int MostLines = 500;

    /// <summary>As long as the lines of a batch were, in bytes; a batch ends with the first that goes beyond.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>How long lines wait for others to come, where the input is not at hand but arrives.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(200);

    public static async IAsyncEnumerable<ImportBatch> GatherAsync(
        IAsyncEnumerable<(ParsedLine Line, int Bytes)> input,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var lines = new List<ParsedLine>();
        var stories = new HashSet<object>();
        var bytes = 0L;
        await using var next = input.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var arriving = next.MoveNextAsync().AsTask();
            if (!arriving.IsCompleted && lines.Count > 0)
            {
                if (await Task.WhenAny(arriving, Task.Delay(LongestWait, cancellationToken)) != arriving)
                    yield return Close();
            }
            if (!await arriving)
                break;
            var (line, length) = next.Current;
            if (lines.Count == MostLines || bytes + length > MostBytes || NamesOf(line).Any(stories.Contains))
            {
                if (lines.Count > 0)
                    yield return Close();
            }
            lines.Add(line);
            bytes += length;
            stories.UnionWith(NamesOf(line));
        }
        if (lines.Count > 0)
            yield return Close();

        ImportBatch Close()
        {
            var batch = new ImportBatch(lines);
            (lines, stories, bytes) = ([], [], 0);
            return batch;
        }
    }

    private static IEnumerable<object> NamesOf(ParsedLine line) =>
        line switch
        {
            StoryLine { Delivery: { Source: { } source, Id: { } id } } => [source, id],
            StoryLine { Delivery.Source: { } source } => [source],
            StoryLine { Delivery.Id: { } id } => [id],
            CancellationLine { Source: var source } => [source],
            _ => [],
        };
}
