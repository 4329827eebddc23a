using System.Data;
using Dapper;
using NewsApi.Articles;
using NewsApi.Following;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Changes;

/// <summary>Reads all that is public at one moment.</summary>
internal sealed class ExportRepository(DeliveryDatabase database, TimeProvider time) : IDisposable
{
    /// <summary>Each export has a connection and a snapshot for as long as its client reads. More at once would take
    /// connections from all other requests.</summary>
    private const int AtOnce = 4;

    private readonly SemaphoreSlim _turns = new(AtOnce);

    /// <returns>Null when there are as many already as there may be.</returns>
    public async Task<ExportSnapshot?> OpenAsync(ArticleRequest request, CancellationToken cancellationToken)
    {
        if (!_turns.Wait(0, cancellationToken))
            return null;
        NpgsqlConnection? connection = null;
        try
        {
            connection = await database.OpenAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
            var (after, _) = await ChangeRepository.FindEndAsync(connection, cancellationToken);
            var (sql, parameters) = new ExportStatement(request, time.GetUtcNow()).Compose();
            return new(connection, transaction, after, sql, parameters, () => _turns.Release());
        }
        catch
        {
            if (connection is not null)
                await connection.DisposeAsync();
            _turns.Release();
            throw;
        }
    }

    public void Dispose() => _turns.Dispose();
}

/// <summary>What was public at one moment, and where the change log ended then.</summary>
internal sealed class ExportSnapshot(
    NpgsqlConnection connection,
    NpgsqlTransaction transaction,
    long after,
    string sql,
    DynamicParameters parameters,
    Action over
) : IAsyncDisposable
{
    /// <summary>How long the database may work until the first row, and then for each, in seconds.</summary>
    private const int Patience = 120;

    public long After { get; } = after;

    /// <summary>The articles in the order of their ids, one after the other as they are asked for.</summary>
    public IAsyncEnumerable<ArticleRow> ReadAsync() =>
        connection.QueryUnbufferedAsync<ArticleRow>(sql, parameters, transaction, Patience);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
        over();
    }
}
