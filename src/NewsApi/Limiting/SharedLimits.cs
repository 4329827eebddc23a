using StackExchange.Redis;

namespace NewsApi.Limiting;

/// <summary>Has instances count together: a few times a second each tells Redis what it has let in, and learns what all have. A
/// client that spreads over instances gets what they let in meanwhile in addition, at most. Without Redis each counts for itself.
/// </summary>
internal sealed partial class SharedLimits(
    Limits limits,
    ConfigurationOptions redis,
    TimeProvider time,
    ILogger<SharedLimits> logger
) : BackgroundService
{
    private const int AtOnce = 500;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(2);

    /// <summary>For each client the moment at which it will have everything again, in microseconds of the time of Redis, so that
    /// the clocks of instances do not matter. Written with all digits: Lua would round it.</summary>
    private const string Script = """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000000 + clock[2]
        local levels = {}
        for i, key in ipairs(KEYS) do
          local full = math.max(tonumber(redis.call('GET', key) or '0'), now) + tonumber(ARGV[i])
          redis.call('SET', key, string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000) + 1000)
          levels[i] = full - now
        end
        return levels
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var connection = await ConnectionMultiplexer.ConnectAsync(redis);
                await ShareAsync(connection.GetDatabase(), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault) when (fault is RedisException or TimeoutException)
            {
                LogFault(fault.GetType().Name);
                await Task.Delay(AfterFault, time, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ShareAsync(IDatabase database, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(Every, time, cancellationToken);
            while (limits.Untold.IsEmpty is false)
                await ShareAsync(database);
        }
    }

    private async Task ShareAsync(IDatabase database)
    {
        var buckets = new List<Bucket>(AtOnce);
        while (buckets.Count < AtOnce && limits.Untold.TryDequeue(out var bucket))
            buckets.Add(bucket);
        var levels = await database.ScriptEvaluateAsync(
            Script,
            [.. buckets.Select(bucket => (RedisKey)$"newsapi:limits:{bucket.Name}")],
            [.. buckets.Select(bucket => (RedisValue)MicrosecondsOf(bucket))]
        );
        var now = limits.Now;
        foreach (var (bucket, level) in buckets.Zip((long[])levels!))
            bucket.Raise(TimeSpan.FromMicroseconds(level), now);
    }

    private static long MicrosecondsOf(Bucket bucket) =>
        (long)bucket.Allowance.TimeFor(Math.Max(0, bucket.TakeUntold())).TotalMicroseconds;

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Limits are not shared with other instances just now ({Fault}): each counts for itself"
    )]
    private partial void LogFault(string fault);
}
