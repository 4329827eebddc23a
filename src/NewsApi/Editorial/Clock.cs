using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Publishes and expires stories at their moments, in each instance. It sleeps until the next one, and is woken by a
/// notification when an earlier one is set. Instances share the work: each takes what no other has locked, so that a story
/// which an instance held when it died is taken by the next.</summary>
/// <remarks>What it remembers itself, it counts by a time that never jumps: a story that was passed over would otherwise stay so
/// for as long as this machine's clock has been set back.</remarks>
internal sealed partial class Clock(
    DueStories due,
    LateStories late,
    EditorialDatabase database,
    TimeProvider time,
    ILogger<Clock> logger
) : BackgroundService
{
    private const string Channel = "newsapi_schedule";

    /// <summary>Slept at the most, in case a notification was lost.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(30);

    /// <summary>Between looks at what is due and locked by others.</summary>
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenCleanings = TimeSpan.FromHours(1);

    /// <summary>How long a story that can't be published is left alone, so that it does not keep others waiting.</summary>
    private static readonly TimeSpan PassedOverFor = TimeSpan.FromMinutes(1);

    private readonly Dictionary<Guid, long> _passedOver = [];
    private long? _cleaned;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever it was, stories that are due later must not suffer for it.
                LogFault(fault);
                await Task.Delay(AfterFault, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var listening = await database.OpenAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"listen {Channel}", listening))
            await listen.ExecuteNonQueryAsync(cancellationToken);
        while (true)
        {
            while (
                await due.ExpireAsync(cancellationToken)
                    + await PublishAsync(cancellationToken)
                    + await late.ReleaseAsync(cancellationToken)
                > 0
            ) { }
            await CleanAsync(cancellationToken);
            var sleep = await due.NextAsync(PassedOver(), cancellationToken) ?? LongestSleep;
            await listening.WaitAsync(Between(sleep, ShortestSleep, LongestSleep), cancellationToken);
        }
    }

    /// <summary>Publishes what is due, together where that works; otherwise one by one, and passes over those that fail.</summary>
    private async Task<int> PublishAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await due.PublishAsync(DueStories.AtOnce, PassedOver(), cancellationToken)).Count;
        }
        catch (DueStoryException together) when (together.InnerException is not NpgsqlException { IsTransient: true })
        {
            LogFault(together);
        }
        var done = 0;
        while (true)
        {
            try
            {
                var published = await due.PublishAsync(1, PassedOver(), cancellationToken);
                if (published.Count == 0)
                    return done;
                done++;
            }
            catch (DueStoryException alone) when (alone.InnerException is not NpgsqlException { IsTransient: true })
            {
                LogPassedOver(alone.Ids[0], alone);
                _passedOver[alone.Ids[0]] = time.GetTimestamp();
            }
        }
    }

    private Guid[] PassedOver()
    {
        foreach (var (id, since) in _passedOver.ToList())
        {
            if (time.GetElapsedTime(since) > PassedOverFor)
                _passedOver.Remove(id);
        }
        return [.. _passedOver.Keys];
    }

    private async Task CleanAsync(CancellationToken cancellationToken)
    {
        if (_cleaned is { } cleaned && time.GetElapsedTime(cleaned) < BetweenCleanings)
            return;
        _cleaned = time.GetTimestamp();
        await due.ForgetAnswersAsync(cancellationToken);
    }

    private static TimeSpan Between(TimeSpan value, TimeSpan least, TimeSpan most) =>
        value < least ? least
        : value > most ? most
        : value;

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The story {Id} is due and can't be published; it is tried again in a minute"
    )]
    private partial void LogPassedOver(Guid id, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The clock failed and tries again in a second")]
    private partial void LogFault(Exception fault);
}
