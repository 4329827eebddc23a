using NewsApi.Articles;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Changes;

/// <summary>Follows the change log for all the readers of this instance, over one connection. Each waits for what
/// <see cref="Latest"/> has in memory, so that thousands of them cost the database nothing while nothing happens.</summary>
/// <remarks>The database announces each change when it is committed. What is announced is only ever taken for a hint to look:
/// every few seconds the feed looks by itself, since an announcement can get lost with a connection, and standbys and some
/// poolers make none.</remarks>
internal sealed partial class ChangeFeed(DeliveryDatabase database, FilterNames names, ILogger<ChangeFeed> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    private volatile LatestChanges _latest = LatestChanges.Unknown;

    /// <summary>The end of the log as far as it is known here.</summary>
    public LatestChanges Latest => _latest;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = ShortestPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(Listening, stoppingToken);
            }
            // Whatever it was, the service must not end with it, and followers depend on its being tried again.
            catch (Exception exception)
            {
                if (stoppingToken.IsCancellationRequested)
                    return;
                // Once, not at each try.
                if (pause == ShortestPause)
                    LogLost(exception.GetType().Name, (exception as PostgresException)?.SqlState);
            }
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LookEvery ? pause * 2 : LookEvery;
        }

        void Listening()
        {
            if (pause > ShortestPause)
                LogFound();
            pause = ShortestPause;
        }
    }

    /// <summary>Goes on until the connection is lost.</summary>
    private async Task FollowAsync(Action listening, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var announced = 0L;
        connection.Notification += (_, notification) =>
            announced = long.TryParse(notification.Payload, out var seq) ? Math.Max(announced, seq) : long.MaxValue;
        await StartAsync(connection, cancellationToken);
        await ChangeRepository.ListenAsync(connection, cancellationToken);
        listening();
        // What came between the two is met with here.
        await CatchUpAsync(connection, cancellationToken);
        while (true)
        {
            var told = await connection.WaitAsync(LookEvery, cancellationToken);
            if (!told || announced > Latest.End)
                await CatchUpAsync(connection, cancellationToken);
            else
                // Sections or tags have changed, and no story with them.
                names.Forget();
        }
    }

    /// <summary>Begins with the end of the log, anew after each loss of the connection: behind it may be another database, or
    /// this one restored from a copy.</summary>
    private async Task StartAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var (end, at) = await ChangeRepository.FindEndAsync(connection, cancellationToken);
        var beginning = Math.Max(0, end - LatestChanges.Kept);
        var latest = LatestChanges.Empty(beginning, at);
        var changes = await ChangeRepository.ReadAsync(connection, beginning, LatestChanges.Kept, cancellationToken);
        // In one step, so that no reader has to go to the database meanwhile.
        Replace(changes.Count > 0 ? latest.With(changes) : latest);
    }

    private async Task CatchUpAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        IReadOnlyList<LoggedChange> changes;
        do
        {
            changes = await ChangeRepository.ReadAsync(connection, Latest.End, LatestChanges.Kept, cancellationToken);
            if (changes.Count > 0)
                Replace(Latest.With(changes));
        } while (changes.Count == LatestChanges.Kept);
    }

    private void Replace(LatestChanges latest)
    {
        var before = _latest;
        // The change may have been one of sections or tags, made by another instance.
        names.Forget();
        _latest = latest;
        before.Supersede();
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The database does not tell of changes ({Exception} {SqlState}). They are looked for every few seconds"
    )]
    private partial void LogLost(string exception, string? sqlState);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database tells of changes again")]
    private partial void LogFound();
}
