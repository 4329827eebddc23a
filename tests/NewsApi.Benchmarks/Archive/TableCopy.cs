using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace NewsApi.Benchmarks.Archive;

/// <summary>Fills one table with rows, the quickest way there is: emptied and filled in one transaction, its rows need no
/// journal where the server keeps none for other servers, and no vacuum afterwards.</summary>
internal sealed class TableCopy : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly NpgsqlBinaryImporter _importer;

    private TableCopy(NpgsqlConnection connection, NpgsqlTransaction transaction, NpgsqlBinaryImporter importer) =>
        (_connection, _transaction, _importer) = (connection, transaction, importer);

    /// <param name="source">The database.</param>
    /// <param name="table">With its schema.</param>
    /// <param name="columns">Divided by commas.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public static async Task<TableCopy> StartAsync(
        NpgsqlDataSource source,
        string table,
        string columns,
        CancellationToken cancellationToken
    )
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(
            new($"truncate {table}", transaction: transaction, cancellationToken: cancellationToken)
        );
        var importer = await connection.BeginBinaryImportAsync(
            $"copy {table} ({columns}) from stdin (format binary, freeze)",
            cancellationToken
        );
        importer.Timeout = Timeout.InfiniteTimeSpan;
        return new(connection, transaction, importer);
    }

    public Task RowAsync(CancellationToken cancellationToken) => _importer.StartRowAsync(cancellationToken);

    public Task AddAsync<T>(T value, NpgsqlDbType type, CancellationToken cancellationToken) =>
        value is null
            ? _importer.WriteNullAsync(cancellationToken)
            : _importer.WriteAsync(value, type, cancellationToken);

    public Task TextAsync(string? value, CancellationToken cancellationToken) =>
        AddAsync(value, NpgsqlDbType.Text, cancellationToken);

    public Task NumberAsync(int? value, CancellationToken cancellationToken) =>
        value is { } number
            ? _importer.WriteAsync(number, NpgsqlDbType.Integer, cancellationToken)
            : _importer.WriteNullAsync(cancellationToken);

    public Task InstantAsync(DateTime value, CancellationToken cancellationToken) =>
        _importer.WriteAsync(value, NpgsqlDbType.TimestampTz, cancellationToken);

    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await _importer.CompleteAsync(cancellationToken);
        await _importer.CloseAsync(cancellationToken);
        await _transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _importer.DisposeAsync();
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
