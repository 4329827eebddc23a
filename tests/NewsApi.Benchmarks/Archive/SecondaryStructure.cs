using Dapper;
using Npgsql;

namespace NewsApi.Benchmarks.Archive;

/// <summary>Indexes, keys and foreign keys of the schema <c>delivery</c>, taken away while much is written and made again as
/// they were. What they are is read from the database, so the migrations stay the only place that says it.</summary>
internal sealed class SecondaryStructure
{
    private const int AtATime = 2;

    private readonly IReadOnlyList<Part> _parts;

    private SecondaryStructure(IReadOnlyList<Part> parts) => _parts = parts;

    public int Count => _parts.Count;

    /// <summary>Takes them away in one transaction.</summary>
    public static async Task<SecondaryStructure> DropAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        const string Sql = """
            select
              case contype when 'f' then 'foreign key' else 'key' end as kind,
              format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
              format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as create
            from pg_constraint
            where connamespace = 'delivery'::regnamespace and contype in ('f', 'p', 'u')
              and conrelid <> 'delivery.schema_versions'::regclass
            union all
            select
              'index', format('drop index delivery.%I', indexname), indexdef
            from pg_indexes
            where schemaname = 'delivery' and tablename <> 'schema_versions'
              and not exists (
                select from pg_constraint c
                where c.conindid = format('delivery.%I', indexname)::regclass and c.contype in ('p', 'u')
              )
            """;
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parts = (
            await connection.QueryAsync<Part>(new(Sql, transaction: transaction, cancellationToken: cancellationToken))
        ).AsList();
        // Foreign keys rest on the keys.
        foreach (var part in parts.OrderBy(part => part.Kind != "foreign key"))
            await connection.ExecuteAsync(
                new(part.Drop, transaction: transaction, cancellationToken: cancellationToken)
            );
        await transaction.CommitAsync(cancellationToken);
        return new(parts);
    }

    /// <param name="source">The database.</param>
    /// <param name="done">Called after each one.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task RecreateAsync(NpgsqlDataSource source, Action done, CancellationToken cancellationToken)
    {
        // Keys lock their table for themselves alone, indexes only against writers, foreign keys rest on keys.
        await MakeAsync("key", 1);
        await MakeAsync("index", AtATime);
        await MakeAsync("foreign key", 1);

        Task MakeAsync(string kind, int atATime) =>
            Parallel.ForEachAsync(
                // Inverted indexes first: they take far the longest.
                _parts
                    .Where(part => part.Kind == kind)
                    .OrderByDescending(part => part.Create.Contains(" gin ", StringComparison.Ordinal)),
                new ParallelOptions { MaxDegreeOfParallelism = atATime, CancellationToken = cancellationToken },
                async (part, ct) =>
                {
                    await using var connection = await source.OpenConnectionAsync(ct);
                    await connection.ExecuteAsync(
                        new(
                            $"set maintenance_work_mem = '1GB'; {part.Create}",
                            commandTimeout: 0,
                            cancellationToken: ct
                        )
                    );
                    done();
                }
            );
    }

    private sealed record Part
    {
        public required string Kind { get; init; }
        public required string Drop { get; init; }
        public required string Create { get; init; }
    }
}
