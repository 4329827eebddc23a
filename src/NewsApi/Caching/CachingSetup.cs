using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using NewsApi.Http;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis;
using ZiggyCreatures.Caching.Fusion.Serialization.SystemTextJson;

namespace NewsApi.Caching;

internal static class CachingSetup
{
    /// <summary>An answer is kept as long as it is right; but not for ever, since nobody may ask for it any more.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>What is looked for in the second level is made here when it does not come in this time.</summary>
    public static readonly TimeSpan RedisPatience = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a Redis that gave no answer is left alone.</summary>
    private static readonly TimeSpan RedisRest = TimeSpan.FromSeconds(2);

    /// <returns>The Redis that instances share; null for none.</returns>
    public static ConfigurationOptions? AddCaching(this WebApplicationBuilder builder)
    {
        var options = CachingOptions.From(builder.Configuration);
        builder
            .Services.AddSingleton(options)
            .AddSingleton<AnswerMemory>()
            .AddSingleton<CacheMeter>()
            .AddSingleton<Spellings>()
            .AddSingleton<AnswerCache>();
        // What goes wrong while an answer is made is told by whoever asked for it.
        builder.Logging.AddFilter(nameof(ZiggyCreatures), LogLevel.Warning);
        var cache = builder
            .Services.AddFusionCache()
            .WithOptions(cacheOptions => cacheOptions.FactoryErrorsLogLevel = LogLevel.Debug)
            .WithMemoryCache(provider => provider.GetRequiredService<AnswerMemory>().Answers)
            .WithDefaultEntryOptions(
                new FusionCacheEntryOptions(Lifetime)
                {
                    // Whether an old answer is better than none is decided by what it was built from.
                    IsFailSafeEnabled = false,
                    DistributedCacheHardTimeout = RedisPatience,
                    // Nobody waits until an answer is stored for others.
                    AllowBackgroundDistributedCacheOperations = true,
                    AllowBackgroundBackplaneOperations = true,
                }
            );
        if (options.Redis is { } redis)
            cache.AddRedis(redis, SiteOptions.From(builder.Configuration));
        return options.Redis;
    }

    /// <summary>Instances share what they have made, by a Redis between them.</summary>
    private static void AddRedis(this IFusionCacheBuilder cache, ConfigurationOptions redis, SiteOptions site)
    {
        // Addresses stand in answers.
        var address =
            site.BaseUrl
            ?? throw new ConfigurationException("Site:BaseUrl", "must be given where instances share a Redis.");
        // Another build may make other answers of the same stories.
        var build = typeof(CachingSetup).Module.ModuleVersionId.ToString("N");
        cache
            .WithOptions(options =>
            {
                options.CacheKeyPrefix = $"newsapi:{build}:{address}:";
                options.DistributedCacheCircuitBreakerDuration = RedisRest;
                options.BackplaneCircuitBreakerDuration = RedisRest;
            })
            .WithSerializer(
                new FusionCacheSystemTextJsonSerializer(
                    new JsonSerializerOptions
                    {
                        Converters = { new StoredAnswerConverter() },
                        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
                    }
                )
            )
            .WithDistributedCache(_ => new RedisCache(new RedisCacheOptions { ConfigurationOptions = redis }))
            .WithBackplane(_ => new RedisBackplane(new RedisBackplaneOptions { ConfigurationOptions = redis }));
    }
}
