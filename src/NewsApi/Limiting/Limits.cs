using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using NewsApi.Http;
using NewsApi.Operation;

namespace NewsApi.Limiting;

/// <summary>Knows what each client has left.</summary>
internal sealed class Limits : IDisposable
{
    /// <summary>Of addresses and keys that are kept apart.</summary>
    private const int MostClients = 100_000;

    /// <summary>Others share these, each the same one always.</summary>
    private const int SharedBuckets = 1_024;

    /// <summary>Who has not asked for anything for so long has everything left, and needs no bucket.</summary>
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromSeconds(10);

    private readonly LimitOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ConcurrentDictionary<ClientAddress, Bucket> _addresses = new();
    private readonly ConcurrentDictionary<string, Bucket> _keys = new(StringComparer.Ordinal);
    private readonly Bucket[] _shared;
    private readonly Bucket _local;
    private readonly ITimer _sweeping;
    private readonly Meter _meter = new(Telemetry.LimitsMeter);
    private readonly Counter<long> _refused;

    public Limits(LimitOptions options, TimeProvider time)
    {
        (_options, _time, _started) = (options, time, time.GetTimestamp());
        _shared = [.. Enumerable.Range(0, SharedBuckets).Select(number => new Bucket($"s-{number}", options.Public))];
        _local = new("local", options.Local);
        _sweeping = time.CreateTimer(_ => Sweep(), null, BetweenSweeps, BetweenSweeps);
        _refused = _meter.CreateCounter<long>("newsapi.limits.refused", description: "Requests beyond a limit.");
    }

    public bool AreOn => _options.Enabled;

    /// <summary>Time since the start.</summary>
    public TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>Buckets from which points were taken that other instances have not been told of.</summary>
    public ConcurrentQueue<Bucket> Untold { get; } = new();

    /// <summary>Of whom a request comes from.</summary>
    public Bucket Of(IPAddress? address)
    {
        if (address is null || IPAddress.IsLoopback(address))
            return _local;
        var client = ClientAddress.Of(address);
        return _addresses.TryGetValue(client, out var bucket) ? bucket
            : _addresses.Count < MostClients
                ? _addresses.GetOrAdd(client, static (made, limit) => new($"a-{made}", limit), _options.Public)
            : _shared[(uint)client.GetHashCode() % SharedBuckets];
    }

    /// <summary>Of a valid key.</summary>
    public Bucket Of(string keyId, Plan plan)
    {
        var limit = _options.Plans[plan];
        var bucket = _keys.GetOrAdd(keyId, Make, limit);
        // The key has got another plan since.
        return bucket.Allowance == limit ? bucket : _keys[keyId] = Make(keyId, limit);

        static Bucket Make(string id, Allowance limit) => new($"k-{id}", limit);
    }

    /// <summary>Lets a request of this address in, without a key or with one that opens nothing.</summary>
    /// <inheritdoc cref="Admit"/>
    public ProblemResult? AdmitAddress(HttpContext http) => Admit(http, Of(http.Connection.RemoteIpAddress));

    /// <summary>Lets a request in whose answer is at hand, and who is let in with nothing kept of it: it costs little more than that
    /// answer itself.</summary>
    /// <returns>Whether it was let in, and must be settled.</returns>
    public bool TryTake(Bucket bucket, int price)
    {
        if (!AreOn)
            return true;
        var now = Now;
        if (!bucket.HasPoints(now))
            return false;
        Take(bucket, price, now);
        return true;
    }

    /// <summary>Lets a request with a valid key in.</summary>
    /// <inheritdoc cref="Admit"/>
    public ProblemResult? AdmitKey(HttpContext http, string keyId, Plan plan) => Admit(http, Of(keyId, plan));

    /// <summary>Lets a request in at its price, or doesn't.</summary>
    /// <returns>The refusal; null where it was let in, and must be settled.</returns>
    private ProblemResult? Admit(HttpContext http, Bucket bucket)
    {
        var now = Now;
        var shortage = TryAdmit(http, bucket, now);
        if (shortage == Shortage.None)
            return null;
        var (allowance, plan) = (bucket.Allowance, bucket.Allowance.Name);
        _refused.Add(1, new KeyValuePair<string, object?>("plan", plan));
        WriteHeaders(http, bucket, cost: 0, now);
        return shortage == Shortage.Points
            ? Refusal(
                http,
                bucket.UntilPoints(now),
                $"The {allowance.PointsPerMinute} points a minute of the plan '{plan}' are used up."
            )
            : Refusal(
                http,
                TimeSpan.FromSeconds(1),
                $"The {allowance.MostAtOnce} streams, waiting polls, exports and imports that the plan '{plan}' may have open at once are open."
            );
    }

    private Shortage TryAdmit(HttpContext http, Bucket bucket, TimeSpan now)
    {
        if (!AreOn)
            return Shortage.None;
        if (!bucket.HasPoints(now))
            return Shortage.Points;
        var staysOpen = http.GetEndpoint()?.Metadata.GetMetadata<TakesItsTime>() is not null;
        if (staysOpen && !bucket.TryOpen())
            return Shortage.Places;
        var price = Price.Of(http);
        Take(bucket, price, now);
        http.Features.Set(new Charge(bucket, price, staysOpen));
        return Shortage.None;
    }

    /// <summary>Says in the headers what is left, when it is known what the answer costs in the end.</summary>
    public void Settle(HttpContext http)
    {
        if (http.Features.Get<Charge>() is { } charge)
            Settle(http, charge.Bucket, charge.Price);
    }

    /// <inheritdoc cref="Settle(HttpContext)"/>
    public void Settle(HttpContext http, Bucket bucket, int taken)
    {
        if (!AreOn)
            return;
        var status = http.Response.StatusCode;
        var price =
            status == StatusCodes.Status304NotModified ? Math.Min(taken, Price.NotModified)
            // What fails on our side is not the client's to pay.
            : status >= StatusCodes.Status500InternalServerError ? 0
            : taken;
        var now = Now;
        if (price != taken)
            bucket.Take(price - taken, now);
        WriteHeaders(http, bucket, price, now);
    }

    /// <summary>Makes room for another of what stays open.</summary>
    public static void Close(HttpContext http)
    {
        if (http.Features.Get<Charge>() is { StaysOpen: true } charge)
            charge.Bucket.Close();
    }

    private void Take(Bucket bucket, int points, TimeSpan now)
    {
        if (bucket.Take(points, now) && bucket != _local)
            Untold.Enqueue(bucket);
    }

    public void Dispose()
    {
        _sweeping.Dispose();
        _meter.Dispose();
    }

    private void Sweep()
    {
        var now = Now;
        foreach (var (client, bucket) in _addresses)
        {
            if (bucket.IsFull(now))
                _addresses.TryRemove(KeyValuePair.Create(client, bucket));
        }
        foreach (var (key, bucket) in _keys)
        {
            if (bucket.IsFull(now))
                _keys.TryRemove(KeyValuePair.Create(key, bucket));
        }
    }

    private static ProblemResult Refusal(HttpContext http, TimeSpan wait, string reason)
    {
        var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return new(
            ProblemType.TooManyRequests,
            $"{reason} Try again in {seconds} {(seconds == 1 ? "second" : "seconds")}."
        );
    }

    private static void WriteHeaders(HttpContext http, Bucket bucket, int cost, TimeSpan now)
    {
        var headers = http.Response.Headers;
        headers["RateLimit-Policy"] = bucket.Allowance.Policy;
        headers["RateLimit"] = bucket.Tell(now);
        headers["RateLimit-Cost"] = Price.Text(cost);
    }

    /// <summary>What a client has not enough of.</summary>
    private enum Shortage
    {
        None,
        Points,
        Places,
    }

    /// <summary>What a request has been let in for.</summary>
    private sealed record Charge(Bucket Bucket, int Price, bool StaysOpen);
}
