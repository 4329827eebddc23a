namespace NewsApi.Feeds;

/// <summary>Every list as a feed.</summary>
public static class FeedSetup
{
    public static void AddFeeds(this IServiceCollection services) =>
        services.AddSingleton<FeedTakedowns>().AddSingleton<FeedBuilder>().AddSingleton<FeedWriter>();
}
