using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace NewsApi.Limiting;

/// <summary>How much one client may ask for.</summary>
internal sealed class Allowance
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <param name="name">As answers tell it.</param>
    /// <param name="requestsPerMinute">Ordinary ones, of <see cref="Price.Usual"/>.</param>
    /// <param name="mostAtOnce">Streams, waiting polls and exports that may be open at once.</param>
    public Allowance(string name, int requestsPerMinute, int mostAtOnce)
    {
        (Name, PointsPerMinute, MostAtOnce) = (name, (long)requestsPerMinute * Price.Usual, mostAtOnce);
        Policy = string.Create(
            CultureInfo.InvariantCulture,
            $"\"{name}\";q={PointsPerMinute};w={(int)Window.TotalSeconds}"
        );
    }

    public string Name { get; }

    /// <summary>So much comes in evenly, and so much can be saved.</summary>
    public long PointsPerMinute { get; }

    public int MostAtOnce { get; }

    /// <summary>Value of <c>RateLimit-Policy</c> (draft-ietf-httpapi-ratelimit-headers).</summary>
    public StringValues Policy { get; }

    /// <summary>How long it takes until so many points have come in.</summary>
    public TimeSpan TimeFor(long points) => new(points * Window.Ticks / PointsPerMinute);

    /// <summary>How many points have come in after this time.</summary>
    public long PointsIn(TimeSpan time) => time.Ticks * PointsPerMinute / Window.Ticks;

    /// <summary>How long it takes to fill what can be saved.</summary>
    public static TimeSpan Whole => Window;
}
