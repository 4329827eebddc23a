using Dapper;
using Npgsql;

namespace NewsApi.Storage;

/// <summary>What a database has and what it still lacks.</summary>
public static class DatabaseState
{
    /// <summary>Names of the migrations that were never applied to it, in order.</summary>
    public static async Task<IReadOnlyList<string>> MissingMigrationsAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var applied = await connection.QueryAsync<string>(
                new("select scriptname from delivery.schema_versions", cancellationToken: cancellationToken)
            );
            return [.. Migrations.Known.Except(applied, StringComparer.Ordinal)];
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable)
        {
            return Migrations.Known;
        }
    }

    /// <summary>Whether nothing has been set up in the newsroom yet, not even a section.</summary>
    public static Task<bool> IsNewsroomEmptyAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<bool>(
            new("select not exists (select from editorial.sections)", cancellationToken: cancellationToken)
        );
}
