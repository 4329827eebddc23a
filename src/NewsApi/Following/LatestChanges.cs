namespace NewsApi.Following;

/// <summary>The end of the change log as this instance has it in memory. It never changes itself; a newer one takes its place.
/// </summary>
internal sealed class LatestChanges
{
    /// <summary>How many changes are kept: whoever is not further behind is served without the database.</summary>
    public const int Kept = 1000;

    /// <summary>Before anything was read.</summary>
    public static readonly LatestChanges Unknown = new(0, -1, DateTimeOffset.UnixEpoch, []);

    private static long s_last;

    private readonly TaskCompletionSource _superseded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LoggedChange[] _changes;

    private LatestChanges(long beginning, long end, DateTimeOffset at, LoggedChange[] changes) =>
        (Beginning, End, At, _changes) = (beginning, end, at, changes);

    /// <summary>Tells it from all others that this process has known.</summary>
    public long Number { get; } = Interlocked.Increment(ref s_last);

    /// <summary>The place from which on the changes are here.</summary>
    public long Beginning { get; }

    /// <summary>The place at which the log ends; less than <see cref="Beginning"/> while nothing is known.</summary>
    public long End { get; }

    public bool IsKnown => End >= Beginning;

    /// <summary>When the last of them happened.</summary>
    public DateTimeOffset At { get; }

    /// <summary>How often sections and tags have changed.</summary>
    public long Vocabulary { get; private init; }

    /// <summary>When the next story goes by itself because the right to publish it ends; null for never.</summary>
    public DateTimeOffset? NextExpiry { get; private init; }

    /// <summary>What every search hangs on.</summary>
    public Archive Archive { get; private init; } = Archive.Unknown;

    /// <summary>The same object as long as one log is followed. A database that was restored from a copy has another.</summary>
    public object History { get; private init; } = new();

    /// <summary>What whoever has looked at all of its changes remembers of that.</summary>
    public LookAtLog Look => field ??= new(History, Number, End);

    /// <summary>Completes when a newer one has taken this one's place.</summary>
    public Task Superseded => _superseded.Task;

    public static LatestChanges Empty(long end, DateTimeOffset at) => new(end, end, at, []);

    /// <summary>Whether all that follows this place is here.</summary>
    public bool Has(long after) => after >= Beginning && after <= End;

    /// <summary>Whether the change in this place happened at this instant, as far as that is known here: a log with another
    /// change there is another log.</summary>
    public bool Confirms(long seq, DateTimeOffset at) =>
        seq == End ? at == At : Has(seq - 1) && Array.Find(_changes, change => change.Seq == seq)?.At == at;

    /// <summary>All that follows a place which it <see cref="Has"/>.</summary>
    public ArraySegment<LoggedChange> After(long after)
    {
        var (low, high) = (0, _changes.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_changes[middle].Seq <= after)
                low = middle + 1;
            else
                high = middle;
        }
        return new(_changes, low, _changes.Length - low);
    }

    /// <param name="changes">What follows <see cref="End"/>; at least one.</param>
    public LatestChanges With(IReadOnlyList<LoggedChange> changes)
    {
        LoggedChange[] kept = [.. _changes.Concat(changes).TakeLast(Kept)];
        var beginning = kept.Length < _changes.Length + changes.Count ? kept[0].Seq - 1 : Beginning;
        return new(beginning, kept[^1].Seq, kept[^1].At, kept)
        {
            Vocabulary = Vocabulary,
            NextExpiry = NextExpiry,
            Archive = Archive,
            History = History,
        };
    }

    /// <summary>Whether all is true at the end of the log that is held for true here, besides its changes.</summary>
    public bool Agrees(LogEnd end) =>
        end.Vocabulary == Vocabulary && end.NextExpiry == NextExpiry && end.Archive == Archive;

    /// <summary>With what was true at the end of the log besides its changes.</summary>
    public LatestChanges With(LogEnd end) =>
        new(Beginning, End, At, _changes)
        {
            Vocabulary = end.Vocabulary,
            NextExpiry = end.NextExpiry,
            Archive = end.Archive ?? Archive,
            History = History,
        };

    /// <summary>Whether it knows as much as a reader must who has just seen the log end there.</summary>
    public bool Reaches(long seq, long vocabulary) => End >= seq && Vocabulary >= vocabulary;

    public void Supersede() => _superseded.TrySetResult();
}
