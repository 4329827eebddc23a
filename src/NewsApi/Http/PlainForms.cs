using Microsoft.Extensions.Caching.Memory;

namespace NewsApi.Http;

/// <summary>The answers that have their content at hand as it is. Of many that are kept, few are asked for all the time: the others are
/// kept compressed alone, in a third of the memory, and unpacked for whoever wants them otherwise.</summary>
/// <param name="mostBytes">How many these may take together. Who is asked for the longest ago is packed first.</param>
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

    /// <summary>What all of them take.</summary>
    public long Bytes => _answers.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0;

    /// <summary>Notes that an answer was asked for as it is.</summary>
    public void Note(FinishedAnswer answer, int bytes)
    {
        if (_answers.TryGetValue(answer, out _))
            return;
        var options = new MemoryCacheEntryOptions { Size = bytes };
        options.RegisterPostEvictionCallback(
            static (answer, _, reason, _) =>
            {
                if (reason == EvictionReason.Capacity)
                    ((FinishedAnswer)answer).Pack();
            }
        );
        _answers.Set(answer, answer, options);
    }

    /// <summary>For one that is not given out any more.</summary>
    public void Forget(FinishedAnswer answer) => _answers.Remove(answer);

    public void Dispose() => _answers.Dispose();
}
