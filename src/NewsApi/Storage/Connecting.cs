using Npgsql;

namespace NewsApi.Storage;

/// <summary>Opening connections where there may be several hosts.</summary>
internal static class Connecting
{
    public static bool HasSeveralHosts(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString).Host?.Contains(',', StringComparison.Ordinal) ?? false;

    /// <summary>Opens a connection to one of several hosts.</summary>
    /// <exception cref="NpgsqlException">There is none of the kind that is wanted just now, as while no standby has taken the place
    /// of a primary that died. Npgsql does not call that transient; it passes like the loss of a single host, and looks the
    /// same here.</exception>
    public static async ValueTask<NpgsqlConnection> OpenAnyAsync(
        this NpgsqlDataSource source,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await source.OpenConnectionAsync(cancellationToken);
        }
        catch (NpgsqlException none) when (IsForWantOfAHost(none))
        {
            throw new NpgsqlException("None of the hosts serves just now.", new IOException(none.Message, none));
        }
    }

    private static bool IsForWantOfAHost(NpgsqlException exception) =>
        exception.InnerException switch
        {
            null => exception is not PostgresException,
            AggregateException each => each.InnerExceptions.Any(one => one is NpgsqlException { IsTransient: true }),
            _ => false,
        };
}
