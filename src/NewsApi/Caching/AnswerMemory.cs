using Microsoft.Extensions.Caching.Memory;

namespace NewsApi.Caching;

/// <summary>The memory that answers are kept in. When it is full, those that were not asked for the longest go.</summary>
internal sealed class AnswerMemory(CachingOptions options) : IDisposable
{
    private const double FreedAtOnce = 0.1;
    private const long BytesInMegabyte = 1024 * 1024;

    public MemoryCache Answers { get; } =
        new(
            new MemoryCacheOptions
            {
                SizeLimit = options.Megabytes * BytesInMegabyte,
                CompactionPercentage = FreedAtOnce,
                TrackStatistics = true,
            }
        );

    public void Dispose() => Answers.Dispose();
}
