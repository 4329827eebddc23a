using NewsApi.Following;
using Npgsql;

namespace NewsApi.Changes;

/// <summary>The change log as readers see it: each from a place of their own, through a filter of their own.</summary>
internal sealed class ChangeLog(
    ChangeFeed feed,
    ChangeRepository repository,
    TimeProvider time,
    IHostApplicationLifetime lifetime
)
{
    /// <summary>How many changes one look goes through at most, where few of them match.</summary>
    public const int Window = 20_000;

    private const int ReadAtOnce = 2_000;

    /// <summary>How long the log may end before a reader's place until that counts as a mistake. A standby lags behind.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(2);

    /// <summary>Where the log ends. When the database can't say, then as far as memory knows, which is never after the end: all
    /// listeners may ask at once when they have lost their connections, and browsers give up on a stream that refuses them.
    /// </summary>
    public async Task<long> FindEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (end, _) = await repository.FindEndAsync(cancellationToken);
            return end;
        }
        catch (NpgsqlException) when (feed.Latest.IsKnown)
        {
            return feed.Latest.End;
        }
    }

    /// <summary>What there is after a place, with all that was public before this question.</summary>
    /// <param name="after">The place.</param>
    /// <param name="wanted">What the reader wants of it.</param>
    /// <param name="patience">How long to wait for something, where there is nothing. The end of the service ends it, too.</param>
    /// <param name="cancellationToken">Ends it with an exception.</param>
    public async Task<ChangesSeen> ReadAsync(
        long after,
        ChangesWanted wanted,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        // Before looking: what comes while looking must not be waited for.
        var latest = feed.Latest;
        // Memory learns of a change a moment after the one who made it.
        var (end, at) = await repository.FindEndAsync(cancellationToken);
        var seen =
            latest.End == end && latest.Has(after)
                ? Look(latest, after, wanted)
                : await LookAsync(after, end, at, wanted, cancellationToken);
        return await WaitAsync(latest, seen, wanted, patience, cancellationToken);
    }

    /// <summary>The same for one who listens all the time, and to whom a change may come a moment later: it leaves the database
    /// alone as long as memory has what follows.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public async Task<ChangesSeen> ListenAsync(
        long after,
        ChangesWanted wanted,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        var latest = feed.Latest;
        var seen = await LookAsync(latest, after, wanted, cancellationToken);
        return await WaitAsync(latest, seen, wanted, patience, cancellationToken);
    }

    private async Task<ChangesSeen> WaitAsync(
        LatestChanges latest,
        ChangesSeen seen,
        ChangesWanted wanted,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken,
            lifetime.ApplicationStopping
        );
        while (seen is { Changes.Count: 0, HasMore: false } && !ending.IsCancellationRequested)
        {
            var left = (seen.IsBeyondEnd ? Lag : patience) - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                break;
            await latest
                .Superseded.WaitAsync(left, time, ending.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            latest = feed.Latest;
            seen = await LookAsync(latest, seen.After, wanted, cancellationToken);
        }
        return seen;
    }

    private async Task<ChangesSeen> LookAsync(
        LatestChanges latest,
        long after,
        ChangesWanted wanted,
        CancellationToken cancellationToken
    )
    {
        if (latest.Has(after))
            return Look(latest, after, wanted);
        var (end, at) = await repository.FindEndAsync(cancellationToken);
        return await LookAsync(after, end, at, wanted, cancellationToken);
    }

    private static ChangesSeen Look(LatestChanges latest, long after, ChangesWanted wanted)
    {
        var reader = new Reader(after, wanted);
        reader.Take(latest.After(after));
        return new(reader.Seen, reader.After, latest.End, latest.At);
    }

    private async Task<ChangesSeen> LookAsync(
        long after,
        long end,
        DateTimeOffset at,
        ChangesWanted wanted,
        CancellationToken cancellationToken
    )
    {
        var reader = new Reader(after, wanted);
        var window = Math.Min(end - after, Window);
        var atOnce = wanted.Most;
        while (!reader.IsFull && reader.After - after < window)
        {
            var left = (int)(window - (reader.After - after));
            var changes = await repository.ReadAsync(reader.After, Math.Min(atOnce, left), cancellationToken);
            // Another standby may have answered, which lags further behind.
            if (changes.Count == 0)
                break;
            reader.Take(changes);
            // Where few match, in longer and longer steps.
            atOnce = Math.Min(atOnce * 2, ReadAtOnce);
        }
        return new(reader.Seen, reader.After, end, at);
    }

    /// <summary>On its way along the log.</summary>
    private sealed class Reader(long after, ChangesWanted wanted)
    {
        private readonly List<SeenChange> _seen = [];

        public IReadOnlyList<SeenChange> Seen => _seen;

        public long After { get; private set; } = after;

        public bool IsFull => _seen.Count == wanted.Most;

        public void Take(IEnumerable<LoggedChange> changes)
        {
            foreach (var change in changes)
            {
                if (IsFull)
                    return;
                After = change.Seq;
                if (wanted.Filter.KindOf(change) is { } kind)
                    _seen.Add(new(kind, change));
            }
        }
    }
}

/// <summary>What a reader wants of the change log.</summary>
/// <param name="Filter">What concerns the reader.</param>
/// <param name="Most">No more than so many changes at once.</param>
internal sealed record ChangesWanted(ChangeFilter Filter, int Most);

/// <summary>A part of the change log, as one reader sees it.</summary>
/// <param name="Changes">In order.</param>
/// <param name="After">The place reached: all up to it was looked at.</param>
/// <param name="End">Where the log ended.</param>
/// <param name="ChangedAt">When its last change happened.</param>
internal sealed record ChangesSeen(IReadOnlyList<SeenChange> Changes, long After, long End, DateTimeOffset ChangedAt)
{
    /// <summary>Whether there is more to look at already.</summary>
    public bool HasMore => After < End;

    /// <summary>Whether the reader claims to know of changes that have not happened.</summary>
    public bool IsBeyondEnd => After > End;
}

/// <summary>A change and what it means to one reader.</summary>
/// <param name="Kind">Differs from that of the change where a story has left what the reader follows.</param>
/// <param name="Change">The change itself.</param>
internal sealed record SeenChange(ChangeKind Kind, LoggedChange Change);
