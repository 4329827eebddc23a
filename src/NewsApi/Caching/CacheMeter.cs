using System.Diagnostics.Metrics;
using NewsApi.Operation;

namespace NewsApi.Caching;

/// <summary>Counts what the cache was good for.</summary>
internal sealed class CacheMeter : IDisposable
{
    /// <summary>Given out from the cache.</summary>
    public static readonly KeyValuePair<string, object?> Hit = new("result", "hit");

    /// <summary>Made, because it was not there or no longer right.</summary>
    public static readonly KeyValuePair<string, object?> Miss = new("result", "miss");

    /// <summary>Given out from the cache while the database was out of reach.</summary>
    public static readonly KeyValuePair<string, object?> Stale = new("result", "stale");

    private readonly Meter _meter;
    private readonly Counter<long> _answers;

    /// <param name="meters">Makes the meter.</param>
    /// <param name="memory">What the answers are kept in.</param>
    public CacheMeter(IMeterFactory meters, AnswerMemory memory)
    {
        _meter = meters.Create(Telemetry.CacheMeter);
        _answers = _meter.CreateCounter<long>(
            "newsapi.cache.answers",
            "{answer}",
            "Answers of operations that are cached."
        );
        _meter.CreateObservableGauge("newsapi.cache.size", () => memory.Bytes, "By", "Memory that kept answers take.");
    }

    public void Count(KeyValuePair<string, object?> result) => _answers.Add(1, result);

    public void Dispose() => _meter.Dispose();
}
