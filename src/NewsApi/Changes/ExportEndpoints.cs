using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.Limiting;
using NewsApi.OpenApi;

namespace NewsApi.Changes;

public static class ExportEndpoints
{
    /// <summary>When to come back while others export, in seconds.</summary>
    private const int RetryAfter = 30;

    public static void MapExport(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/export", ExportAsync)
            .WithMetadata(new TakesItsTime())
            .WithMetadata(new Costs(Price.Export))
            .WithTags("Changes")
            .WithName("exportArticles")
            .Answers<ExportLine>(
                "A JSON object in each line: the articles in the order of their ids, then the end.",
                conditional: false,
                mediaType: MediaTypes.JsonLines
            )
            .WithAnswerHeader(SharedHeaders.ChangesAfter)
            .Refuses(ProblemType.InvalidRequest);

    /// <summary>Export articles</summary>
    /// <remarks>Every public article that matches, as it is at one moment, one in a line: to begin a mirror, or to take an
    /// archive home. From the place in <c>Changes-After</c> on, <c>/v1/changes</c> with the same filter carries on.<br/><br/>The
    /// last line is <c>{"end":{…}}</c> with the number of articles; where it is missing, the download was cut off.</remarks>
    private static async Task<IResult> ExportAsync(
        [AsParameters] ExportArticlesQuery query,
        ExportRepository exports,
        ArticlePresenter presenter,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        if (await exports.OpenAsync(query.Request, cancellationToken) is { } snapshot)
            return new Export(snapshot, row => presenter.Present(row, query.Members, query.Format));
        http.Response.Headers.RetryAfter = $"{RetryAfter}";
        return new ProblemResult(ProblemType.Unavailable, "As many exports are running as this service does at once.");
    }
}
