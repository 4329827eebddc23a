using System.ComponentModel;
using NewsApi.Access;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Importing;

/// <param name="DryRun">Whether to say only what would be done. Nothing is stored then.</param>
/// <param name="Publish">Whether stories without a <c>publication</c> of their own are published now; otherwise they are drafts.</param>
/// <param name="Provider" example="example-wire">Who delivers the stories that do not say so; <c>import</c> unless said.</param>
/// <param name="CreateMissing">Whether sections and tags are made that stories name and that are not there.</param>
/// <param name="Section" example="world">Section of items in a format without sections, such as ninjs.</param>
/// <param name="Language">Language of items that do not say theirs.</param>
public sealed record ImportQuery(
    [DefaultValue(false)] Parameter<YesOrNo>? DryRun = null,
    [DefaultValue(false)] Parameter<YesOrNo>? Publish = null,
    Parameter<ProviderName>? Provider = null,
    [DefaultValue(false)] Parameter<YesOrNo>? CreateMissing = null,
    Parameter<SlugText>? Section = null,
    Parameter<LanguageName>? Language = null
)
{
    internal ImportOptions Options(string by) =>
        new()
        {
            By = by,
            IsDryRun = DryRun?.Value.Value ?? false,
            Publishes = Publish?.Value.Value ?? false,
            CreatesMissing = CreateMissing?.Value.Value ?? false,
            Provider = Provider?.Value?.Value ?? ImportOptions.UsualProvider,
            Section = Section?.Value?.Value,
            Language = Language?.Value?.Value,
        };
}

internal sealed class ImportQueryValidator : QueryValidator<ImportQuery>;

/// <summary>Takes stories in from elsewhere, many at once.</summary>
internal static partial class ImportEndpoint
{
    public static void MapImports(this IEndpointRouteBuilder v1) =>
        v1.MapPost("/editorial/imports", Import)
            .WithMetadata(new TakesItsTime())
            .WithTags("Editorial")
            .WithName("importArticles")
            .RequiresKey(Scopes.ContentWrite)
            .AnswersPrivately<ImportAnswerLine>(
                "A JSON object in each line: what became of each line that is not empty, in their order, then the end.",
                mediaType: MediaTypes.JsonLines
            )
            .Refuses(ProblemType.InvalidRequest, ProblemType.UnsupportedMediaType);

    /// <summary>Import stories</summary>
    /// <remarks>A body of any length, one JSON object in each line of up to 1 MiB, also with <c>Content-Encoding: gzip</c>. A line
    /// is a story: a draft as in <c>POST /v1/editorial/articles</c>, what it is called where it comes from, and in
    /// <c>publication</c> what became of it there. It may also be a section or a tag (with <c>kind</c>), which must come before
    /// the stories that bear it, or an item in the news exchange format ninjs 3.<br/><br/>The answer comes while the import goes
    /// on, so that <c>200</c> says only that it has begun: the last line is <c>{"summary":{…}}</c>, or <c>{"problem":{…}}</c>
    /// where it broke off. Every line before it stands for what is done; sent again, a line that is in already stays as it is,
    /// so there is no need for an <c>Idempotency-Key</c>.</remarks>
    private static IResult Import(
        [AsParameters] ImportQuery query,
        ImportBody body,
        Importer importer,
        ILogger<Importer> logger,
        HttpContext http
    ) => new ImportRun(importer, body, query.Options(Caller.Of(http).Name), logger);

    private sealed partial class ImportRun(
        Importer importer,
        ImportBody body,
        ImportOptions options,
        ILogger<Importer> logger
    ) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var cancellationToken = httpContext.RequestAborted;
            await using var answer = new ImportAnswer(httpContext.Response);
            ImportEnd end;
            try
            {
                await using var lines = body.Open();
                var summary = await importer.RunAsync(
                    lines,
                    options,
                    results => answer.WriteAsync(results, NewsJsonContext.Wire.ImportResult, cancellationToken),
                    cancellationToken
                );
                end = new(Summary: summary);
            }
            catch (Exception fault) when (answer.HasBegun && !cancellationToken.IsCancellationRequested)
            {
                end = new(Problem: Explain(httpContext, fault));
            }
            catch (InvalidDataException)
            {
                throw new RefusedException(ProblemType.BadRequest, Damaged);
            }
            await answer.WriteAsync([end], NewsJsonContext.Wire.ImportEnd, cancellationToken);
            await answer.CompleteAsync(cancellationToken);
        }

        private const string Damaged = "The body is no gzip, or it is damaged.";

        private Problem Explain(HttpContext http, Exception fault)
        {
            if (fault is InvalidDataException)
                return Problem.Of(http, ProblemType.BadRequest, Damaged);
            var (type, detail) = ErrorAnswers.Explain(fault);
            if (type == ProblemType.InternalError)
                LogBrokenOff(logger, fault);
            return Problem.Of(http, type, detail);
        }

        [LoggerMessage(Level = LogLevel.Error, Message = "An import broke off")]
        private static partial void LogBrokenOff(ILogger logger, Exception fault);
    }
}
