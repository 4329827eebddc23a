using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace NewsApi.OpenApi;

/// <summary>The OpenAPI document, and Swagger UI to try it.</summary>
public static class Contract
{
    public const string Version = "v1";
    public const string Path = "/openapi/v1.json";

    public static void AddContract(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(Describe);
        services.ConfigureSwagger(swagger => swagger.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1);
    }

    public static void MapContract(this WebApplication app)
    {
        app.MapSwagger(
            "/openapi/{documentName}.json",
            swagger => swagger.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1
        );
        app.UseSwaggerUI(ui =>
        {
            ui.SwaggerEndpoint(Path, "News API v1");
            ui.RoutePrefix = "swagger";
            ui.DocumentTitle = "News API";
            ui.DisplayRequestDuration();
            ui.EnableDeepLinking();
            ui.EnableTryItOutByDefault();
            ui.DefaultModelsExpandDepth(0);
        });
        app.MapGet("/", () => TypedResults.Redirect("/swagger")).ExcludeFromDescription();
    }

    private static void Describe(SwaggerGenOptions options)
    {
        options.SwaggerDoc(Version, new OpenApiInfo { Title = "News API", Version = "1.0.0" });
        options.IncludeXmlComments(System.IO.Path.Combine(AppContext.BaseDirectory, "newsapi.xml"));
        options.SupportNonNullableReferenceTypes();
        options.NonNullableReferenceTypesAsRequired();
        options.DescribeAllParametersInCamelCase();
    }
}
