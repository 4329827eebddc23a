using System.Numerics;

namespace NewsApi.Following;

/// <summary>What every search hangs on, whatever its words: by it they are weighed and shortened; members named like their
/// columns.</summary>
internal sealed record Archive
{
    /// <summary>Before anything was read.</summary>
    public static readonly Archive Unknown = new() { Stories = 0, Languages = "" };

    /// <summary>So many binary digits of the number of stories tell how common a word is well enough.</summary>
    private const int Digits = 4;

    /// <summary>How many stories are public, rounded down to steps of an eighth at the most: or each story more would weigh every
    /// word anew, and no answer to a search could be kept until the next.</summary>
    public required long Stories
    {
        get;
        init => field = Round(value);
    }

    /// <summary>Those in which there are stories, in order, with spaces between.</summary>
    public required string Languages { get; init; }

    private static long Round(long stories)
    {
        var passedOver = Math.Max(0, 64 - BitOperations.LeadingZeroCount((ulong)stories) - Digits);
        return stories >> passedOver << passedOver;
    }
}
