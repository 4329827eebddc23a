namespace NewsApi.Tests.Changes;

/// <summary>A clock that goes so many times as fast.</summary>
internal sealed class HastyTime(int haste) : TimeProvider
{
    private readonly long _start = System.GetTimestamp();

    public override long GetTimestamp() => _start + (System.GetTimestamp() - _start) * haste;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Hastened(dueTime), Hastened(period));

    private TimeSpan Hastened(TimeSpan time) => time > TimeSpan.Zero ? time / haste : time;
}
