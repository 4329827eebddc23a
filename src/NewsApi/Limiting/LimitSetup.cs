using StackExchange.Redis;

namespace NewsApi.Limiting;

internal static class LimitSetup
{
    /// <param name="builder">With the configuration.</param>
    /// <param name="redis">That instances share; null for none: then each counts for itself.</param>
    public static void AddLimits(this WebApplicationBuilder builder, ConfigurationOptions? redis)
    {
        builder.Services.AddSingleton(LimitOptions.From(builder.Configuration)).AddSingleton<Limits>();
        if (redis is not null)
            builder.Services.AddSingleton(redis).AddHostedService<SharedLimits>();
    }
}
