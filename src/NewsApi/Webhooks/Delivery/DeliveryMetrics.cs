using System.Diagnostics.Metrics;
using NewsApi.Operation;

namespace NewsApi.Webhooks;

/// <summary>Counts deliveries by what became of them.</summary>
internal sealed class DeliveryMetrics : IDisposable
{
    private readonly Meter _meter = new(Telemetry.DeliveryMeter);
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _disabled;
    private readonly Histogram<double> _lag;

    public DeliveryMetrics()
    {
        _attempts = _meter.CreateCounter<long>(
            "newsapi.deliveries",
            description: "Deliveries tried, by kind of subscriber and outcome: delivered, failed, overtaken."
        );
        _disabled = _meter.CreateCounter<long>("newsapi.subscribers.disabled", description: "Subscribers given up on.");
        _lag = _meter.CreateHistogram<double>(
            "newsapi.delivery.lag",
            unit: "s",
            description: "From a change until a subscriber had taken it.",
            advice: new() { HistogramBucketBoundaries = [0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600, 3600, 86_400] }
        );
    }

    public void Delivered(string kind, TimeSpan lag)
    {
        Count(kind, "delivered", 1);
        _lag.Record(Math.Max(0, lag.TotalSeconds), new KeyValuePair<string, object?>("kind", kind));
    }

    public void Failed(string kind) => Count(kind, "failed", 1);

    public void Overtaken(string kind, int count) => Count(kind, "overtaken", count);

    public void Disabled(string kind) => _disabled.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Dispose() => _meter.Dispose();

    private void Count(string kind, string outcome, int count) =>
        _attempts.Add(count, new("kind", kind), new("outcome", outcome));
}
