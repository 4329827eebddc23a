using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace NewsApi.Limiting;

/// <summary>What one client has left: points come in evenly, up to those of a minute, and requests take them out. A request is let
/// in while anything is left, and may take more than that: the next ones wait until it has come in.</summary>
/// <remarks>Kept as the moment at which it will be full again (the generic cell rate algorithm): one number, changed without a
/// lock. Time is that since the start of the process, which no clock can set back.</remarks>
internal sealed class Bucket(string name, Allowance allowance)
{
    private long _fullAt;
    private long _untold;
    private int _open;
    private Told? _told;

    /// <summary>Of the client, where instances tell each other of it.</summary>
    public string Name { get; } = name;

    public Allowance Allowance { get; } = allowance;

    public bool HasPoints(TimeSpan now) => Level(now) < Allowance.Whole;

    public bool IsFull(TimeSpan now) => Level(now) <= TimeSpan.Zero && _open == 0 && _untold == 0;

    /// <param name="points">Taken out; put back where there are less than none.</param>
    /// <param name="now">The present.</param>
    /// <returns>Whether it is the first since others were told of any.</returns>
    public bool Take(int points, TimeSpan now)
    {
        var price = Math.Sign(points) * Allowance.TimeFor(Math.Abs(points)).Ticks;
        while (true)
        {
            var before = Volatile.Read(ref _fullAt);
            if (Interlocked.CompareExchange(ref _fullAt, Math.Max(before, now.Ticks) + price, before) == before)
                break;
        }
        return Interlocked.Add(ref _untold, points) == points && points > 0;
    }

    /// <summary>Points that are left; below zero where a request took more than there was.</summary>
    public long Left(TimeSpan now) => Allowance.PointsPerMinute - Allowance.PointsIn(Level(now));

    /// <summary>Value of <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers): points that are left, seconds until all are.
    /// </summary>
    public StringValues Tell(TimeSpan now)
    {
        var level = Level(now);
        var left = Math.Max(0, Allowance.PointsPerMinute - Allowance.PointsIn(level));
        var seconds = (long)Math.Ceiling(level.TotalSeconds);
        var told = Volatile.Read(ref _told);
        // Where much comes in quickly it is mostly the same again.
        if (told?.Left == left && told.Seconds == seconds)
            return told.Value;
        told = new(
            left,
            seconds,
            string.Create(CultureInfo.InvariantCulture, $"\"{Allowance.Name}\";r={left};t={seconds}")
        );
        Volatile.Write(ref _told, told);
        return told.Value;
    }

    /// <summary>How long until the next request is let in.</summary>
    public TimeSpan UntilPoints(TimeSpan now) => Level(now) - Allowance.Whole;

    /// <summary>Begins something that stays open.</summary>
    public bool TryOpen()
    {
        if (Interlocked.Increment(ref _open) <= Allowance.MostAtOnce)
            return true;
        Close();
        return false;
    }

    public void Close() => Interlocked.Decrement(ref _open);

    /// <summary>Points that were taken since this was asked last.</summary>
    public long TakeUntold() => Interlocked.Exchange(ref _untold, 0);

    /// <summary>What all instances have taken together is at least so much.</summary>
    public void Raise(TimeSpan level, TimeSpan now)
    {
        var fullAt = now.Ticks + level.Ticks;
        while (Volatile.Read(ref _fullAt) is var before && before < fullAt)
        {
            if (Interlocked.CompareExchange(ref _fullAt, fullAt, before) == before)
                return;
        }
    }

    private TimeSpan Level(TimeSpan now) => new(Math.Max(0, Volatile.Read(ref _fullAt) - now.Ticks));

    private sealed record Told(long Left, long Seconds, StringValues Value);
}
