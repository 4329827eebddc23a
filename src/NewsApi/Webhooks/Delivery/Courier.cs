using System.Collections.Concurrent;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Webhooks;

/// <summary>Delivers what changes to all who asked for it. Of all instances one does, as long as it holds a lock of the
/// database: an instance that dies lets go of it with its connection, and the next one takes over within a second.</summary>
/// <remarks>What is delivered is noted before the next thing is sent, so that a takeover repeats what was on its way and loses
/// nothing. Publishing never waits for any of this: what is to be delivered is the change log itself.</remarks>
internal sealed partial class Courier(
    EditorialDatabase database,
    LaneTools tools,
    ILogger<Courier> logger,
    ILoggerFactory loggers
) : BackgroundService
{
    /// <summary>Announces that a subscriber was added, changed or removed; the payload is its id.</summary>
    public const string Channel = "newsapi_subscribers";

    /// <summary>The number means nothing else.</summary>
    private const long LockKey = 0x6e6577736170_6864;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenSignsOfLife = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenKeepings = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenPrunings = TimeSpan.FromHours(1);

    /// <summary>In seconds, for what a lock's connection is asked.</summary>
    private const int Patience = 5;

    private readonly Dictionary<Guid, (Lane Lane, CancellationTokenSource Stop, Task Running)> _lanes = [];
    private bool _isInTrouble;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await StandByAsync(stoppingToken);
            }
            catch (Exception fault)
            {
                if (stoppingToken.IsCancellationRequested)
                    return;
                // Once, not at each try.
                if (!_isInTrouble)
                    LogFault(fault.GetType().Name, (fault as PostgresException)?.SqlState);
                _isInTrouble = true;
            }
            await Task.Delay(BetweenTries, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Asks for the lock until this instance has it, and delivers until it is lost.</summary>
    private async Task StandByAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        while (!await AskAsync(connection, $"select pg_try_advisory_lock({LockKey})", cancellationToken))
            await Task.Delay(BetweenTries, cancellationToken);
        // Whatever ends this ends all that is on its way, before another instance can have the lock; unless it is the connection
        // that is lost, and then at once.
        using var holding = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            _isInTrouble = false;
            LogDelivering();
            await DeliverAsync(connection, holding.Token);
        }
        finally
        {
            await holding.CancelAsync();
            await StopAllAsync();
            await ReleaseAsync(connection);
        }
    }

    private async Task DeliverAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var changed = new ConcurrentQueue<Guid>();
        connection.Notification += (_, notification) =>
        {
            if (Guid.TryParse(notification.Payload, out var id))
                changed.Enqueue(id);
        };
        await ExecuteAsync(connection, $"listen {Channel}", cancellationToken);
        // What is changed between the two is met with by its announcement.
        foreach (var row in await tools.Store.ReadActiveAsync(cancellationToken))
            Start(row, cancellationToken);
        var (kept, pruned) = (tools.Time.GetTimestamp(), (long?)null);
        while (true)
        {
            while (changed.TryDequeue(out var id))
                await RenewAsync(id, cancellationToken);
            if (tools.Time.GetElapsedTime(kept) >= BetweenKeepings)
            {
                await KeepPlacesAsync(cancellationToken);
                kept = tools.Time.GetTimestamp();
            }
            if (pruned is null || tools.Time.GetElapsedTime(pruned.Value) >= BetweenPrunings)
            {
                await tools.Store.PruneAsync(tools.Options.KeepAttempts, cancellationToken);
                pruned = tools.Time.GetTimestamp();
            }
            if (changed.IsEmpty && !await connection.WaitAsync(BetweenSignsOfLife, cancellationToken))
                await ExecuteAsync(connection, "-- courier.alive\nselect 1", cancellationToken);
        }
    }

    private async Task RenewAsync(Guid id, CancellationToken cancellationToken)
    {
        var row = await tools.Store.FindAsync(id, cancellationToken);
        if (_lanes.TryGetValue(id, out var one) && !one.Running.IsCompleted)
        {
            if (row is not null)
                one.Lane.Renew(row);
            else
                await StopAsync(id);
        }
        else
        {
            await StopAsync(id);
            if (row is { Active: true })
                Start(row, cancellationToken);
        }
    }

    private void Start(SubscriberRow row, CancellationToken cancellationToken)
    {
        var lane = new Lane(row, tools, loggers.CreateLogger<Lane>());
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _lanes[row.Id] = (lane, stop, Task.Run(() => lane.RunAsync(stop.Token), CancellationToken.None));
    }

    private async Task StopAsync(Guid id)
    {
        if (!_lanes.Remove(id, out var one))
            return;
        await one.Stop.CancelAsync();
        await one.Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        one.Stop.Dispose();
    }

    private async Task StopAllAsync()
    {
        foreach (var (_, stop, _) in _lanes.Values)
            await stop.CancelAsync();
        await Task.WhenAll(_lanes.Values.Select(one => one.Running))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var (_, stop, _) in _lanes.Values)
            stop.Dispose();
        _lanes.Clear();
    }

    private async Task KeepPlacesAsync(CancellationToken cancellationToken)
    {
        var moved = _lanes
            .Values.Select(one => (one.Lane, one.Lane.Unkept))
            .Where(one => one.Unkept is not null)
            .ToList();
        if (moved.Count == 0)
            return;
        await tools.Store.KeepPlacesAsync([.. moved.Select(one => (one.Lane.Id, one.Unkept!))], cancellationToken);
        foreach (var (lane, standing) in moved)
            lane.Keep(standing!);
    }

    /// <summary>A connection goes back to a pool, where it would keep the lock.</summary>
    private static async Task ReleaseAsync(NpgsqlConnection connection)
    {
        try
        {
            await ExecuteAsync(connection, $"unlisten *; select pg_advisory_unlock({LockKey})", CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException or TimeoutException)
        {
            // Then the connection is broken, and with it the lock is free.
        }
    }

    private static async Task<bool> AskAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = Patience };
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = Patience };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "This instance delivers webhooks and purges caches")]
    private partial void LogDelivering();

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Nothing is delivered just now ({Exception} {SqlState}); it is tried again each second"
    )]
    private partial void LogFault(string exception, string? sqlState);
}
