using NewsApi.Access;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Paging;

namespace NewsApi.Webhooks;

/// <summary>Managing webhooks.</summary>
internal static class WebhookEndpoints
{
    private const string Path = "/v1/admin/webhooks";

    private const string Example = """
        {
          "name": "mirror of the partner site",
          "url": "https://partner.example.org/hooks/news",
          "filter": { "section": "science", "tag": "-tone/opinion" },
          "include": "article",
          "bodyFormat": "html"
        }
        """;

    public static void MapWebhooks(this IEndpointRouteBuilder v1)
    {
        var webhooks = v1.MapGroup("/admin/webhooks").WithTags("Webhooks").RequiresKey(Scopes.Admin);
        webhooks
            .MapGet("", ListAsync)
            .WithName("listWebhooks")
            .AnswersPrivately<Page<Webhook>>("A page of webhooks.", paged: true)
            .Refuses(ProblemType.InvalidRequest);
        webhooks
            .MapPost("", CreateAsync)
            .WithName("createWebhook")
            .TakesIdempotencyKey()
            .WithBodyExample("mirror", "A mirror of a section, with the articles", Example)
            .AnswersPrivately<Webhook>(
                "The new webhook, with its secret.",
                StatusCodes.Status201Created,
                versioned: true
            )
            .Refuses(ProblemType.InvalidRequest, ProblemType.PayloadTooLarge, ProblemType.UnsupportedMediaType);
        webhooks
            .MapGet("/{id}", GetAsync)
            .WithName("getWebhook")
            .AnswersPrivately<Webhook>("The webhook.", versioned: true)
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
        webhooks
            .MapPatch("/{id}", ChangeAsync)
            .WithName("changeWebhook")
            .NeedsIfMatch()
            .WithBodyExample("pause", "It is told nothing for a while", """{ "active": false }""")
            .AnswersPrivately<Webhook>("The webhook as it is now.", versioned: true)
            .Refuses(
                ProblemType.InvalidRequest,
                ProblemType.NotFound,
                ProblemType.PayloadTooLarge,
                ProblemType.UnsupportedMediaType
            );
        webhooks
            .MapDelete("/{id}", DeleteAsync)
            .WithName("deleteWebhook")
            .AnswersNothing("The webhook is gone, and with it what was tried.")
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
    }

    /// <summary>List webhooks</summary>
    /// <remarks>The newest first, each with how it fares.</remarks>
    private static Task<PrivateAnswer> ListAsync(
        [AsParameters] ListWebhooksQuery query,
        EditorialWork work,
        PageBuilder pages,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var (rows, total) = await SubscriberRepository.ListAsync(
                    transaction,
                    SubscriberRow.Webhook,
                    query.Position,
                    cancellationToken
                );
                var page = await pages.BuildAsync(
                    query,
                    rows,
                    total,
                    row => ("", $"{row.Id}"),
                    row => row.ToWebhook(),
                    http
                );
                return PrivateAnswer.Ok(page, NewsJsonContext.Wire.PageWebhook).WithLinks(http, page.Links);
            }
        );

    /// <summary>Create a webhook</summary>
    /// <remarks>From now on, or from <c>after</c> on, everything that happens to the stories it is about is sent to the address
    /// by <c>POST</c>, in order, at least once, signed by the Standard Webhooks scheme with the secret of this answer. See the
    /// webhook <c>change</c> in this document for what is sent.<br/><br/>Whatever answers with a status from 200 to 299 within 10
    /// seconds has taken it. All else is tried again, after up to 1 s, 5 s, 30 s, 2 min, 10 min, 30 min, and then each hour; or
    /// as <c>Retry-After</c> says. What follows waits meanwhile; only takedowns go ahead.</remarks>
    private static Task<PrivateAnswer> CreateAsync(
        JsonBody<WebhookDraft> body,
        EditorialWork work,
        WebhookReview review,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var webhook = body.Value;
                await review.CheckAsync(webhook, cancellationToken);
                var place = await review.PlaceAsync(webhook.After, cancellationToken);
                var row = WebhookAnswers.ToRow(webhook, place);
                await SubscriberRepository.AddAsync(transaction, row, cancellationToken);
                var added = await SubscriberRepository.GetAsync(
                    transaction,
                    SubscriberRow.Webhook,
                    $"{row.Id}",
                    cancellationToken
                );
                return added.WithSecret().AsCreated($"{Path}/{row.Id}");
            },
            body.Hash
        );

    /// <summary>Get a webhook</summary>
    /// <remarks>What it is about and how it fares. Changes need the <c>ETag</c> of this answer; deliveries leave that as it is.
    /// </remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the webhook.</param>
    private static Task<PrivateAnswer> GetAsync([WrittenAs<IdText>] string id, EditorialWork work, HttpContext http) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
                (
                    await SubscriberRepository.GetAsync(transaction, SubscriberRow.Webhook, id, cancellationToken)
                ).ToAnswer()
        );

    /// <summary>Change a webhook</summary>
    /// <remarks>A JSON merge patch (RFC 7396): members that are named change, <c>null</c> removes one, lists are replaced whole.
    /// With <c>active</c> it is switched off and on; what happened meanwhile is sent then. After a change of the filter, what
    /// matched only before is not told of any more: begin the copy anew, or name <c>after</c> in a replay.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the webhook.</param>
    private static Task<PrivateAnswer> ChangeAsync(
        [WrittenAs<IdText>] string id,
        MergePatch<WebhookDraft> patch,
        EditorialWork work,
        WebhookReview review,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var row = await SubscriberRepository.LockAsync(
                    transaction,
                    SubscriberRow.Webhook,
                    id,
                    cancellationToken
                );
                Preconditions.Check(http.Request, row.ETag());
                var draft = patch.ApplyTo(row.ToDraft());
                if (draft.After is not null)
                    throw RefusedException.Invalid("/after", "The place is moved by POST …/replay, not by a change.");
                await review.CheckAsync(draft, cancellationToken);
                await SubscriberRepository.ChangeAsync(transaction, row.With(draft), cancellationToken);
                var changed = await SubscriberRepository.GetAsync(
                    transaction,
                    SubscriberRow.Webhook,
                    id,
                    cancellationToken
                );
                return changed.ToAnswer();
            }
        );

    /// <summary>Delete a webhook</summary>
    /// <remarks>Nothing is sent any more. To begin again where it stopped, switch it off by <c>active</c> instead.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the webhook.</param>
    private static Task<PrivateAnswer> DeleteAsync(
        [WrittenAs<IdText>] string id,
        EditorialWork work,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var row = await SubscriberRepository.LockAsync(
                    transaction,
                    SubscriberRow.Webhook,
                    id,
                    cancellationToken
                );
                await SubscriberRepository.DeleteAsync(transaction, row.Id, cancellationToken);
                return PrivateAnswer.Nothing;
            }
        );
}
