namespace NewsApi.Tests.Failures;

/// <summary>The clock of a machine, which is set.</summary>
internal sealed class MovedTime : TimeProvider
{
    private long _offset;
    private long _slept;

    /// <summary>By how much it is wrong.</summary>
    public TimeSpan Offset
    {
        set => Volatile.Write(ref _offset, value.Ticks);
    }

    /// <summary>How much time has gone by that the test did not wait for.</summary>
    public TimeSpan Slept
    {
        set => Volatile.Write(ref _slept, (long)(value.TotalSeconds * TimestampFrequency));
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _offset));

    public override long GetTimestamp() => System.GetTimestamp() + Volatile.Read(ref _slept);
}
