using Microsoft.OpenApi;
using NewsApi.Http;
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
        services.AddSingleton<ISerializerDataContractResolver, StoredContracts>();
        services.AddSwaggerGen(Describe);
        services.AddSingleton<ContractDocument>();
    }

    public static void MapContract(this WebApplication app)
    {
        app.MapGet(Path, (ContractDocument document) => document.ToAnswer()).ExcludeFromDescription();
        // A branch of its own: its middleware would hold each address of the API against its patterns, too.
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments("/swagger", StringComparison.OrdinalIgnoreCase),
            pages =>
                pages.UseSwaggerUI(ui =>
                {
                    ui.SwaggerEndpoint(Path, "News API v1");
                    ui.RoutePrefix = "swagger";
                    ui.DocumentTitle = "News API";
                    ui.DisplayRequestDuration();
                    ui.EnableDeepLinking();
                    ui.EnableTryItOutByDefault();
                    ui.DefaultModelsExpandDepth(0);
                    ui.HeadContent = Style;
                })
        );
        app.MapGet("/", () => TypedResults.Redirect("/swagger")).ExcludeFromDescription();
    }

    /// <summary>Quieter code words, no column for links (there are none), and room beside the parameters' types.</summary>
    private const string Style = """
        <style>
        .swagger-ui .markdown code, .swagger-ui .renderedMarkdown code { color: inherit; font-weight: 500; background: rgba(128, 128, 128, .16); }
        .swagger-ui .response-col_links { display: none; }
        .swagger-ui .parameters-col_name { padding-right: 16px; white-space: nowrap; }
        </style>
        """;

    private static void Describe(SwaggerGenOptions options)
    {
        var texts = XmlTexts.Load();
        options.SwaggerDoc(Version, Overview.Info);
        options.AddServer(Overview.Server);
        options.DocumentFilter<Overview>();
        options.IncludeXmlComments(texts.ToXPath);
        options.SupportNonNullableReferenceTypes();
        options.NonNullableReferenceTypesAsRequired();
        options.DescribeAllParametersInCamelCase();
        // A parameter's type is no component: it says itself how it is written.
        options.MapType(typeof(Parameter<>), () => new OpenApiSchema());
        options.ParameterFilter<ParameterDescriptions>(texts);
        options.OperationFilter<AnswerDescriptions>();
        options.SchemaFilter<TruthfulSchemas>(texts);
        options.DocumentFilter<FinishedSchemas>();
    }
}
