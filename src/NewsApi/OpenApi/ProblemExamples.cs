using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using NewsApi.Http;

namespace NewsApi.OpenApi;

/// <summary>What each kind of problem looks like.</summary>
internal static class ProblemExamples
{
    private const string ArticlePath = "/v1/articles/how-the-world-mended-the-ozone-layer";
    private const string TraceId = "7f1a4c9be2d0438f9a6c2d51c1d7e0aa";

    /// <summary>The kind's name as one word, such as <c>NotFound</c>.</summary>
    public static string ComponentName(ProblemType type) =>
        string.Concat(type.Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    public static OpenApiMediaType Of(ProblemType type, IOpenApiSchema schema) =>
        type == ProblemType.InvalidRequest
            ? new() { Schema = schema, Examples = InvalidRequests }
            : new() { Schema = schema, Example = Json(Problem(type)) };

    private static Dictionary<string, IOpenApiExample> InvalidRequests =>
        new()
        {
            ["parameters"] = Example(
                "Faults in parameters",
                Problem(ProblemType.InvalidRequest, "/v1/articles", "The request has 2 faults.") with
                {
                    Errors = new Dictionary<string, string[]>
                    {
                        ["limit"] = ["Must be from 0 to 100, not 500."],
                        ["tag"] = ["At offset 0: there is no tag 'place/antartica'. Did you mean 'place/antarctica'?"],
                    },
                }
            ),
            ["body"] = Example(
                "A fault in the body",
                Problem(ProblemType.InvalidRequest, "/v1/articles/batch", "The request has one fault.") with
                {
                    Errors = new Dictionary<string, string[]> { ["/ids/1"] = ["Neither an id nor a slug."] },
                }
            ),
        };

    private static Problem Problem(ProblemType type)
    {
        if (type == ProblemType.Gone)
            return Problem(type, ArticlePath, "This article has been withdrawn and must not be shown any more.") with
            {
                ArticleId = Guid.Parse("01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42"),
                WithdrawnAt = new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero),
                Kind = "duplicate",
                Reason = "The same story had been published twice.",
                ReplacedBy = Guid.Parse("01936a60-1c40-7d11-8e02-93b7c5a4f6d8"),
            };
        return Problem(type, ArticlePath, Detail(type));
    }

    private static string Detail(ProblemType type) =>
        type.Status switch
        {
            StatusCodes.Status401Unauthorized => "Send a key in the header X-Api-Key, or as Authorization: Bearer.",
            StatusCodes.Status403Forbidden =>
                "This needs a key with the scope content:write; this one has content:read.",
            StatusCodes.Status409Conflict => "A draft can't be withdrawn. Open now: publish, delete.",
            StatusCodes.Status412PreconditionFailed =>
                "If-Match names another state than the present one, which another client has changed since.",
            StatusCodes.Status428PreconditionRequired => "Send the ETag of what you read in If-Match.",
            StatusCodes.Status422UnprocessableEntity =>
                "This Idempotency-Key came with another request before. Use a new one for each request.",
            StatusCodes.Status501NotImplemented => "oEmbed has two formats: json and xml.",
            StatusCodes.Status404NotFound => "No article is published under this id or slug.",
            StatusCodes.Status406NotAcceptable => "This resource exists as application/json.",
            StatusCodes.Status413PayloadTooLarge => "The body is larger than this operation takes.",
            StatusCodes.Status414UriTooLong =>
                $"Path and query may have {RequestLimits.MaxTargetLength} bytes together; these have 9120.",
            StatusCodes.Status415UnsupportedMediaType => "Send the body as application/json.",
            StatusCodes.Status431RequestHeaderFieldsTooLarge =>
                $"The headers may have {RequestLimits.MaxHeaderLength} characters together; these have 40210.",
            StatusCodes.Status429TooManyRequests =>
                "The 12000 points a minute of the plan 'public' are used up. Try again in 2 seconds.",
            StatusCodes.Status503ServiceUnavailable =>
                "The database can't be reached or is too busy to answer in time.",
            StatusCodes.Status500InternalServerError => "An unexpected fault. It has been recorded under the traceId.",
            _ => type.Title + ".",
        };

    private static Problem Problem(ProblemType type, string instance, string detail) =>
        new()
        {
            Type = type.Path,
            Title = type.Title,
            Status = type.Status,
            Detail = detail,
            Instance = instance,
            TraceId = TraceId,
        };

    private static OpenApiExample Example(string summary, Problem problem) =>
        new() { Summary = summary, Value = Json(problem) };

    private static JsonNode? Json(Problem problem) =>
        JsonSerializer.SerializeToNode(problem, NewsJsonContext.Wire.Problem);
}
