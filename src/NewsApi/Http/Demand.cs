using System.Runtime.InteropServices;

namespace NewsApi.Http;

/// <summary>How much something is asked for: a request counts half as much as one that comes <see cref="HalfLife"/> later.
/// </summary>
/// <remarks>Kept as the logarithm of a sum in which later requests count more, instead of one in which earlier ones fade ("forward
/// decay"; Cormode, Shkapenyuk, Srivastava and Xu, 2009): so the <see cref="Value"/> of two can be compared however long ago each
/// was asked for, and nothing has to be done while nobody asks.</remarks>
[StructLayout(LayoutKind.Auto)]
internal struct Demand
{
    /// <summary>Long enough that chance evens out, and short enough that what is news now takes the place of what was.</summary>
    private static readonly TimeSpan HalfLife = TimeSpan.FromMinutes(1);

    private double _value;
    private long _countedAt;

    /// <summary>Of something that is asked for the first time.</summary>
    /// <param name="now">As <see cref="Environment.TickCount64"/>.</param>
    public Demand(long now) => (_value, _countedAt) = (HalfLives(now), now);

    /// <summary>The greater, the more.</summary>
    public readonly double Value => _value;

    /// <summary>Counts a request; of several in the same millisecond one, so that what all threads ask for is not written by all of
    /// them all the time. That two may count over each other does no harm either.</summary>
    /// <param name="now">As <see cref="Environment.TickCount64"/>.</param>
    public void Count(long now)
    {
        if (now == _countedAt)
            return;
        _countedAt = now;
        var (before, one) = (_value, HalfLives(now));
        _value = Math.Max(before, one) + Math.Log2(1 + Math.Pow(2, -Math.Abs(before - one)));
    }

    private static double HalfLives(long now) => now / HalfLife.TotalMilliseconds;
}
