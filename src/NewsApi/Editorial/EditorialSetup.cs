using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>The newsroom's side of the service.</summary>
public static class EditorialSetup
{
    private const string ClockSetting = "Clock:Enabled";

    public static void AddEditorial(this WebApplicationBuilder builder)
    {
        builder
            .Services.AddSingleton<ArticleStore>()
            .AddSingleton<DraftReview>()
            .AddSingleton<SearchIndex>()
            .AddSingleton<Publisher>()
            .AddSingleton<StoryDesk>()
            .AddSingleton<EditorialWork>()
            .AddSingleton<VocabularyPublication>()
            .AddSingleton<SectionDesk>()
            .AddSingleton<TagDesk>()
            .AddSingleton<Previews>()
            .AddSingleton<DueStories>()
            .AddSingleton<LateStories>()
            .AddSingleton<SampleContent>();
        if (IsClockEnabled(builder.Configuration))
            builder.Services.AddHostedService<Clock>();
    }

    public static void MapEditorial(this IEndpointRouteBuilder v1)
    {
        v1.MapEditorialArticles();
        v1.MapStorySteps();
        v1.MapStoryHistory();
        v1.MapPreviews();
        v1.MapEditorialSections();
        v1.MapEditorialTags();
    }

    private static bool IsClockEnabled(IConfiguration configuration) =>
        configuration[ClockSetting] switch
        {
            null or "" => true,
            var text => bool.TryParse(text, out var enabled)
                ? enabled
                : throw new ConfigurationException(ClockSetting, "must be true or false."),
        };
}
