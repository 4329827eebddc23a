using Microsoft.OpenApi;

namespace NewsApi.OpenApi;

/// <summary>The request headers of a conditional request (RFC 9110, section 13).</summary>
internal static class SharedParameters
{
    public static IOpenApiParameter IfNoneMatch(OpenApiDocument document) =>
        Header(
            document,
            "If-None-Match",
            "Entity tags of the copies that the client has, from their `ETag`. When one of them is the present one the "
                + "answer is `304` without a body.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = "^(\\*|(W/)?\"[^\"]*\"(, *(W/)?\"[^\"]*\")*)$",
                MaxLength = Http.RequestLimits.MaxHeaderLength,
            }
        );

    public static IOpenApiParameter IfModifiedSince(OpenApiDocument document) =>
        Header(
            document,
            "If-Modified-Since",
            "`Last-Modified` of the client's copy. Ignored beside `If-None-Match`, which is more exact.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = "^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$",
                MaxLength = 29,
            }
        );

    /// <summary>RFC 9110, section 13.1.1.</summary>
    public static IOpenApiParameter IfMatch(OpenApiDocument document) =>
        Header(
            document,
            "If-Match",
            "`ETag` of the answer that the change rests on. Without it the answer is `428`, and `412` once somebody else "
                + "has changed the same. Sent once or several times, `*` not taken.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = "^\"[^\"]*\"(, *\"[^\"]*\")*$",
                MaxLength = Http.RequestLimits.MaxHeaderLength,
            }
        );

    public static IOpenApiParameter IdempotencyKey(OpenApiDocument document) =>
        Header(
            document,
            "Idempotency-Key",
            "A text of the client's own, new for each request. Sent again with the same request, within a day, it brings "
                + "the first answer again and nothing is done twice.",
            new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = "^[ -~]{1,255}$",
                MaxLength = 255,
            }
        );

    private static OpenApiParameterReference Header(
        OpenApiDocument document,
        string name,
        string description,
        OpenApiSchema schema
    )
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Parameters ??= new SortedDictionary<string, IOpenApiParameter>(StringComparer.Ordinal);
        document.Components.Parameters[name] = new OpenApiParameter
        {
            Name = name,
            In = ParameterLocation.Header,
            Description = description,
            Schema = schema,
        };
        return new OpenApiParameterReference(name, document);
    }
}
