using Dapper;
using NewsApi.Benchmarks.Archive;
using NewsApi.Benchmarks.Scale;
using Npgsql;

namespace NewsApi.Benchmarks.Reading;

/// <summary>Reads the SQL of requests from the log of the database while the service runs it: whatever it comes to be, what is
/// timed alone stays what the service runs.</summary>
internal static class ColdStatements
{
    /// <summary>What the log makes of an array without elements, whose type it cannot tell.</summary>
    private const string Empty = "'{}'::text[]";

    private static readonly string[] s_empties = [Empty, "'{}'::uuid[]", "'{}'::int[]"];

    /// <returns>For each path, the statements of one request with its values in them.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> ReadAsync(
        ArchiveServer database,
        string owner,
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
            ? await TypedAsync(owner, usual, cancellationToken)
            : throw new BenchmarkException($"The service ran no statement for {paths[0]}: is it cached?");
    }

    /// <summary>Gives arrays without elements the first types that the database accepts.</summary>
    private static async Task<IReadOnlyList<IReadOnlyList<string>>> TypedAsync(
        string owner,
        IEnumerable<IReadOnlyList<string>> requests,
        CancellationToken cancellationToken
    )
    {
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync(cancellationToken);
        var typed = new List<IReadOnlyList<string>>();
        foreach (var statements in requests)
        {
            var accepted = new List<string>();
            foreach (var sql in statements)
                accepted.Add(await AcceptedAsync(connection, sql, cancellationToken));
            typed.Add(accepted);
        }
        return typed;
    }

    private static async Task<string> AcceptedAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        var parts = sql.Split(Empty);
        var tries = (int)Math.Pow(s_empties.Length, parts.Length - 1);
        for (var attempt = 0; attempt < tries; attempt++)
        {
            var (text, rest) = (parts[0], attempt);
            foreach (var part in parts.Skip(1))
            {
                text += s_empties[rest % s_empties.Length] + part;
                rest /= s_empties.Length;
            }
            try
            {
                await connection.ExecuteAsync(new($"explain {text}", cancellationToken: ct));
                return text;
            }
            catch (PostgresException)
            {
                // Of other types, then.
            }
        }
        throw new BenchmarkException($"The database does not accept this statement of the service:\n{sql}");
    }
}
