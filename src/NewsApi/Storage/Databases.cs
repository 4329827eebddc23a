using Dapper;
using Npgsql;

namespace NewsApi.Storage;

/// <summary>The public side of the database, seen through a role that can see nothing else.</summary>
public sealed class DeliveryDatabase(NpgsqlDataSource source, DatabaseContact contact) : IAsyncDisposable
{
    /// <exception cref="NpgsqlException">The database can't be reached; at once where that is known already.</exception>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        contact.EnsureInReach();
        return source.OpenConnectionAsync(cancellationToken);
    }

    /// <summary>Opens the connection that finds out whether the database is in reach.</summary>
    internal ValueTask<NpgsqlConnection> OpenToFollowAsync(CancellationToken cancellationToken) =>
        source.OpenConnectionAsync(cancellationToken);

    /// <summary>Has every connection made anew when it is wanted again.</summary>
    internal void ForgetConnections() => source.Clear();

    /// <summary>Reads a list together with what is true of it as a whole, in one statement: its rows begin with the columns of
    /// the head, and where the list is empty the head comes alone, its row's <c>id</c> being null.</summary>
    public async Task<(THead Head, IReadOnlyList<TRow> Rows)> ReadListAsync<THead, TRow>(
        string sql,
        object? parameters,
        CancellationToken cancellationToken
    )
        where TRow : class =>
        await ReadKeptListAsync<THead, TRow>(sql, parameters, cancellationToken)
        ?? throw new InvalidOperationException("The statement of a list answered not even with its head.");

    /// <summary>The same for a statement that answers from what is kept ready, and not at all while that does not hold.</summary>
    /// <returns>Null then.</returns>
    public async Task<(THead Head, IReadOnlyList<TRow> Rows)?> ReadKeptListAsync<THead, TRow>(
        string sql,
        object? parameters,
        CancellationToken cancellationToken
    )
        where TRow : class
    {
        await using var connection = await OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<THead, TRow?, (THead Head, TRow? Row)>(
            new(sql, parameters, cancellationToken: cancellationToken),
            (head, row) => (head, row),
            splitOn: "id"
        );
        var list = rows.AsList();
        return list.Count == 0 ? null : (list[0].Head, [.. list.Select(entry => entry.Row).OfType<TRow>()]);
    }

    /// <summary>The key with which every instance signs paging cursors.</summary>
    public async Task<byte[]> ReadCursorKeyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await connection.QuerySingleAsync<byte[]>(
            new("select key from delivery.cursor_key", cancellationToken: cancellationToken)
        );
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}

/// <summary>The whole database: for writing, publishing and importing.</summary>
public sealed class EditorialDatabase(NpgsqlDataSource source) : IAsyncDisposable
{
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        source.OpenConnectionAsync(cancellationToken);

    public ValueTask DisposeAsync() => source.DisposeAsync();
}

public static class DatabaseRegistration
{
    /// <summary>How long to wait for a connection. Npgsql alone waits 15 seconds for a server that does not answer, or for room
    /// in a full pool; by then nobody waits for the answer any more.</summary>
    private const int ConnectSeconds = 5;

    public static IServiceCollection AddDatabases(this IServiceCollection services, DatabaseConnections connections)
    {
        DapperSettings.Apply();
        return services
            .AddSingleton<DatabaseContact>()
            .AddSingleton(provider => new DeliveryDatabase(
                Source(connections.Delivery, "newsapi delivery", provider),
                provider.GetRequiredService<DatabaseContact>()
            ))
            .AddSingleton(provider => new EditorialDatabase(
                Source(connections.Editorial, "newsapi editorial", provider)
            ));
    }

    private static NpgsqlDataSource Source(string connectionString, string name, IServiceProvider provider)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = name };
        builder.ConnectionStringBuilder.ApplicationName ??= name;
        if (!builder.ConnectionStringBuilder.ShouldSerialize(nameof(NpgsqlConnectionStringBuilder.Timeout)))
            builder.ConnectionStringBuilder.Timeout = ConnectSeconds;
        builder.UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
        return builder.Build();
    }
}
