using Dapper;
using Npgsql;

namespace NewsApi.Storage;

/// <summary>Runs statements inside a transaction that somebody else began and is going to end.</summary>
internal static class TransactionStatements
{
    public static Task<int> ExecuteAsync(
        this NpgsqlTransaction transaction,
        string sql,
        object? parameters,
        CancellationToken cancellationToken
    ) => transaction.Connection!.ExecuteAsync(Command(transaction, sql, parameters, cancellationToken));

    public static async Task<List<T>> QueryAsync<T>(
        this NpgsqlTransaction transaction,
        string sql,
        object? parameters,
        CancellationToken cancellationToken
    ) =>
        (
            await transaction.Connection!.QueryAsync<T>(Command(transaction, sql, parameters, cancellationToken))
        ).AsList();

    public static Task<T> QuerySingleAsync<T>(
        this NpgsqlTransaction transaction,
        string sql,
        object? parameters,
        CancellationToken cancellationToken
    ) => transaction.Connection!.QuerySingleAsync<T>(Command(transaction, sql, parameters, cancellationToken));

    /// <returns>The type's default where there is no row.</returns>
    public static Task<T?> QuerySingleOrDefaultAsync<T>(
        this NpgsqlTransaction transaction,
        string sql,
        object? parameters,
        CancellationToken cancellationToken
    ) => transaction.Connection!.QuerySingleOrDefaultAsync<T>(Command(transaction, sql, parameters, cancellationToken));

    private static CommandDefinition Command(
        NpgsqlTransaction transaction,
        string sql,
        object? parameters,
        CancellationToken cancellationToken
    ) => new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
