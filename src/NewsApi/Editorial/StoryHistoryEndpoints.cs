using System.ComponentModel.DataAnnotations;
using NewsApi.Access;
using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Editorial;

/// <param name="From" example="1">Number of the revision to compare with.</param>
/// <param name="To">Number of the revision to compare. Default: the latest.</param>
public sealed record CompareRevisionsQuery(
    [Required, Range(1, int.MaxValue)] Parameter<WholeNumber>? From = null,
    [Range(1, int.MaxValue)] Parameter<WholeNumber>? To = null
);

internal sealed class CompareRevisionsQueryValidator : QueryValidator<CompareRevisionsQuery>;

/// <summary>What happened to stories.</summary>
internal static class StoryHistoryEndpoints
{
    public static void MapStoryHistory(this IEndpointRouteBuilder v1)
    {
        var history = v1.MapGroup("/editorial/articles/{id}/history")
            .WithTags("Editorial")
            .RequiresKey(Scopes.ContentWrite);
        history
            .MapGet("", ListAsync)
            .WithName("getArticleHistory")
            .AnswersPrivately<StoryHistory>("What happened to the story, the latest first.")
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
        history
            .MapGet("/{revision}", GetAsync)
            .WithName("getArticleRevision")
            .AnswersPrivately<StoryRevisionContent>("The revision.")
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
        history
            .MapGet("/compare", CompareAsync)
            .WithName("compareArticleRevisions")
            .AnswersPrivately<RevisionComparison>("How the two differ.")
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
    }

    /// <summary>Get the history of a story</summary>
    /// <remarks>Every save and everything else that was done with it, by whom and when.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the story.</param>
    private static Task<PrivateAnswer> ListAsync([WrittenAs<IdText>] string id, EditorialWork work, HttpContext http) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var story = await EditorialArticles.GetAsync(transaction, id, cancellationToken);
                var history = await StoryHistories.ReadAsync(transaction, story.Id, cancellationToken);
                return PrivateAnswer.Ok(history, NewsJsonContext.Wire.StoryHistory);
            }
        );

    /// <summary>Get a revision of a story</summary>
    /// <remarks>As it was saved. To go back to it, send it with <c>PUT</c>.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the story.</param>
    /// <param name="revision" example="1">Number of the revision.</param>
    private static Task<PrivateAnswer> GetAsync(
        [WrittenAs<IdText>] string id,
        [WrittenAs<VersionNumber>] string revision,
        EditorialWork work,
        Site site,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var story = await EditorialArticles.GetAsync(transaction, id, cancellationToken);
                var content = await StoryHistories.RevisionAsync(
                    transaction,
                    story.Id,
                    VersionNumber.Read(revision),
                    cancellationToken
                );
                var shown = content with { Draft = content.Draft.WithAbsoluteUrls(site) };
                return PrivateAnswer.Ok(shown, NewsJsonContext.Wire.StoryRevisionContent);
            }
        );

    /// <summary>Compare two revisions of a story</summary>
    /// <remarks>Member by member; of the body the blocks that came, went and changed.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the story.</param>
    private static Task<PrivateAnswer> CompareAsync(
        [WrittenAs<IdText>] string id,
        [AsParameters] CompareRevisionsQuery query,
        EditorialWork work,
        Site site,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var story = await EditorialArticles.GetAsync(transaction, id, cancellationToken);
                var (from, to) = (query.From!.Value.Value, query.To?.Value.Value ?? story.Revision);
                var before = await StoryHistories.RevisionAsync(transaction, story.Id, from, cancellationToken);
                var after = await StoryHistories.RevisionAsync(transaction, story.Id, to, cancellationToken);
                var changes = DraftDifference.Between(
                    before.Draft.WithAbsoluteUrls(site),
                    after.Draft.WithAbsoluteUrls(site)
                );
                var comparison = new RevisionComparison(from, to, changes);
                return PrivateAnswer.Ok(comparison, NewsJsonContext.Wire.RevisionComparison);
            }
        );
}
