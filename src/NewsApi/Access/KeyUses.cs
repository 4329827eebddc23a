using System.Collections.Concurrent;
using Dapper;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Access;

/// <summary>Counts the requests that come with a key, by day. Written every few seconds, so that no request waits for it; what
/// an instance that dies had not written yet is lost.</summary>
internal sealed partial class KeyUses(EditorialDatabase database, TimeProvider time, ILogger<KeyUses> logger)
    : BackgroundService
{
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(string KeyId, DateOnly Day), Counted> _uses = new();

    public void Count(string keyId)
    {
        var now = time.GetUtcNow();
        Add((keyId, DateOnly.FromDateTime(now.UtcDateTime)), new(1, now));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(BetweenWrites, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await WriteAsync();
        }
    }

    private async Task WriteAsync()
    {
        var rows = new List<((string KeyId, DateOnly Day) Use, Counted Counted)>();
        foreach (var use in _uses.Keys)
        {
            if (_uses.TryRemove(use, out var counted))
                rows.Add((use, counted));
        }
        if (rows.Count == 0)
            return;
        const string Sql = """
            -- keys.count
            insert into editorial.key_uses (key_id, day, requests, last_at)
            select u.key_id, u.day, u.requests, u.last_at
            from unnest(@keys, @days, @requests, @lasts) u (key_id, day, requests, last_at)
            join editorial.keys k on k.id = u.key_id
            order by u.key_id, u.day
            on conflict (key_id, day) do update
            set requests = key_uses.requests + excluded.requests, last_at = greatest(key_uses.last_at, excluded.last_at)
            """;
        try
        {
            await using var connection = await database.OpenAsync(CancellationToken.None);
            await connection.ExecuteAsync(
                Sql,
                new
                {
                    keys = rows.Select(row => row.Use.KeyId).ToArray(),
                    days = rows.Select(row => row.Use.Day).ToArray(),
                    requests = rows.Select(row => row.Counted.Requests).ToArray(),
                    lasts = rows.Select(row => row.Counted.Last.UtcDateTime).ToArray(),
                }
            );
        }
        catch (NpgsqlException fault)
        {
            // They are written when the database is back.
            foreach (var (use, counted) in rows)
                Add(use, counted);
            LogFault(fault.GetType().Name);
        }
    }

    private void Add((string KeyId, DateOnly Day) use, Counted more) =>
        _uses.AddOrUpdate(
            use,
            static (_, more) => more,
            static (_, counted, more) =>
                new(counted.Requests + more.Requests, counted.Last > more.Last ? counted.Last : more.Last),
            more
        );

    /// <param name="Requests">How many.</param>
    /// <param name="Last">When the last of them came.</param>
    private sealed record Counted(long Requests, DateTimeOffset Last);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Uses of keys could not be written yet ({Fault})")]
    private partial void LogFault(string fault);
}
