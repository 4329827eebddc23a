using Npgsql;

namespace NewsApi.Storage;

/// <summary>Whether the database is in reach, as the one connection knows that is always open. While it is not, nobody tries
/// and waits: a request that needs the database is refused at once, and when it is back, not all come at the same moment to
/// find that out.</summary>
public sealed class DatabaseContact(TimeProvider time)
{
    private readonly Lock _lock = new();
    private Loss? _loss;

    /// <summary>For how long it has been out of reach; null while it is not.</summary>
    public TimeSpan? LostFor => Volatile.Read(ref _loss) is { } loss ? time.GetElapsedTime(loss.Since) : null;

    public bool IsLost => Volatile.Read(ref _loss) is not null;

    public void Lose()
    {
        lock (_lock)
            _loss ??= new(time.GetTimestamp());
    }

    public void Regain()
    {
        lock (_lock)
            _loss = null;
    }

    /// <exception cref="NpgsqlException">The database is out of reach.</exception>
    internal void EnsureInReach()
    {
        if (IsLost)
            throw new NpgsqlException("The database is out of reach.", new TimeoutException());
    }

    private sealed record Loss(long Since);
}
