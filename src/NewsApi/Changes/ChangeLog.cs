namespace NewsApi.Changes;

/// <summary>The change log as readers see it: each from a place of their own, through a filter of their own.</summary>
internal sealed class ChangeLog(ChangeFeed feed, ChangeRepository repository, TimeProvider time)
{
    /// <summary>How many changes one look goes through at most, where few of them match.</summary>
    public const int Window = 20_000;

    private const int ReadAtOnce = 2_000;

    /// <summary>How long the log may end before a reader's place until that counts as a mistake. A standby lags behind.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(2);

    /// <summary>What there is after a place. While there is nothing for this reader, waits for it.</summary>
    /// <param name="after">The place.</param>
    /// <param name="filter">What the reader follows.</param>
    /// <param name="most">No more than so many.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="ending">Ends the wait early, with nothing.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<ChangesSeen> ReadAsync(
        long after,
        ChangeFilter filter,
        int most,
        TimeSpan patience,
        CancellationToken ending,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        while (true)
        {
            // Before looking: what comes while looking must not be waited for.
            var latest = feed.Latest;
            var seen = latest.Has(after)
                ? Look(latest, after, filter, most)
                : await LookAsync(after, filter, most, cancellationToken);
            var left = (seen.IsBeyondEnd ? Lag : patience) - time.GetElapsedTime(started);
            if (seen.Changes.Count > 0 || seen.HasMore || left <= TimeSpan.Zero || ending.IsCancellationRequested)
                return seen;
            await latest
                .Superseded.WaitAsync(left, time, ending)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            after = seen.After;
        }
    }

    private static ChangesSeen Look(LatestChanges latest, long after, ChangeFilter filter, int most)
    {
        var reader = new Reader(after, filter, most);
        reader.Take(latest.After(after));
        return new(reader.Seen, reader.After, latest.End, latest.At);
    }

    private async Task<ChangesSeen> LookAsync(
        long after,
        ChangeFilter filter,
        int most,
        CancellationToken cancellationToken
    )
    {
        var (end, at) = await repository.FindEndAsync(cancellationToken);
        var reader = new Reader(after, filter, most);
        var window = Math.Min(end - after, Window);
        var atOnce = most;
        while (!reader.IsFull && reader.After - after < window)
        {
            var changes = await repository.ReadAsync(reader.After, atOnce, cancellationToken);
            // Another standby may have answered, which lags further behind.
            if (changes.Count == 0)
                break;
            reader.Take(changes.Where(change => change.Seq <= end));
            atOnce = Math.Min(atOnce * 2, ReadAtOnce);
        }
        return new(reader.Seen, reader.After, end, at);
    }

    /// <summary>On its way along the log.</summary>
    private sealed class Reader(long after, ChangeFilter filter, int most)
    {
        private readonly List<SeenChange> _seen = [];

        public IReadOnlyList<SeenChange> Seen => _seen;

        public long After { get; private set; } = after;

        public bool IsFull => _seen.Count == most;

        public void Take(IEnumerable<LoggedChange> changes)
        {
            foreach (var change in changes)
            {
                if (IsFull)
                    return;
                After = change.Seq;
                if (filter.KindOf(change) is { } kind)
                    _seen.Add(new(kind, change));
            }
        }
    }
}

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
