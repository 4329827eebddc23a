using Microsoft.Extensions.Caching.Memory;

namespace NewsApi.Http;

/// <summary>The answers that have their content at hand as it is. Of many that are kept, few are asked for all the time: the others are
/// kept compressed alone, in a third of the memory, and unpacked for whoever wants them otherwise.</summary>
/// <param name="mostBytes">How many these may take together. Who is asked for the longest ago is packed first, and takes its place
/// again when it is asked for more often than others that have one.</param>
internal sealed class PlainForms(long mostBytes) : IDisposable
{
    /// <summary>Whoever is smaller is not worth it.</summary>
    public const int SmallestPacked = 1024;

    private const double PackedAtOnce = 0.1;

    private readonly MemoryCache _answers = new(
        new MemoryCacheOptions
        {
            SizeLimit = mostBytes,
            CompactionPercentage = PackedAtOnce,
            TrackStatistics = true,
        }
    );

    /// <summary>The latest moment at which one that was packed had been asked for.</summary>
    private long _packedAskedAt = long.MinValue;

    /// <summary>What all of them take.</summary>
    public long Bytes => _answers.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    /// <summary>Whether a packed answer that is asked for again is unpacked for all who come after, or for this request alone: then
    /// others were packed for want of room that had been asked for later, so it would be among the next.</summary>
    /// <param name="askedAt">When it was asked for before, as <see cref="Environment.TickCount64"/>.</param>
    public bool HasRoomFor(long askedAt) => askedAt > Volatile.Read(ref _packedAskedAt);

    /// <summary>Notes that an answer was asked for as it is, which has its content.</summary>
    public void Note(FinishedAnswer answer, int bytes)
    {
        if (_answers.TryGetValue(answer, out _))
            return;
        var options = new MemoryCacheEntryOptions { Size = bytes };
        options.RegisterPostEvictionCallback(
            (key, _, reason, _) =>
            {
                if (reason != EvictionReason.Capacity)
                    return;
                var packed = (FinishedAnswer)key;
                packed.Pack();
                Volatile.Write(ref _packedAskedAt, Math.Max(packed.AskedAt, Volatile.Read(ref _packedAskedAt)));
            }
        );
        _answers.Set(answer, answer, options);
    }

    /// <summary>For one that is not given out any more.</summary>
    public void Forget(FinishedAnswer answer) => _answers.Remove(answer);

    public void Dispose() => _answers.Dispose();
}
