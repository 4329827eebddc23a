using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Text.Json;

namespace NewsApi.Http;

/// <summary>An error answer: problem details (RFC 9457), sent as <c>application/problem+json</c>.</summary>
public sealed record Problem
{
    /// <summary>Path of the page that explains this kind of problem.</summary>
    /// <example>/problems/invalid-request</example>
    [DataType("uri-reference")]
    public required string Type { get; init; }

    /// <summary>Name of the kind of problem.</summary>
    /// <example>The request is not valid</example>
    public required string Title { get; init; }

    /// <summary>The HTTP status code, repeated.</summary>
    /// <example>400</example>
    [Range(400, 599)]
    public required int Status { get; init; }

    /// <summary>What went wrong this time, for a developer to read.</summary>
    /// <example>The request has one fault.</example>
    public required string Detail { get; init; }

    /// <summary>Path of the request.</summary>
    /// <example>/v1/articles</example>
    [DataType("uri-reference")]
    public required string Instance { get; init; }

    /// <summary>Names this request in the service's logs and traces: quote it when asking for help.</summary>
    /// <example>7f1a4c9be2d0438f9a6c2d51c1d7e0aa</example>
    public required string TraceId { get; init; }

    /// <summary>Every fault found, under the parameter's name or the JSON pointer of the body's member.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>For a withdrawn article: its id.</summary>
    public Guid? ArticleId { get; init; }

    /// <summary>For a withdrawn article: since when.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>For a withdrawn article: the kind of reason.</summary>
    [AllowedValues("legal", "rights", "editorial", "duplicate")]
    public string? Kind { get; init; }

    /// <summary>For a withdrawn article: why, in words for the public.</summary>
    public string? Reason { get; init; }

    /// <summary>For a withdrawn duplicate: the id of the article that stands in its place.</summary>
    public Guid? ReplacedBy { get; init; }

    /// <summary>For a story that is not in the right state: the one it is in.</summary>
    public string? State { get; init; }

    /// <summary>For a story that is not in the right state: what can be done with it.</summary>
    public IReadOnlyList<string>? Open { get; init; }

    public static Problem Of(HttpContext http, ProblemType type, string detail) =>
        new()
        {
            Type = type.Path,
            Title = type.Title,
            Status = type.Status,
            Detail = detail,
            Instance = http.Request.Path.ToUriComponent(),
            TraceId = Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier,
        };
}

/// <summary>Sends a <see cref="Problem"/>.</summary>
/// <param name="type">Kind of problem.</param>
/// <param name="detail">What went wrong this time.</param>
public sealed class ProblemResult(ProblemType type, string detail) : IResult
{
    public const string MediaType = "application/problem+json";

    /// <summary>Whether the refusal has another form, chosen by <c>Accept</c>.</summary>
    public bool VariesByAccept { get; init; }

    /// <summary>Adds members to the problem before it is sent.</summary>
    public Func<Problem, Problem>? With { get; init; }

    /// <summary>How long caches may keep the refusal; not at all unless said.</summary>
    public Freshness? Freshness { get; init; }

    public static ProblemResult Invalid(Faults faults) =>
        new(ProblemType.InvalidRequest, faults.ToString())
        {
            With = problem => problem with { Errors = faults.ToDictionary() },
        };

    // With its length, and with Vary however it is sent: some refusals may be cached, and HEAD must answer as GET does.
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var problem = Problem.Of(httpContext, type, detail);
        problem = With?.Invoke(problem) ?? problem;
        var response = httpContext.Response;
        response.StatusCode = type.Status;
        response.Headers.CacheControl = Freshness?.Header(left: null) ?? "no-store";
        response.Headers.Vary = VariesByAccept ? FinishedAnswer.ByAcceptAndMore : FinishedAnswer.ByEncodingAndKey;
        var content = JsonSerializer.SerializeToUtf8Bytes(problem, NewsJsonContext.Wire.Problem);
        response.ContentType = MediaType;
        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content, httpContext.RequestAborted);
    }
}
