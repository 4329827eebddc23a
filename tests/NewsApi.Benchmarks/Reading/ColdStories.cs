using System.Globalization;
using Dapper;
using NewsApi.Benchmarks.Scale;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Benchmarks.Reading;

/// <summary>Has pgbench ask for any of all stories, as the load on the service does: a few, asked for again and again, lie in the
/// processor's caches, where the database gives them out up to a third faster.</summary>
/// <param name="names">Script that finds out which stories to ask for.</param>
/// <param name="stories">The same, and asks for each of them.</param>
internal sealed class ColdStories(string names, string stories)
{
    private const int Seed = 11;

    /// <summary>Stories asked for in one run of the script. pgbench has a statement of its own for each, where the service has one:
    /// with twenty, their plans alone fill the processor's caches.</summary>
    private const int AtOnce = 5;

    private const string Schema = "cold";

    /// <summary>pgbench can make up numbers, not slugs.</summary>
    private const string Table = $"{Schema}.stories";

    /// <param name="owner">Connection string.</param>
    /// <param name="slugs">Of all stories.</param>
    /// <param name="sql">What the service asks for one of them.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public static async Task<ColdStories> PrepareAsync(
        string owner,
        IReadOnlyList<string> slugs,
        string sql,
        CancellationToken cancellationToken
    )
    {
        var asked =
            slugs.Select(ArrayOf).FirstOrDefault(name => sql.Contains(name, StringComparison.Ordinal))
            ?? throw new BenchmarkException($"The service does not ask for a story by its slug:\n{sql}");
        var lots = Lots(slugs);
        var columns = Enumerable.Range(1, AtOnce).Select(place => $"s{place}").ToList();
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync(cancellationToken);
        string[] statements =
        [
            $"drop schema if exists {Schema} cascade",
            $"create schema {Schema}",
            $"grant usage on schema {Schema} to {Roles.Delivery}",
            $"create table {Table} (n int primary key, {string.Join(", ", columns.Select(name => $"{name} text not null"))})",
            $"grant select on {Table} to {Roles.Delivery}",
        ];
        foreach (var statement in statements)
            await connection.ExecuteAsync(new(statement, cancellationToken: cancellationToken));
        await using (
            var copy = await connection.BeginBinaryImportAsync($"copy {Table} from stdin binary", cancellationToken)
        )
        {
            foreach (var (number, lot) in lots.Index())
            {
                object[] row = [number, .. lot.Select(slug => $"{{{slug}}}")];
                await copy.WriteRowAsync(cancellationToken, row);
            }
            await copy.CompleteAsync(cancellationToken);
        }
        await connection.ExecuteAsync(new($"vacuum analyze {Table}", cancellationToken: cancellationToken));

        var names = $"""
            \set n random(0, {(lots.Count - 1).ToString(CultureInfo.InvariantCulture)})
            select {string.Join(", ", columns)} from {Table} where n = :n \gset

            """;
        var each = columns.Select(name => sql.Replace(asked, $":{name}", StringComparison.Ordinal));
        return new(names, names + Pgbench.Script(each));
    }

    /// <returns>Stories in a second, and what each took of the database's processors, in microseconds; what it took to choose them
    /// is not in it.</returns>
    /// <param name="runAsync">Has pgbench run a script, for each run of it; the first is its name.</param>
    public async Task<Measurement> MeasureAsync(Func<string, string, Task<Measurement>> runAsync)
    {
        var (choosing, all) = (await runAsync("names of stories", names), await runAsync("cold stories", stories));
        return new(
            AtOnce / (1 / all.Rate - 1 / choosing.Rate),
            null,
            null,
            null,
            (all.Database - choosing.Database) / AtOnce,
            null
        );
    }

    private static List<string[]> Lots(IReadOnlyList<string> slugs)
    {
        var shuffled = slugs.ToArray();
        new Random(Seed).Shuffle(shuffled);
        return [.. shuffled.Chunk(AtOnce).Where(lot => lot.Length == AtOnce)];
    }

    /// <summary>As the log writes a list of one name.</summary>
    private static string ArrayOf(string slug) => $"'{{{slug}}}'";
}
