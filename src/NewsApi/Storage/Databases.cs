using Dapper;
using Npgsql;

namespace NewsApi.Storage;

/// <summary>The public side of the database, seen through a role that can see nothing else.</summary>
public sealed class DeliveryDatabase : IAsyncDisposable
{
    private readonly DeliveryServers _servers;
    private readonly DatabaseContact _contact;

    /// <param name="source">The one server to read from.</param>
    /// <param name="contact">Whether it is in reach.</param>
    public DeliveryDatabase(NpgsqlDataSource source, DatabaseContact contact)
        : this(new DeliveryServers(source), contact) { }

    internal DeliveryDatabase(DeliveryServers servers, DatabaseContact contact) =>
        (_servers, _contact) = (servers, contact);

    /// <exception cref="NpgsqlException">The database can't be reached; at once where that is known already.</exception>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        _contact.EnsureInReach();
        return _servers.OpenAsync(cancellationToken);
    }

    /// <summary>Opens the connection that the change log is followed by, which finds out whether the database is in reach: to the
    /// primary, where changes are announced; for want of one to a standby.</summary>
    internal ValueTask<NpgsqlConnection> OpenToFollowAsync(CancellationToken cancellationToken) =>
        _servers.OpenPrimaryAsync(cancellationToken);

    /// <summary>From here on nothing is read from a standby that has not come so far.</summary>
    internal void Require(long seq, long vocabulary) => _servers.Require(seq, vocabulary);

    /// <summary>Has every connection made anew when it is wanted again.</summary>
    internal void ForgetConnections() => _servers.Clear();

    /// <summary>Reads a list together with what is true of it as a whole, in one statement: its rows begin with the columns of
    /// the head, and where the list is empty the head comes alone, its row's <c>id</c> being null.</summary>
    public async Task<(THead Head, IReadOnlyList<TRow> Rows)> ReadListAsync<THead, TRow>(
        string sql,
        object? parameters,
        CancellationToken cancellationToken
    )
        where TRow : class =>
        await ReadKeptListAsync<THead, TRow>(sql, parameters, cancellationToken) ?? throw NoHead();

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

    /// <summary>The same for a statement whose plan is the same whatever its values are: prepared, since to plan it costs more
    /// than to run it.</summary>
    /// <remarks>The connection keeps it for as long as it lives: for statements of which there are but a few.</remarks>
    public async Task<(THead Head, IReadOnlyList<TRow> Rows)> ReadPreparedListAsync<THead, TRow>(
        string sql,
        DynamicParameters parameters,
        CancellationToken cancellationToken
    )
        where TRow : class
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var name in parameters.ParameterNames)
            command.Parameters.AddWithValue(name, parameters.Get<object>(name));
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var id = reader.GetOrdinal("id");
        var (readHead, readRow) = (reader.GetRowParser<THead>(length: id), reader.GetRowParser<TRow>(startIndex: id));
        var rows = new List<TRow>();
        if (!await reader.ReadAsync(cancellationToken))
            throw NoHead();
        var head = readHead(reader);
        do
        {
            if (!reader.IsDBNull(id))
                rows.Add(readRow(reader));
        } while (await reader.ReadAsync(cancellationToken));
        return (head, rows);
    }

    /// <summary>The key with which every instance signs paging cursors.</summary>
    public async Task<byte[]> ReadCursorKeyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await connection.QuerySingleAsync<byte[]>(
            new("select key from delivery.cursor_key", cancellationToken: cancellationToken)
        );
    }

    private static InvalidOperationException NoHead() =>
        new("The statement of a list answered not even with its head.");

    public ValueTask DisposeAsync() => _servers.DisposeAsync();
}

/// <summary>The whole database: for writing, publishing and importing.</summary>
public sealed class EditorialDatabase(NpgsqlDataSource source) : IAsyncDisposable
{
    private readonly bool _hasSeveralHosts = Connecting.HasSeveralHosts(source.ConnectionString);

    /// <exception cref="NpgsqlException">The database can't be reached.</exception>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        _hasSeveralHosts ? source.OpenAnyAsync(cancellationToken) : source.OpenConnectionAsync(cancellationToken);

    /// <summary>Has every connection made anew when it is wanted again.</summary>
    internal void ForgetConnections() => source.Clear();

    public ValueTask DisposeAsync() => source.DisposeAsync();
}

public static class DatabaseRegistration
{
    /// <summary>How long to wait for a connection. Npgsql alone waits 15 seconds for a server that does not answer, or for room
    /// in a full pool; by then nobody waits for the answer any more.</summary>
    private const int ConnectSeconds = 5;

    /// <summary>How many connections each role takes. Npgsql alone takes 100, which for both roles is more than a PostgreSQL has that
    /// nobody has set up (<c>max_connections</c>): some webhooks that wait for the database at once are enough then to have
    /// readers refused.</summary>
    private const int MostConnections = 40;

    /// <summary>How long a public answer may take the database. Npgsql alone waits 30 seconds.</summary>
    private const int ReadSeconds = 10;

    public static IServiceCollection AddDatabases(this IServiceCollection services, DatabaseConnections connections)
    {
        DapperSettings.Apply();
        return services
            .AddSingleton<DatabaseContact>()
            .AddSingleton(provider => new DeliveryDatabase(
                new DeliveryServers(ForReading(Builder(connections.Delivery, "newsapi delivery", provider))),
                provider.GetRequiredService<DatabaseContact>()
            ))
            .AddSingleton(provider => new EditorialDatabase(
                Builder(connections.Editorial, "newsapi editorial", provider).Build()
            ));
    }

    private static NpgsqlDataSourceBuilder Builder(string connectionString, string name, IServiceProvider provider)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString) { Name = name };
        builder.ConnectionStringBuilder.ApplicationName ??= name;
        SetUnlessGiven(builder.ConnectionStringBuilder, "Timeout", ConnectSeconds);
        SetUnlessGiven(builder.ConnectionStringBuilder, "Maximum Pool Size", MostConnections);
        builder.UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>());
        return builder;
    }

    /// <summary>Nothing that reads leaves anything behind in its session, so nothing need be put back before the next: with prepared
    /// statements that would be seven statements each time.</summary>
    private static NpgsqlDataSourceBuilder ForReading(NpgsqlDataSourceBuilder builder)
    {
        var settings = builder.ConnectionStringBuilder;
        settings.NoResetOnClose = true;
        SetUnlessGiven(settings, "Command Timeout", ReadSeconds);
        return builder;
    }

    /// <param name="settings">Of a connection string.</param>
    /// <param name="keyword">As Npgsql itself writes it: of the names of its members, such as <c>CommandTimeout</c>, it says that none
    /// is given.</param>
    /// <param name="value">Where the connection string has none.</param>
    private static void SetUnlessGiven(NpgsqlConnectionStringBuilder settings, string keyword, int value)
    {
        if (!settings.ShouldSerialize(keyword))
            settings[keyword] = value;
    }
}
