using NewsApi.Access;
using NewsApi.Http;
using NewsApi.OpenApi;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>What moves a story from one state to another.</summary>
internal static class StoryStepEndpoints
{
    public static void MapStorySteps(this IEndpointRouteBuilder v1)
    {
        var story = v1.MapGroup("/editorial/articles/{id}").WithTags("Editorial").RequiresKey(Scopes.ContentWrite);
        story
            .MapPost("/publish", PublishAsync)
            .WithName("publishArticle")
            .WithBodyExample("now", "At once", """{ "impact": "major" }""")
            .WithBodyExample("later", "At a moment", """{ "at": "2031-01-01T06:00:00Z" }""")
            .ReadsBody()
            .ChangesStory("The story, public or waiting for its moment.");
        story
            .MapPost("/unschedule", UnscheduleAsync)
            .WithName("unscheduleArticle")
            .ChangesStory("The story, due no more.");
        story
            .MapPost("/corrections", CorrectAsync)
            .WithName("correctArticle")
            .WithBodyExample(
                "year",
                "A wrong year",
                """{ "text": "An earlier version gave the year as 1986. It was 1987." }"""
            )
            .ReadsBody()
            .ChangesStory("The story with its correction, public.");
        story
            .MapPost("/withdraw", WithdrawAsync)
            .WithName("withdrawArticle")
            .WithBodyExample(
                "editorial",
                "The newsroom does not stand by it any more",
                """{ "kind": "editorial", "reason": "The photograph on which the story rests was not what it seemed." }"""
            )
            .ReadsBody()
            .ChangesStory("The story, withdrawn.");
        story
            .MapPost("/reinstate", ReinstateAsync)
            .WithName("reinstateArticle")
            .ChangesStory("The story, a draft again.");
    }

    private static void ChangesStory(this RouteHandlerBuilder endpoint, string description) =>
        endpoint
            .NeedsIfMatch()
            .TakesIdempotencyKey()
            .AnswersPrivately<EditorialArticle>(description, versioned: true)
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound, ProblemType.NotOpen);

    private static RouteHandlerBuilder ReadsBody(this RouteHandlerBuilder endpoint) =>
        endpoint.Refuses(ProblemType.PayloadTooLarge, ProblemType.UnsupportedMediaType);

    /// <summary>Publish a story</summary>
    /// <remarks>Makes its latest revision public: now, <c>at</c> a moment, or when its embargo ends. A public story gets a new
    /// version; with <c>impact</c> <c>minor</c> it stays where it is in lists and feeds.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the story.</param>
    private static Task<PrivateAnswer> PublishAsync(
        [WrittenAs<IdText>] string id,
        JsonBody<PublishRequest> body,
        EditorialWork work,
        StoryDesk desk,
        HttpContext http
    ) =>
        StepAsync(
            id,
            (transaction, story, by, cancellationToken) =>
                desk.PublishAsync(transaction, story, body.Value, by, cancellationToken),
            work,
            http,
            body.Hash
        );

    /// <summary>Call a publication off</summary>
    /// <remarks>The story is due no more: a scheduled or embargoed one is a draft again, a public one stays as it is.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the story.</param>
    private static Task<PrivateAnswer> UnscheduleAsync(
        [WrittenAs<IdText>] string id,
        EditorialWork work,
        StoryDesk desk,
        HttpContext http
    ) => StepAsync(id, desk.UnscheduleAsync, work, http);

    /// <summary>Correct a public story</summary>
    /// <remarks>Adds a correction, which readers see in the story, and publishes it together with what has been saved since the
    /// last publication. Whoever follows the changes is told of a correction.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the story.</param>
    private static Task<PrivateAnswer> CorrectAsync(
        [WrittenAs<IdText>] string id,
        JsonBody<CorrectionRequest> body,
        EditorialWork work,
        StoryDesk desk,
        HttpContext http
    ) =>
        StepAsync(
            id,
            (transaction, story, by, cancellationToken) =>
                desk.CorrectAsync(transaction, story, body.Value, by, cancellationToken),
            work,
            http,
            body.Hash
        );

    /// <summary>Withdraw a story</summary>
    /// <remarks>From the moment of the answer on no list, count, facet, suggestion or feed has it, its versions are gone, and its
    /// address and former addresses answer <c>410</c> with a tombstone.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the story.</param>
    private static Task<PrivateAnswer> WithdrawAsync(
        [WrittenAs<IdText>] string id,
        JsonBody<WithdrawRequest> body,
        EditorialWork work,
        StoryDesk desk,
        HttpContext http
    ) =>
        StepAsync(
            id,
            (transaction, story, by, cancellationToken) =>
                desk.WithdrawAsync(transaction, story, body.Value, by, cancellationToken),
            work,
            http,
            body.Hash
        );

    /// <summary>Make a withdrawn story a draft again</summary>
    /// <remarks>Readers go on getting its tombstone until it is published. A withdrawn story can't be published without this
    /// step, so that none comes back by mistake.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the story.</param>
    private static Task<PrivateAnswer> ReinstateAsync(
        [WrittenAs<IdText>] string id,
        EditorialWork work,
        StoryDesk desk,
        HttpContext http
    ) => StepAsync(id, desk.ReinstateAsync, work, http);

    private static Task<PrivateAnswer> StepAsync(
        string id,
        Func<NpgsqlTransaction, EditorialArticleRow, string, CancellationToken, Task> step,
        EditorialWork work,
        HttpContext http,
        byte[]? bodyHash = null
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var story = await EditorialArticles.LockForChangeAsync(
                    transaction,
                    id,
                    http.Request,
                    cancellationToken
                );
                await step(transaction, story, Caller.Of(http).Name, cancellationToken);
                return await EditorialArticleEndpoints.AnswerAsync(transaction, story.Id, [], http, cancellationToken);
            },
            bodyHash
        );
}
