using System.Globalization;

namespace NewsApi.Http;

/// <summary>How long others may keep a public answer (RFC 9111, RFC 5861).</summary>
/// <param name="MaxAge">How long anyone may serve it unasked, on all its way: also how long a withdrawn story may live on in
/// caches that are not purged.</param>
/// <param name="SharedMaxAge">How long a shared cache may serve it unasked.</param>
/// <param name="WhileRevalidating">How much longer a shared cache may serve it while it asks anew.</param>
/// <param name="IfError">How much longer a shared cache may serve it while this service gives no answer.</param>
public sealed record Freshness(TimeSpan MaxAge, TimeSpan SharedMaxAge, TimeSpan WhileRevalidating, TimeSpan IfError)
{
    private readonly string _header = Write(MaxAge, SharedMaxAge, WhileRevalidating, IfError);

    /// <summary>Beyond this nobody keeps it.</summary>
    private readonly TimeSpan _longest = new[]
    {
        MaxAge,
        SharedMaxAge + WhileRevalidating,
        SharedMaxAge + IfError,
    }.Max();

    /// <summary>Of an answer that everyone has to ask for each time.</summary>
    public static readonly Freshness None = new(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Of an answer that must soon be found out to be another: a name that stands for nothing may stand for something
    /// the next moment.</summary>
    public static readonly Freshness Brief = For(TimeSpan.FromSeconds(1));

    public static Freshness For(TimeSpan maxAge) => new(maxAge, maxAge, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>The value of <c>Cache-Control</c>.</summary>
    /// <param name="left">How long until the answer differs; null for never. Nothing goes beyond that.</param>
    public string Header(TimeSpan? left)
    {
        if (left is not { } until || until >= _longest)
            return _header;
        var whole = TimeSpan.FromSeconds(Math.Max(0, Math.Floor(until.TotalSeconds)));
        var shared = Min(SharedMaxAge, whole);
        return Write(Min(MaxAge, whole), shared, Min(WhileRevalidating, whole - shared), Min(IfError, whole - shared));
    }

    private static string Write(TimeSpan maxAge, TimeSpan shared, TimeSpan whileRevalidating, TimeSpan ifError)
    {
        List<string> parts = ["public", Part("max-age", maxAge)];
        if (shared != maxAge)
            parts.Add(Part("s-maxage", shared));
        if (whileRevalidating > TimeSpan.Zero)
            parts.Add(Part("stale-while-revalidate", whileRevalidating));
        if (ifError > TimeSpan.Zero)
            parts.Add(Part("stale-if-error", ifError));
        return string.Join(", ", parts);
    }

    private static string Part(string name, TimeSpan span) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}={span.TotalSeconds:0}");

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
