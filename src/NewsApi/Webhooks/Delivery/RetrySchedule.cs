namespace NewsApi.Webhooks;

/// <summary>How long to wait before something that failed is tried again.</summary>
internal sealed class RetrySchedule(TimeSpan longest)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(1),
    ];

    /// <summary>Anything from nothing to the pause of the schedule ("full jitter"), so that many who failed at the same moment do
    /// not come back at the same moment; but as long as the receiver asks for, within bounds.</summary>
    /// <param name="failures">How often it has failed, at least once.</param>
    /// <param name="asked">What the receiver asked for.</param>
    public TimeSpan After(int failures, TimeSpan? asked)
    {
        var most = Pauses[Math.Min(failures, Pauses.Length) - 1];
        var pause = most * Random.Shared.NextDouble();
        if (asked > pause)
            pause = asked.Value;
        return pause < Shortest ? Least(Shortest, longest) : Least(pause, longest);
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
