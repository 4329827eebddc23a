namespace NewsApi.LocalPostgres;

/// <summary>The settings in which a local server differs from PostgreSQL's own.</summary>
internal static class ServerSettings
{
    public const int Port = 5432;

    private const string ForThrowAway = """
        max_connections = 200
        shared_buffers = 64MB
        # Nothing here outlives the server, so nothing has to reach the disk.
        fsync = off
        full_page_writes = off
        synchronous_commit = off
        wal_level = minimal
        max_wal_senders = 0
        # It would hold up the cloning and dropping of databases, and change plans halfway through a test.
        autovacuum = off
        """;

    // fsync and its like stay as they are: what was committed is kept.
    private const string ForKept = """
        max_connections = 100
        shared_buffers = 128MB
        """;

    /// <param name="socketFolder">A path of letters, digits and <c>/.-_</c> only.</param>
    /// <param name="isThrowAway">Whether the data goes with the server.</param>
    public static string For(string socketFolder, bool isThrowAway) =>
        $"""
            # Written anew at every start: changes made here are lost.
            listen_addresses = ''
            port = {Port}
            unix_socket_directories = '{socketFolder}'
            unix_socket_permissions = 0700
            cluster_name = 'newsapi'
            timezone = 'UTC'
            log_timezone = 'UTC'
            {(isThrowAway ? ForThrowAway : ForKept)}
            """;
}
