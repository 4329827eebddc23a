using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace NewsApi.OpenApi;

/// <summary>What can be said of schemas only when all of them are known.</summary>
internal sealed class FinishedSchemas : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        var components = context.SchemaRepository.Schemas;
        var operations = swaggerDoc.Paths.Values.SelectMany(path => path.Operations ?? []).Select(pair => pair.Value);
        var answers = operations.SelectMany(operation => operation.Responses ?? []).Select(pair => pair.Value.Content);
        var requests = operations.Select(operation => operation.RequestBody?.Content);

        OpenAnswers(Schemas(answers), components);
        foreach (var schema in components.Values.Concat(Schemas(answers.Concat(requests))))
            DropRepeatedDescriptions(schema, components);
    }

    /// <summary>Leaves objects in answers open, since later versions may add members. Those stay closed that only ever come in
    /// with a request, where an unknown member is refused.</summary>
    private static void OpenAnswers(IEnumerable<IOpenApiSchema> answers, IDictionary<string, IOpenApiSchema> components)
    {
        var answered = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<IOpenApiSchema>(answers);
        while (waiting.TryPop(out var schema))
        {
            if (schema is OpenApiSchemaReference { Reference.Id: { } id })
            {
                if (answered.Add(id))
                    waiting.Push(components[id]);
                continue;
            }
            if (schema is OpenApiSchema { AdditionalProperties: null } described)
                described.AdditionalPropertiesAllowed = true;
            foreach (var part in Parts(schema))
                waiting.Push(part);
        }
    }

    private static void DropRepeatedDescriptions(IOpenApiSchema schema, IDictionary<string, IOpenApiSchema> components)
    {
        if (schema is OpenApiSchemaReference { Reference: { Id: { } id } reference })
        {
            if (reference.Description == components[id].Description)
                reference.Description = null;
            return;
        }
        foreach (var part in Parts(schema))
            DropRepeatedDescriptions(part, components);
    }

    private static IEnumerable<IOpenApiSchema> Schemas(IEnumerable<IDictionary<string, IOpenApiMediaType>?> contents) =>
        contents.SelectMany(content => content?.Values ?? []).Select(media => media.Schema).OfType<IOpenApiSchema>();

    private static IEnumerable<IOpenApiSchema> Parts(IOpenApiSchema schema) =>
        new[] { schema.Items, schema.AdditionalProperties }
            .OfType<IOpenApiSchema>()
            .Concat(schema.Properties?.Values ?? [])
            .Concat(schema.OneOf ?? [])
            .Concat(schema.AnyOf ?? []);
}
