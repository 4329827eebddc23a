using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using NewsApi.Http;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace NewsApi.OpenApi;

/// <summary>Describes every answer of an operation from what its route says of it, with the refusals that any request may
/// meet. What many operations share stands once, among the components.</summary>
internal sealed class AnswerDescriptions : IOperationFilter
{
    private static readonly IReadOnlyList<ProblemType> Everywhere =
    [
        ProblemType.NotAcceptable,
        ProblemType.UriTooLong,
        ProblemType.HeadersTooLarge,
        ProblemType.TooManyRequests,
        ProblemType.InternalError,
        ProblemType.Unavailable,
    ];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var said = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        if (said.OfType<SuccessAnswer>().FirstOrDefault() is not { } success)
            throw new InvalidOperationException($"{operation.OperationId} does not say what it answers.");
        var document = context.Document;
        var answers = new SortedDictionary<string, IOpenApiResponse>(StringComparer.Ordinal);
        foreach (var one in said.OfType<SuccessAnswer>())
            answers[$"{one.Status}"] = Success(one, said.OfType<AnswerHeader>(), operation, document);
        if (success.Conditional)
        {
            answers["304"] = NotModified(document);
            operation.Parameters ??= [];
            operation.Parameters.Add(SharedParameters.IfNoneMatch(document));
            operation.Parameters.Add(SharedParameters.IfModifiedSince(document));
        }
        if (said.OfType<NeedsIfMatch>().Any())
            (operation.Parameters ??= []).Add(SharedParameters.IfMatch(document));
        if (said.OfType<TakesIdempotencyKey>().Any())
            (operation.Parameters ??= []).Add(SharedParameters.IdempotencyKey(document));
        if (said.OfType<RequiredScope>().FirstOrDefault() is { } required)
        {
            operation.Security = [.. Overview.AnyKey(document)];
            answers["401"] = Refusal(ProblemType.Unauthorized, context);
            if (required.Scope is not null)
                answers["403"] = Refusal(ProblemType.Forbidden, context);
        }
        else if (said.OfType<OpenToReaders>().Any())
            answers["401"] = Refusal(ProblemType.Unauthorized, context);
        if (said.OfType<FormerSlugRedirect>().Any())
            answers["308"] = Moved(document);
        foreach (var type in said.OfType<Refusals>().SelectMany(refusals => refusals.Types).Concat(Everywhere))
            answers[$"{type.Status}"] = Refusal(type, context);
        foreach (var type in said.OfType<PageRefusals>().SelectMany(refusals => refusals.Types))
            answers[$"{type.Status}"] = PageRefusal(type, context);
        operation.Responses = [];
        foreach (var (status, answer) in answers)
            operation.Responses.Add(status, answer);
        if (operation.RequestBody is OpenApiRequestBody body)
            Describe(body, said.OfType<BodyExample>());
        foreach (var example in said.OfType<AnswerExample>())
            Describe(answers["200"], example);
        foreach (var type in said.OfType<OtherForms>().SelectMany(forms => forms.MediaTypes))
            answers["200"].Content!.Add(type, FormOf(type));
    }

    private static OpenApiResponse Success(
        SuccessAnswer success,
        IEnumerable<AnswerHeader> others,
        OpenApiOperation operation,
        OpenApiDocument document
    )
    {
        List<string> headers = success.Conditional
            ?
            [
                SharedHeaders.ETag,
                SharedHeaders.LastModified,
                SharedHeaders.CacheControl,
                SharedHeaders.CacheStatus,
                SharedHeaders.Age,
                SharedHeaders.Vary,
                SharedHeaders.SurrogateKey,
            ]
            : [];
        if (success.Versioned)
            headers.Add(SharedHeaders.ETag);
        if (success.Status == StatusCodes.Status201Created)
            headers.Add(SharedHeaders.Location);
        if (success.Paged)
            headers.Add(SharedHeaders.Link);
        headers.AddRange(others.Select(header => header.Name));
        return new OpenApiResponse
        {
            Description = success.Description,
            Headers = SharedHeaders.References(headers, document),
            Content = operation.Responses![$"{success.Status}"].Content,
        };
    }

    private static OpenApiResponseReference NotModified(OpenApiDocument document) =>
        Shared(
            "NotModified",
            document,
            () =>
                new OpenApiResponse
                {
                    Description =
                        "The client's copy is still good: the entity tag in `If-None-Match`, or else the date in "
                        + "`If-Modified-Since`, is the present one.",
                    Headers = SharedHeaders.References(
                        [
                            SharedHeaders.ETag,
                            SharedHeaders.LastModified,
                            SharedHeaders.CacheControl,
                            SharedHeaders.CacheStatus,
                            SharedHeaders.Age,
                            SharedHeaders.Vary,
                            SharedHeaders.SurrogateKey,
                        ],
                        document
                    ),
                }
        );

    private static OpenApiResponseReference Moved(OpenApiDocument document) =>
        Shared(
            "Moved",
            document,
            () =>
                new OpenApiResponse
                {
                    Description =
                        "The slug is a former one. `Location` has the same resource under its present slug, with the "
                        + "query of this request; it stays good for ever, so a stored link may be replaced.",
                    Headers = SharedHeaders.References([SharedHeaders.Location, SharedHeaders.CacheControl], document),
                }
        );

    private static OpenApiResponseReference Refusal(ProblemType type, OperationFilterContext context) =>
        Shared(
            ProblemExamples.ComponentName(type),
            context.Document,
            () =>
                new OpenApiResponse
                {
                    Description = type.Meaning,
                    Headers = SharedHeaders.References(
                        type == ProblemType.Unavailable || type == ProblemType.TooManyRequests
                            ? [SharedHeaders.RetryAfter]
                            : [],
                        context.Document
                    ),
                    Content = new Dictionary<string, IOpenApiMediaType>
                    {
                        [ProblemResult.MediaType] = ProblemExamples.Of(
                            type,
                            context.SchemaGenerator.GenerateSchema(typeof(Problem), context.SchemaRepository)
                        ),
                    },
                }
        );

    private static OpenApiResponse PageRefusal(ProblemType type, OperationFilterContext context) =>
        new()
        {
            Description = $"{type.Meaning} Whoever prefers HTML gets a page.",
            Headers = SharedHeaders.References([SharedHeaders.CacheControl, SharedHeaders.Vary], context.Document),
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [ProblemResult.MediaType] = ProblemExamples.Of(
                    type,
                    context.SchemaGenerator.GenerateSchema(typeof(Problem), context.SchemaRepository)
                ),
                [MediaTypes.Html] = FormOf(MediaTypes.Html),
            },
        };

    private static OpenApiResponseReference Shared(string name, OpenApiDocument document, Func<OpenApiResponse> make)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Responses ??= new SortedDictionary<string, IOpenApiResponse>(StringComparer.Ordinal);
        if (!document.Components.Responses.ContainsKey(name))
            document.Components.Responses.Add(name, make());
        return new OpenApiResponseReference(name, document);
    }

    /// <summary>What a format looks like that a standard of its own describes.</summary>
    private static OpenApiMediaType FormOf(string mediaType) =>
        new()
        {
            Schema = new OpenApiSchema
            {
                Type = mediaType.EndsWith("json", StringComparison.Ordinal)
                    ? JsonSchemaType.Object
                    : JsonSchemaType.String,
            },
        };

    private static void Describe(IOpenApiResponse answer, AnswerExample example)
    {
        foreach (var media in answer.Content?.Values.OfType<OpenApiMediaType>() ?? [])
            media.Example = example.Text;
    }

    private static void Describe(OpenApiRequestBody body, IEnumerable<BodyExample> examples)
    {
        body.Required = true;
        body.Description =
            body.Content?.ContainsKey(MediaTypes.JsonLines) == true
                ? "A JSON object in each line. A line with a member that is not documented fails."
                : "A JSON object. A member that is not documented is refused.";
        foreach (var media in (body.Content?.Values ?? []).OfType<OpenApiMediaType>())
            media.Examples = examples.ToDictionary(
                example => example.Name,
                IOpenApiExample (example) =>
                    new OpenApiExample { Summary = example.Summary, Value = JsonNode.Parse(example.Json) }
            );
    }
}
