using NewsApi.Http;
using StackExchange.Redis;

namespace NewsApi.Caching;

/// <summary>Configuration section <c>Caching</c>: what this service keeps of its answers.</summary>
internal sealed class CachingOptions
{
    private const string Section = "Caching";
    private const int MostMegabytes = 16_384;
    private const int ConnectMilliseconds = 1_000;

    /// <summary>Whether answers are kept at all.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>How much memory kept answers may take.</summary>
    public int Megabytes { get; set; } = 64;

    /// <summary>A Redis that instances share as a second level; null for none.</summary>
    public ConfigurationOptions? Redis { get; set; }

    /// <exception cref="ConfigurationException">A value is wrong; the message names its key.</exception>
    public static CachingOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var options = new CachingOptions();
        if (section[nameof(Redis)] is { Length: > 0 } redis)
            options.Redis = ReadRedis(redis);
        if (section[nameof(Enabled)] is { Length: > 0 } enabled)
            options.Enabled = bool.TryParse(enabled, out var isEnabled)
                ? isEnabled
                : throw new ConfigurationException($"{Section}:{nameof(Enabled)}", "must be true or false.");
        if (section[nameof(Megabytes)] is { Length: > 0 } megabytes)
            options.Megabytes =
                int.TryParse(megabytes, out var number) && number is >= 1 and <= MostMegabytes
                    ? number
                    : throw new ConfigurationException(
                        $"{Section}:{nameof(Megabytes)}",
                        $"must be a whole number from 1 to {MostMegabytes}."
                    );
        return options;
    }

    private static ConfigurationOptions ReadRedis(string text)
    {
        try
        {
            var redis = ConfigurationOptions.Parse(text);
            // The service starts without it, and finds it when it comes.
            redis.AbortOnConnectFail = false;
            redis.ConnectTimeout = ConnectMilliseconds;
            redis.AsyncTimeout = redis.SyncTimeout = (int)CachingSetup.RedisPatience.TotalMilliseconds;
            // What can't be sent at once is not worth sending later.
            redis.BacklogPolicy = BacklogPolicy.FailFast;
            return redis;
        }
        catch (ArgumentException)
        {
            // Whose text may name a password.
            throw new ConfigurationException(
                $"{Section}:{nameof(Redis)}",
                "is not a connection string such as redis.example.org:6379,password=…"
            );
        }
    }
}
