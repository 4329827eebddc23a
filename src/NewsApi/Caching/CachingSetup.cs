using ZiggyCreatures.Caching.Fusion;

namespace NewsApi.Caching;

internal static class CachingSetup
{
    /// <summary>An answer is kept as long as it is right; but not for ever, since nobody may ask for it any more.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public static void AddCaching(this WebApplicationBuilder builder)
    {
        var options = CachingOptions.From(builder.Configuration);
        builder
            .Services.AddSingleton(options)
            .AddSingleton<AnswerMemory>()
            .AddSingleton<CacheMeter>()
            .AddSingleton<Spellings>()
            .AddSingleton<AnswerCache>();
        builder
            .Services.AddFusionCache()
            .WithMemoryCache(provider => provider.GetRequiredService<AnswerMemory>().Answers)
            .WithDefaultEntryOptions(
                new FusionCacheEntryOptions(Lifetime)
                {
                    // Whether an old answer is better than none is decided by what it was built from.
                    IsFailSafeEnabled = false,
                }
            );
    }
}
