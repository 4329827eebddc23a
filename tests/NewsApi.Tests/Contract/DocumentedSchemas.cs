using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;
using NJsonSchema;
using NJsonSchema.Validation;
using NJsonSchema.Validation.FormatValidators;

namespace NewsApi.Tests.Contract;

/// <summary>Checks JSON against the schemas of an OpenAPI 3.1 document, more strictly than a client may: a member that is not
/// documented is a fault here, so that nothing is sent that the document does not know of.</summary>
internal sealed partial class DocumentedSchemas
{
    private const string Reference = "#/components/schemas/";
    private const string Definition = "#/definitions/";

    private readonly JsonSchema _root;
    private readonly JsonSchemaValidator _validator = new(new UtcInstant(), new WebAddress());

    public DocumentedSchemas(JsonObject document)
    {
        var schemas = document["components"]!["schemas"]!.DeepClone();
        Translate(schemas);
        _root = JsonSchema.FromJsonAsync(new JsonObject { ["definitions"] = schemas }.ToJsonString()).Result;
    }

    /// <summary>What is wrong with a text, one line for each fault; empty when nothing is.</summary>
    /// <param name="json">The text.</param>
    /// <param name="schema">Reference to a component.</param>
    public IReadOnlyList<string> Faults(string json, JsonNode schema)
    {
        var name = schema["$ref"]!.GetValue<string>()[Reference.Length..];
        // JSON Schema counts characters (maxLength), this validator units of UTF-16: it gets one unit for each.
        var counted = PairOfUnits().Replace(json, "\uFFFD");
        return [.. _validator.Validate(counted, _root.Definitions[name]).SelectMany(Explain)];
    }

    [GeneratedRegex(
        @"[\uD800-\uDBFF][\uDC00-\uDFFF]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex PairOfUnits();

    /// <summary>Into the older dialect that the validator reads. The document uses little more than what both have.</summary>
    private static void Translate(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
                Translate(item);
            return;
        }
        if (node is not JsonObject schema)
            return;
        if (schema["$ref"] is JsonValue reference)
            schema["$ref"] = reference.GetValue<string>().Replace(Reference, Definition, StringComparison.Ordinal);
        if (schema["const"] is { } constant)
        {
            schema.Remove("const");
            schema["enum"] = new JsonArray(constant.DeepClone());
        }
        if (schema["properties"] is not null && schema["additionalProperties"] is null)
            schema["additionalProperties"] = false;
        schema.Remove("discriminator");
        schema.Remove("examples");
        foreach (var (_, part) in schema.ToList())
            Translate(part);
    }

    /// <summary>Of a union, only the case that comes closest is of interest.</summary>
    private static IEnumerable<string> Explain(ValidationError error)
    {
        if (error is ChildSchemaValidationError { Errors.Count: > 0 } union)
            return union
                .Errors.Values.Select(errors => errors.SelectMany(Explain).ToList())
                .MinBy(lines =>
                    lines.Count(line => line.Contains(".type:", StringComparison.Ordinal)) * 100 + lines.Count
                )!;
        return [$"{error.Path}: {Words(error.Kind)}"];
    }

    private static string Words(ValidationErrorKind kind) =>
        kind switch
        {
            ValidationErrorKind.NoAdditionalPropertiesAllowed => "is not documented",
            ValidationErrorKind.PropertyRequired => "is missing",
            ValidationErrorKind.NotInEnumeration => "is none of the documented words",
            _ => $"does not fit ({kind})",
        };

    /// <summary>Instants come in UTC; the validator's own rule lets any offset pass, and none.</summary>
    private sealed class UtcInstant : IFormatValidator
    {
        public ValidationErrorKind ValidationErrorKind => ValidationErrorKind.DateTimeExpected;

        public string Format => "date-time";

        public bool IsValid(string value, JTokenType tokenType) => value.EndsWith('Z');
    }

    /// <summary>Addresses are absolute, for the web.</summary>
    private sealed class WebAddress : IFormatValidator
    {
        public ValidationErrorKind ValidationErrorKind => ValidationErrorKind.UriExpected;

        public string Format => "uri";

        public bool IsValid(string value, JTokenType tokenType) =>
            Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");
    }
}
