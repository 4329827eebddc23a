using System.Globalization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NewsApi.Access;
using NewsApi.Articles;
using NewsApi.Caching;
using NewsApi.Changes;
using NewsApi.Commands;
using NewsApi.Editorial;
using NewsApi.Embeds;
using NewsApi.Feeds;
using NewsApi.Following;
using NewsApi.Http;
using NewsApi.Importing;
using NewsApi.Keys;
using NewsApi.Licensing;
using NewsApi.Limiting;
using NewsApi.OpenApi;
using NewsApi.Operation;
using NewsApi.Paging;
using NewsApi.Search;
using NewsApi.Sections;
using NewsApi.Selection;
using NewsApi.Sitemaps;
using NewsApi.Storage;
using NewsApi.Tags;
using NewsApi.Webhooks;

namespace NewsApi;

/// <summary>How the service is put together.</summary>
public static class Program
{
    public static Task<int> Main(string[] args)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        return CommandLine.RunAsync(args);
    }

    /// <param name="builder">With the configuration.</param>
    /// <param name="connections">The database, one connection string for each role.</param>
    /// <param name="logging">Adds to where logs go.</param>
    public static WebApplication Build(
        WebApplicationBuilder builder,
        DatabaseConnections connections,
        Action<ILoggingBuilder>? logging = null
    )
    {
        builder.AddLogs();
        logging?.Invoke(builder.Logging);
        builder.AddTelemetry();
        builder.AddHttp();
        var redis = builder.AddCaching();
        builder.AddLimits(redis);
        builder.Services.AddContract();
        builder.Services.AddDatabases(connections);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddRequestValidators();

        builder.Services.AddSingleton(provider => new Cursors(
            provider.GetRequiredService<DeliveryDatabase>().ReadCursorKeyAsync
        ));
        builder.Services.AddSingleton<PageBuilder>();
        builder.Services.AddSingleton<FilterNames>().AddSingleton<TermRepository>().AddSingleton<FilterReview>();
        builder
            .Services.AddSingleton<ArticleRepository>()
            .AddSingleton<ArticleVersionRepository>()
            .AddSingleton<ArticleSearches>()
            .AddSingleton<Highlighter>()
            .AddSingleton<ArticlePresenter>()
            .AddSingleton<ArticleFormats>()
            .AddSingleton<StoryPage>()
            .AddSingleton<StoryLinkedData>()
            .AddSingleton<NinjsWriter>();
        builder
            .Services.AddSingleton<ChangeRepository>()
            .AddSingleton<ChangeFeed>()
            .AddHostedService(provider => provider.GetRequiredService<ChangeFeed>())
            .AddSingleton<ChangedArticleRepository>()
            .AddSingleton<ChangeLog>()
            .AddSingleton<ChangePresenter>()
            .AddSingleton<ExportRepository>();
        builder.Services.AddSingleton<SectionRepository>();
        builder.Services.AddSingleton<TagRepository>();
        builder.Services.AddFeeds();
        builder.Services.AddSitemaps();
        builder.Services.AddOEmbed();
        builder.AddAccess();
        builder.Services.AddSingleton<KeyReview>();
        builder.AddEditorial();
        builder.Services.AddImporting();
        builder.AddWebhooks();

        var app = builder.Build();
        app.Use(app.Services.GetRequiredService<RequestDurations>().MeasureAsync);
        app.UseClientAddresses();
        app.UseCachedAnswers(app.Services.GetRequiredService<AccessOptions>().IsOpenTo);
        app.UseTraces();
        app.UseErrorAnswers();
        // Before anything that refuses: a front end must be able to read a refusal, too.
        app.UseCors();
        app.UseRequestLimits();
        app.UseHeadAsGet();
        app.UseResponseCompression();
        app.UseRouting();
        app.UseLimits(KeyHeaders.AreIn);
        app.UseLoadShedding();
        app.UseKeys();
        app.UseBodyTypes();
        app.UseSampleMedia();

        var v1 = app.MapGroup("/v1").OffersJson().ValidateRequests().WithMetadata(new OpenToReaders());
        v1.MapArticleLists();
        v1.MapArticles();
        v1.MapArticleVersions();
        v1.MapChanges();
        v1.MapExport();
        v1.MapSections();
        v1.MapTags();
        v1.MapFeedList();
        v1.MapMe();
        v1.MapKeys();
        v1.MapEditorial();
        v1.MapImporting();
        v1.MapWebhookAdministration();
        app.MapFeeds();
        app.MapStoryPage();
        app.MapOEmbed();
        app.MapSitemaps();
        app.MapLicensing();
        app.MapHub();
        app.MapContract();
        app.MapProblemPages();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics").WithMetadata(new HttpMethodMetadata([HttpMethods.Get]));
        return app;
    }
}
