using NewsApi.Benchmarks.Archive;
using NewsApi.Benchmarks.Scale;

namespace NewsApi.Benchmarks.Reading;

/// <summary>Reads the SQL of requests from the log of the database while the service runs it: whatever it comes to be, what is
/// timed alone stays what the service runs.</summary>
internal static class ColdStatements
{
    /// <returns>For each path, the statements of one request with its values in them.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> ReadAsync(
        ArchiveServer database,
        Uri service,
        IReadOnlyList<string> paths,
        CancellationToken cancellationToken
    )
    {
        using var client = new HttpClient { BaseAddress = service };
        await using var log = await StatementLog.StartAsync(database, cancellationToken);
        var statements = new List<IReadOnlyList<string>>();
        foreach (var path in paths)
        {
            var question = new Question(path);
            // The names in it are known from then on.
            await question.AskAsync(client, cancellationToken);
            statements.Add(await log.OfAsync(() => question.AskAsync(client, cancellationToken), cancellationToken));
        }
        // The service may run statements of its own meanwhile: what a request runs is what most ran.
        var usual = statements.GroupBy(all => all.Count).MaxBy(group => group.Count())!;
        return usual.Key > 0
            ? [.. usual]
            : throw new BenchmarkException($"The service ran no statement for {paths[0]}: is it cached?");
    }
}
