using NewsApi.Benchmarks.Archive;
using NewsApi.Benchmarks.Scale;

namespace NewsApi.Benchmarks.Reading;

/// <summary>What one round came to; times in microseconds, the last three for each request.</summary>
/// <param name="Processor">Of the server; null where it is the database alone.</param>
/// <param name="Database">Of all processes of the database.</param>
/// <param name="Allocated">Bytes that the server's runtime handed out; null where it is the database alone.</param>
internal sealed record Measurement(
    double Rate,
    double? Median,
    double? NinetyNinth,
    double? Processor,
    double Database,
    double? Allocated
);

/// <summary>Measures one round of one contestant.</summary>
internal sealed class Meter(Wrk wrk, ArchiveServer database, int seconds)
{
    public async Task<Measurement> AskAsync(
        Contestant contestant,
        Load load,
        int connections,
        CancellationToken cancellationToken
    )
    {
        var allocated = await contestant.AllocatedAsync(cancellationToken);
        var ofServer = ProcessorTime.Of(contestant.Process.Id);
        var ofDatabase = ProcessorTime.OfDatabase(database.DataFolder!);
        var run = await wrk.RunAsync(contestant.Address, load, connections, seconds, cancellationToken);
        var server = ProcessorTime.Of(contestant.Process.Id) - ofServer;
        var statements = ProcessorTime.OfDatabase(database.DataFolder!) - ofDatabase;
        return new(
            run.Rate,
            run.P50,
            run.P99,
            server.TotalMicroseconds / run.Requests,
            statements.TotalMicroseconds / run.Requests,
            (await contestant.AllocatedAsync(cancellationToken) - allocated) / run.Requests
        );
    }

    /// <summary>Asks the database alone: for each run of a script.</summary>
    public async Task<Measurement> AskDatabaseAsync(
        Pgbench pgbench,
        string name,
        IReadOnlyList<string> scripts,
        int connections,
        CancellationToken cancellationToken
    )
    {
        var before = ProcessorTime.OfDatabase(database.DataFolder!);
        var rate = await pgbench.RateAsync(name, scripts, connections, seconds, cancellationToken);
        var taken = ProcessorTime.OfDatabase(database.DataFolder!) - before;
        return new(rate, null, null, null, taken.TotalMicroseconds / (rate * seconds), null);
    }
}
