using System.Net;
using NewsApi.Http;

namespace NewsApi.Webhooks;

/// <summary>Pushing what changes to those who asked for it.</summary>
public static class WebhookSetup
{
    public static void AddWebhooks(this WebApplicationBuilder builder)
    {
        var options = WebhookOptions.From(builder.Configuration);
        builder
            .Services.AddSingleton(options)
            .AddSingleton<HostLookup>(Dns.GetHostAddressesAsync)
            .AddSingleton<Outbound>()
            .AddSingleton(new RetrySchedule(options.LongestPause))
            .AddSingleton<DeliveryMetrics>()
            .AddSingleton<DeliveryStore>()
            .AddSingleton<WebhookDeliveries>()
            .AddSingleton<PurgedTagRepository>()
            .AddSingleton<CacheKeys>()
            .AddSingleton<FeedAsking>()
            .AddSingleton<WebSubVerifier>()
            .AddSingleton<SubscriberKinds>()
            .AddSingleton<LaneTools>()
            .AddSingleton<SubscriberUrl>()
            .AddSingleton<WebhookReview>();
        // Before the filters that finish the document.
        builder.Services.ConfigureSwaggerGen(document =>
            document.DocumentFilterDescriptors.Insert(0, new() { Type = typeof(PushedEvents), Arguments = [] })
        );
        if (options.Enabled)
            builder
                .Services.AddHostedService<Courier>()
                .AddHostedService(provider => provider.GetRequiredService<WebSubVerifier>());
    }

    public static void MapWebhookAdministration(this IEndpointRouteBuilder v1)
    {
        v1.MapWebhooks();
        v1.MapWebhookSteps();
        v1.MapAttempts();
        v1.MapCaches();
    }

    public static void MapHub(this WebApplication app) => app.MapGroup("").ValidateRequests().MapWebSub();
}
