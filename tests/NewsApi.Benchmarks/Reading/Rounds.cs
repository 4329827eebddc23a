namespace NewsApi.Benchmarks.Reading;

/// <summary>One that is measured in a case.</summary>
/// <param name="MeasureAsync">Runs one round with so many connections.</param>
internal sealed record Entry(string Name, Func<int, CancellationToken, Task<Measurement>> MeasureAsync);

/// <summary>What all rounds of one entry came to: the median of each figure.</summary>
/// <param name="Ratio">Of its rate to that of the reference in the same round.</param>
internal sealed record Outcome(string Name, string Case, int Connections, Measurement Typical, double Ratio);

/// <summary>Measures entries in turn, so that whatever else the machine does falls on all alike.</summary>
internal static class Rounds
{
    /// <param name="name">Of the case.</param>
    /// <param name="entries">The last is what the others are compared with.</param>
    /// <param name="connections">How many connections ask at once.</param>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public static async Task<IReadOnlyList<Outcome>> RunAsync(
        string name,
        IReadOnlyList<Entry> entries,
        int connections,
        int rounds,
        CancellationToken cancellationToken
    )
    {
        var measured = entries.Select(_ => new List<Measurement>()).ToList();
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (at, entry) in entries.Index())
                measured[at].Add(await entry.MeasureAsync(connections, cancellationToken));
        }
        var outcomes = entries
            .Zip(measured)
            .Select(pair => new Outcome(
                pair.First.Name,
                name,
                connections,
                Typical(pair.Second),
                Median(pair.Second.Zip(measured[^1], (own, reference) => own.Rate / reference.Rate))
            ))
            .ToList();
        await Console.Error.WriteLineAsync(
            $"{name}, {connections} connections: "
                + string.Join(", ", outcomes.Select(outcome => $"{outcome.Name} {outcome.Typical.Rate:N0}/s"))
        );
        return outcomes;
    }

    private static Measurement Typical(IReadOnlyList<Measurement> rounds) =>
        new(
            Median(rounds.Select(round => round.Rate)),
            Of(rounds, round => round.Median),
            Of(rounds, round => round.NinetyNinth),
            Of(rounds, round => round.Processor),
            Median(rounds.Select(round => round.Database)),
            Of(rounds, round => round.Allocated)
        );

    private static double? Of(IReadOnlyList<Measurement> rounds, Func<Measurement, double?> figure) =>
        figure(rounds[0]) is null ? null : Median(rounds.Select(round => figure(round)!.Value));

    private static double Median(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
