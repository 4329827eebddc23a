namespace NewsApi.Benchmarks.Scale;

/// <summary>How one question fared.</summary>
/// <param name="Sql">Mean time of its SQL alone; null where that could not be measured.</param>
internal sealed record ScaleResult(ScaleQuestion Question, Latency Http, TimeSpan? Sql);
