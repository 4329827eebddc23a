using NewsApi.Following;

namespace NewsApi.Webhooks;

/// <summary>The change log as the courier looks at it at one moment: from memory for all who keep up, from the database for those
/// who have fallen behind.</summary>
internal sealed class LogView(LatestChanges latest, ChangeRepository repository)
{
    /// <summary>How many changes are read from the database at once.</summary>
    public const int ReadAtOnce = 200;

    /// <summary>The end of the log as far as it is known here.</summary>
    public long End => latest.End;

    /// <summary>The changes after a place, in order: all of them, or as many as are read at once.</summary>
    public async ValueTask<IEnumerable<LoggedChange>> AfterAsync(long after, CancellationToken cancellationToken) =>
        IsInMemory(after) ? latest.After(after) : await repository.ReadAsync(after, ReadAtOnce, cancellationToken);

    /// <summary>The takedowns after a place, in order, and whether these are all.</summary>
    public async ValueTask<(IEnumerable<LoggedChange> Takedowns, bool AreAll)> TakedownsAsync(
        long after,
        CancellationToken cancellationToken
    )
    {
        if (IsInMemory(after))
            return (latest.After(after).Where(IsTakedown), true);
        var (read, end) = await repository.ReadTakedownsAsync(after, ReadAtOnce, cancellationToken);
        return read.Count == ReadAtOnce ? (read, false) : (read.Concat(Beyond(end).Where(IsTakedown)), true);
    }

    /// <summary>What happened to one story after a place.</summary>
    public async ValueTask<IEnumerable<LoggedChange>> OfStoryAsync(
        Guid id,
        long after,
        CancellationToken cancellationToken
    )
    {
        if (IsInMemory(after))
            return latest.After(after).Where(change => change.ArticleId == id);
        var (read, end) = await repository.ReadStoryAsync(id, after, cancellationToken);
        return read.Concat(Beyond(end).Where(change => change.ArticleId == id));
    }

    /// <summary>What memory has beyond the end of what was read. A standby lags behind, and no takedown may be missed for it.
    /// </summary>
    /// <exception cref="InvalidOperationException">It lags so far behind that something is missing in between.</exception>
    private ArraySegment<LoggedChange> Beyond(long end) =>
        end >= latest.End ? ArraySegment<LoggedChange>.Empty
        : latest.Has(end) ? latest.After(end)
        : throw new InvalidOperationException("The database that answered lags too far behind.");

    public static bool IsTakedown(LoggedChange change) => change.Kind is ChangeKind.Withdrawn or ChangeKind.Expired;

    // Beyond the end is nothing, whatever the database says: memory learns of it a moment later.
    private bool IsInMemory(long after) => latest.Has(after) || after > latest.End;
}
