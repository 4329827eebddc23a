namespace NewsApi.Importing;

/// <summary>How stories come in that were not written here, and how all of them leave again.</summary>
public static class ImportingSetup
{
    public static void AddImporting(this IServiceCollection services) =>
        services
            .AddSingleton<LineParser>()
            .AddSingleton<VocabularyIntake>()
            .AddSingleton<PlannedWork>()
            .AddSingleton<Cancellations>()
            .AddSingleton<Intake>()
            .AddSingleton<Importer>()
            .AddSingleton<NewsroomExport>();

    public static void MapImporting(this IEndpointRouteBuilder v1)
    {
        v1.MapIngest();
        v1.MapImports();
    }
}
