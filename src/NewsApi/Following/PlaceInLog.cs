namespace NewsApi.Following;

/// <summary>Where in the change log something was read. It stands as long as nothing has happened after that place which touches it.
/// </summary>
/// <remarks>Whoever wants to know looks at the changes since the last look, which are in memory. What was read before a change, and
/// is looked at after it, does not stand; nor does what was read so long ago that the changes since are no longer there.</remarks>
internal sealed class PlaceInLog
{
    private LookAtLog _lastLook;

    private PlaceInLog(long seq, DateTimeOffset at, LookAtLog look) => (Seq, At, _lastLook) = (seq, at, look);

    /// <summary>Number of the last change that was known when it was read.</summary>
    public long Seq { get; }

    /// <summary>When that happened.</summary>
    public DateTimeOffset At { get; }

    /// <param name="latest">The end of the log as it was known before anything was read.</param>
    public static PlaceInLog Of(LatestChanges latest) => new(latest.End, latest.At, latest.Look);

    /// <summary>One that was read elsewhere, maybe of another log.</summary>
    public static PlaceInLog Elsewhere(long seq, DateTimeOffset at) => new(seq, at, new(null, 0, seq));

    /// <param name="latest">The end of the log as it is known now.</param>
    /// <param name="what">That was read.</param>
    /// <param name="isTouched">Whether a change makes it wrong.</param>
    public bool Stands<T>(LatestChanges latest, T what, Func<T, LoggedChange, bool> isTouched)
    {
        var look = _lastLook;
        if (look.Latest == latest.Number)
            return true;
        if (!IsOf(latest, look) || !latest.Has(look.Seq))
            return false;
        foreach (var change in latest.After(look.Seq))
        {
            if (isTouched(what, change))
                return false;
        }
        _lastLook = latest.Look;
        return true;
    }

    /// <summary>Whether it was read in the log that is followed here, and not in that of a database before it was restored.
    /// </summary>
    private bool IsOf(LatestChanges latest, LookAtLog look) =>
        look.History is null ? latest.Confirms(Seq, At) : look.History == latest.History;
}

/// <summary>Up to where the changes were looked at. All who look at the same moment share one.</summary>
/// <param name="History">Of the log; null where it is not known yet to be this one.</param>
/// <param name="Latest">Number of what was known of the log then.</param>
/// <param name="Seq">Where the log ended then.</param>
internal sealed record LookAtLog(object? History, long Latest, long Seq);
