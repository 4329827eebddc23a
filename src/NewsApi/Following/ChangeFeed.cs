using System.Net.Sockets;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Following;

/// <summary>Follows the change log for all the readers of this instance, over one connection. Each waits for what
/// <see cref="Latest"/> has in memory, so that thousands of them cost the database nothing while nothing happens.</summary>
/// <remarks>The database announces each change when it is committed. What is announced is only ever taken for a hint to look:
/// every second the feed looks by itself, since an announcement can get lost with a connection, and some poolers make none.
/// </remarks>
internal sealed partial class ChangeFeed(
    DeliveryDatabase database,
    EditorialDatabase editorial,
    DatabaseContact contact,
    TimeProvider time,
    ILogger<ChangeFeed> logger
) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAtStandbyEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan SeekPrimaryEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Of who has changed something and wants to see it in public, and of the feed with the database.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private volatile LatestChanges _latest = LatestChanges.Unknown;
    private volatile bool _isFollowing;

    /// <summary>The end of the log as far as it is known here.</summary>
    public LatestChanges Latest => _latest;

    /// <summary>Whether <see cref="Latest"/> is kept up to date just now.</summary>
    public bool IsFollowing => _isFollowing;

    /// <summary>Waits until <see cref="Latest"/> has come so far, so that whoever has changed something sees it from now on.
    /// While the log can't be followed nobody is kept waiting.</summary>
    public async Task ReachAsync(long seq, long vocabulary)
    {
        var started = time.GetTimestamp();
        var latest = Latest;
        while (_isFollowing && !latest.Reaches(seq, vocabulary) && Patience - time.GetElapsedTime(started) is var left)
        {
            if (left <= TimeSpan.Zero)
                return;
            await latest
                .Superseded.WaitAsync(left, time, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            latest = Latest;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var tries = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(() => Found(ref tries), stoppingToken);
            }
            // Whatever it was, the service must not end with it, and followers depend on its being tried again.
            catch (Exception exception)
            {
                if (stoppingToken.IsCancellationRequested)
                    return;
                Lost(exception, tries++);
            }
            // The first time at once: mostly it is the connection alone that was lost.
            if (tries > 1)
                await Task.Delay(PauseAfter(tries), stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TimeSpan PauseAfter(int tries)
    {
        var pause = ShortestPause * Math.Pow(2, Math.Min(tries, 10));
        return pause < LongestPause ? pause : LongestPause;
    }

    private void Found(ref int tries)
    {
        if (tries > 1)
            LogFound();
        tries = 0;
        contact.Regain();
        _isFollowing = true;
    }

    private void Lost(Exception exception, int triesBefore)
    {
        _isFollowing = false;
        // Connections that wait in the pool are as dead as this one; each would cost somebody an answer.
        if (triesBefore == 0)
        {
            database.ForgetConnections();
            editorial.ForgetConnections();
        }
        // One connection may be lost for itself; but whoever does not answer one, answers none.
        if (IsSilence(exception) || (triesBefore > 0 && IsOutOfReach(exception)))
            contact.Lose();
        // Once, not at each try.
        if (triesBefore == 0)
            LogLost(exception.GetType().Name, (exception as PostgresException)?.SqlState);
    }

    /// <summary>Whether there is no server to talk to. One that refuses this connection may still serve others.</summary>
    private static bool IsOutOfReach(Exception exception) =>
        exception switch
        {
            PostgresException postgres => postgres.SqlState
                is PostgresErrorCodes.AdminShutdown
                    or PostgresErrorCodes.CrashShutdown
                    or PostgresErrorCodes.CannotConnectNow,
            NpgsqlException npgsql => npgsql.InnerException is SocketException or IOException,
            _ => exception is SocketException,
        };

    private static bool IsSilence(Exception exception) =>
        exception
            is TimeoutException
                or OperationCanceledException
                or NpgsqlException { InnerException: TimeoutException };

    /// <summary>Goes on until the connection is lost.</summary>
    private async Task FollowAsync(Action found, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var announced = 0L;
        connection.Notification += (_, notification) =>
            announced =
                long.TryParse(notification.Payload, out var seq) && seq > 0 ? Math.Max(announced, seq) : long.MaxValue;
        var isStandby = await ChangeRepository.IsStandbyAsync(connection, cancellationToken);
        // Before the first look, so that nothing falls in between.
        if (!isStandby)
            await ChangeRepository.ListenAsync(connection, cancellationToken);
        await StartAsync(connection, isStandby, cancellationToken);
        found();
        if (isStandby)
        {
            await WatchStandbyAsync(connection, cancellationToken);
            return;
        }
        var lookedTo = 0L;
        while (true)
        {
            announced = 0;
            var told = await connection.WaitAsync(UntilNextLook(), cancellationToken);
            if (!told || announced > lookedTo)
                lookedTo = await CatchUpAsync(connection, cancellationToken);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        return await database.OpenToFollowAsync(patience.Token);
    }

    /// <summary>Standbys announce nothing, so this one is looked at all the time; until there may be a primary again.</summary>
    private async Task WatchStandbyAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < SeekPrimaryEvery)
        {
            await Task.Delay(LookAtStandbyEvery, time, cancellationToken);
            await CatchUpAsync(connection, cancellationToken);
        }
    }

    /// <summary>Not later than the moment at which the next story goes by itself.</summary>
    private TimeSpan UntilNextLook()
    {
        // Past already, and still there: this clock is ahead of the database's. The longer it is past, the rarer are the looks.
        var left = (Latest.NextExpiry - time.GetUtcNow())?.Duration();
        return left < LookEvery
            ? TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(left.Value.TotalMilliseconds)))
            : LookEvery;
    }

    /// <summary>Goes on where memory ends. Behind a new connection may also be another database, or this one restored from a copy:
    /// then memory begins anew, with the end of the log.</summary>
    private async Task StartAsync(NpgsqlConnection connection, bool isStandby, CancellationToken cancellationToken)
    {
        if (
            Latest.IsKnown
            && await ChangeRepository.FindInstantAsync(connection, Latest.End, cancellationToken) is { } at
            && at == Latest.At
        )
        {
            await CatchUpAsync(connection, cancellationToken);
            return;
        }
        var end = await ChangeRepository.ReadEndAsync(connection, cancellationToken);
        // It may have what was withdrawn since.
        if (isStandby && Latest.IsKnown && end.Seq < Latest.End)
            throw new NpgsqlException("The standby lags behind, and there is no primary.", new TimeoutException());
        var (last, lastAt) = await ChangeRepository.FindEndAsync(connection, cancellationToken);
        var beginning = Math.Max(0, last - LatestChanges.Kept);
        var latest = LatestChanges.Empty(beginning, lastAt);
        var changes = await ChangeRepository.ReadAsync(connection, beginning, LatestChanges.Kept, cancellationToken);
        // In one step, so that no reader has to go to the database meanwhile.
        Replace((changes.Count > 0 ? latest.With(changes) : latest).With(end));
    }

    /// <returns>Where the log ends, up to which all is known now.</returns>
    private async Task<long> CatchUpAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            // In one question: until it is answered, all readers get what may be wrong already.
            var (end, changes) = await ChangeRepository.LookAsync(
                connection,
                Latest.End,
                LatestChanges.Kept,
                cancellationToken
            );
            var latest = changes.Count > 0 ? Latest.With(changes) : Latest;
            // Not before the last of them, so that what is known of sections and tags is never newer than what is known of stories.
            var isAll = changes.Count < LatestChanges.Kept;
            if (isAll && !latest.Agrees(end))
                latest = latest.With(end);
            if (latest != Latest)
                Replace(latest);
            if (isAll)
                return end.Seq;
        }
    }

    private void Replace(LatestChanges latest)
    {
        var before = _latest;
        database.Require(latest.End, latest.Vocabulary);
        _latest = latest;
        before.Supersede();
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The database does not tell of changes ({Exception} {SqlState}). It is asked again until it does"
    )]
    private partial void LogLost(string exception, string? sqlState);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database tells of changes again")]
    private partial void LogFound();
}
