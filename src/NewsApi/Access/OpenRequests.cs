using System.Collections.Concurrent;
using Dapper;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Access;

/// <summary>Breaks off what goes on with a key that opens nothing any more, or something else than it did: who asks anew gets what it
/// opens now, but a stream would go on as it began for as long as its client likes.</summary>
internal sealed partial class OpenRequests(EditorialDatabase database, TimeProvider time, ILogger<OpenRequests> logger)
    : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Watch, (string Id, int Version)> _keys = new();

    /// <summary>Until what is returned is disposed of, the request goes on only as long as the caller's key is valid and stays as it
    /// is.</summary>
    public IDisposable WhileValid(Caller caller, HttpContext http)
    {
        var watch = new Watch(http, this);
        _keys[watch] = (caller.KeyId, caller.KeyVersion);
        return watch;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(BetweenLooks, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_keys.IsEmpty && !stoppingToken.IsCancellationRequested)
                await LookAsync();
        }
    }

    private async Task LookAsync()
    {
        const string Sql = """
            -- keys.standing
            select id, version
            from editorial.keys
            where id = any(@ids) and revoked_at is null and (expires_at is null or expires_at > clock_timestamp())
            """;
        try
        {
            await using var connection = await database.OpenAsync(CancellationToken.None);
            var watched = _keys.ToArray();
            var ids = watched.Select(one => one.Value.Id).Distinct(StringComparer.Ordinal).ToArray();
            var standing = (await connection.QueryAsync<(string Id, int Version)>(Sql, new { ids })).ToHashSet();
            foreach (var (watch, _) in watched.Where(one => !standing.Contains(one.Value)))
                watch.Abort();
        }
        catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
        {
            // The next look is soon, and nobody can change a key while the database is away.
            LogFault(fault.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Whether keys are still valid can't be asked just now ({Fault})")]
    private partial void LogFault(string fault);

    /// <summary>A request, as long as it goes on: after that its context serves another.</summary>
    private sealed class Watch(HttpContext http, OpenRequests all) : IDisposable
    {
        private readonly Lock _lock = new();
        private bool _isOver;

        public void Abort()
        {
            lock (_lock)
            {
                if (!_isOver)
                    http.Abort();
            }
        }

        public void Dispose()
        {
            all._keys.TryRemove(this, out _);
            lock (_lock)
                _isOver = true;
        }
    }
}
