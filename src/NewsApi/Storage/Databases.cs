using Dapper;
using Npgsql;

namespace NewsApi.Storage;

/// <summary>The public side of the database, seen through a role that can see nothing else.</summary>
public sealed class DeliveryDatabase(NpgsqlDataSource source) : IAsyncDisposable
{
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        source.OpenConnectionAsync(cancellationToken);

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
    public static IServiceCollection AddDatabases(this IServiceCollection services, DatabaseConnections connections)
    {
        DapperSettings.Apply();
        return services
            .AddSingleton(provider => new DeliveryDatabase(Source(connections.Delivery, "newsapi delivery", provider)))
            .AddSingleton(provider => new EditorialDatabase(
                Source(connections.Editorial, "newsapi editorial", provider)
            ));
    }

    private static NpgsqlDataSource Source(string connectionString, string name, IServiceProvider provider)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = name };
        builder.ConnectionStringBuilder.ApplicationName ??= name;
        builder.UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
        return builder.Build();
    }
}
