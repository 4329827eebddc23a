using Microsoft.OpenApi;
using NewsApi.Http;
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

        var pushed = (swaggerDoc.Webhooks?.Values ?? [])
            .SelectMany(path => path.Operations ?? [])
            .Select(pair => pair.Value.RequestBody?.Content);

        // What is pushed is what this service sends, too.
        OpenAnswers(Schemas(answers.Concat(pushed)), components);
        BoundRequests(Schemas(requests), components);
        foreach (var schema in components.Values.Concat(Schemas(answers.Concat(requests))))
            DropRepeatedDescriptions(schema, components);
    }

    /// <summary>Leaves objects in answers open, since later versions may add members. Those stay closed that only ever come in
    /// with a request, where an unknown member is refused.</summary>
    private static void OpenAnswers(IEnumerable<IOpenApiSchema> answers, IDictionary<string, IOpenApiSchema> components)
    {
        foreach (var schema in Reachable(answers, components))
        {
            if (schema is OpenApiSchema { AdditionalProperties: null } described)
                described.AdditionalPropertiesAllowed = true;
        }
    }

    /// <summary>What a client sends is bounded by the body at the least, and no text has control characters but tabs and line
    /// breaks.</summary>
    private static void BoundRequests(
        IEnumerable<IOpenApiSchema> requests,
        IDictionary<string, IOpenApiSchema> components
    )
    {
        const string Text = @"^[^\x00-\x08\x0B\x0C\x0E-\x1F]*$";
        foreach (var schema in Reachable(requests, components).OfType<OpenApiSchema>())
        {
            if (schema.Type == JsonSchemaType.Array)
                schema.MaxItems ??= RequestLimits.MaxBodyLength / 2;
            if (schema is { Type: JsonSchemaType.String, Enum: not { Count: > 0 }, Const: null })
            {
                schema.MaxLength ??= RequestLimits.MaxBodyLength;
                if (schema.Format is null)
                    schema.Pattern ??= Text;
            }
        }
    }

    /// <summary>These schemas and all that they are made of, each once.</summary>
    private static IEnumerable<IOpenApiSchema> Reachable(
        IEnumerable<IOpenApiSchema> roots,
        IDictionary<string, IOpenApiSchema> components
    )
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<IOpenApiSchema>(roots);
        while (waiting.TryPop(out var schema))
        {
            if (schema is OpenApiSchemaReference { Reference.Id: { } id })
            {
                if (seen.Add(id))
                    waiting.Push(components[id]);
                continue;
            }
            yield return schema;
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
