using Microsoft.Extensions.Caching.Memory;
using NewsApi.Http;

namespace NewsApi.Caching;

/// <summary>The memory that answers are kept in. When it is full, those that were not asked for the longest are packed, and then
/// go.</summary>
internal sealed class AnswerMemory(CachingOptions options) : IDisposable
{
    private const double FreedAtOnce = 0.1;
    private const long BytesInMegabyte = 1024 * 1024;

    /// <summary>How much of it is for content as it is: a few answers get most of the requests.</summary>
    private const double PlainShare = 3.0 / 8;

    public MemoryCache Answers { get; } =
        new(
            new MemoryCacheOptions
            {
                SizeLimit = (long)(options.Megabytes * BytesInMegabyte * (1 - PlainShare)),
                CompactionPercentage = FreedAtOnce,
                TrackStatistics = true,
            }
        );

    public PlainForms PlainForms { get; } = new((long)(options.Megabytes * BytesInMegabyte * PlainShare));

    /// <summary>How much of it is taken.</summary>
    public long Bytes => (Answers.GetCurrentStatistics()?.CurrentEstimatedSize ?? 0) + PlainForms.Bytes;

    public void Dispose() => Answers.Dispose();
}
