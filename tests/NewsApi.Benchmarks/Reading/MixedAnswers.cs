using System.Collections.Concurrent;

namespace NewsApi.Benchmarks.Reading;

/// <summary>What a news site's readers are answered, for bare Kestrel to send.</summary>
internal static class MixedAnswers
{
    private const int AtOnce = 8;

    /// <param name="server">Who answers.</param>
    /// <param name="load">What is asked for.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    /// <returns>One for each path, without headers.</returns>
    public static async Task<IReadOnlyCollection<ReadyAnswer>> FetchAsync(
        Uri server,
        Load load,
        CancellationToken cancellationToken
    )
    {
        using var client = Sample.Client(server);
        var answers = new ConcurrentBag<ReadyAnswer>();
        await Parallel.ForEachAsync(
            load.Paths.Distinct(),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (path, ct) =>
            {
                var sample = await Sample.TakeAsync(client, load, path, ct);
                answers.Add(new(path, load.Expected, sample.Type, sample.Encoding, [], sample.Body));
            }
        );
        return answers;
    }
}
