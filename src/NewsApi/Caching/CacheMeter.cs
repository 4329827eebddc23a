using System.Diagnostics.Metrics;
using NewsApi.Operation;

namespace NewsApi.Caching;

/// <summary>Counts what the cache was good for.</summary>
/// <remarks>It counts for itself, and tells when it is asked: an instrument that counts finds out with each answer what it is counted
/// under.</remarks>
internal sealed class CacheMeter : IDisposable
{
    private readonly Meter _meter;
    private long _hits;
    private long _misses;
    private long _stale;

    /// <param name="meters">Makes the meter.</param>
    /// <param name="memory">What the answers are kept in.</param>
    public CacheMeter(IMeterFactory meters, AnswerMemory memory)
    {
        _meter = meters.Create(Telemetry.CacheMeter);
        _meter.CreateObservableCounter(
            "newsapi.cache.answers",
            Answers,
            "{answer}",
            "Answers of operations that are cached."
        );
        _meter.CreateObservableGauge("newsapi.cache.size", () => memory.Bytes, "By", "Memory that kept answers take.");
    }

    /// <summary>For one that was given out from the cache.</summary>
    public void CountHit() => Interlocked.Increment(ref _hits);

    /// <summary>For one that was made, because it was not there or no longer right.</summary>
    public void CountMiss() => Interlocked.Increment(ref _misses);

    /// <summary>For one that was given out from the cache while the database was out of reach.</summary>
    public void CountStale() => Interlocked.Increment(ref _stale);

    public void Dispose() => _meter.Dispose();

    private Measurement<long>[] Answers() =>
        [Count("hit", ref _hits), Count("miss", ref _misses), Count("stale", ref _stale)];

    private static Measurement<long> Count(string result, ref long answers) =>
        new(Interlocked.Read(ref answers), new KeyValuePair<string, object?>("result", result));
}
