namespace NewsApi.Caching;

/// <summary>Where a request leads to.</summary>
/// <param name="key">Of the answer.</param>
/// <param name="endpoint">That makes it.</param>
/// <param name="price">Of the request, in points.</param>
internal sealed class Destination(string key, Endpoint endpoint, int price)
{
    /// <summary>The store learns no more often than this that an answer is still asked for, and so which to let go first.</summary>
    private const int MomentMilliseconds = 100;

    /// <summary>Keeps nothing alive that the store has let go.</summary>
    private readonly WeakReference<CachedAnswer?> _found = new(null);
    private long _foundAt;

    public string Key => key;

    public Endpoint Endpoint => endpoint;

    public int Price => price;

    /// <summary>The answer that the store gave a moment ago. Whether it is right has to be looked at as if it came from there; null
    /// where the store has to be asked.</summary>
    public CachedAnswer? Found
    {
        get =>
            Environment.TickCount64 - Volatile.Read(ref _foundAt) < MomentMilliseconds
            && _found.TryGetTarget(out var answer)
                ? answer
                : null;
        set
        {
            _found.SetTarget(value);
            Volatile.Write(ref _foundAt, Environment.TickCount64);
        }
    }
}
