using NewsApi.Access;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Paging;

namespace NewsApi.Webhooks;

/// <summary>What was tried, for those who look after webhooks and caches.</summary>
internal static class AttemptEndpoints
{
    public static void MapAttempts(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/admin/webhooks/{id}/attempts", OfWebhookAsync)
            .WithTags("Webhooks")
            .RequiresKey(Scopes.Admin)
            .WithName("listWebhookAttempts")
            .AnswersPrivately<Page<DeliveryAttempt>>("A page of tries.", paged: true)
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
        v1.MapGet("/admin/caches/{id}/attempts", OfCacheAsync)
            .WithTags("Caches")
            .RequiresKey(Scopes.Admin)
            .WithName("listCacheAttempts")
            .AnswersPrivately<Page<DeliveryAttempt>>("A page of tries.", paged: true)
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
    }

    /// <summary>List what was sent to a webhook</summary>
    /// <remarks>Every try, the newest first, with what the receiver answered; and what was not sent any more, because a takedown
    /// had overtaken it. Tries are kept for 30 days.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the webhook.</param>
    private static Task<PrivateAnswer> OfWebhookAsync(
        [WrittenAs<IdText>] string id,
        [AsParameters] ListAttemptsQuery query,
        EditorialWork work,
        PageBuilder pages,
        HttpContext http
    ) => ListAsync(SubscriberRow.Webhook, id, query, work, pages, http);

    /// <summary>List what was sent to a cache</summary>
    /// <remarks>Every try, the newest first, with what the cache answered. Tries are kept for 30 days.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the cache.</param>
    private static Task<PrivateAnswer> OfCacheAsync(
        [WrittenAs<IdText>] string id,
        [AsParameters] ListAttemptsQuery query,
        EditorialWork work,
        PageBuilder pages,
        HttpContext http
    ) => ListAsync(SubscriberRow.Cache, id, query, work, pages, http);

    private static Task<PrivateAnswer> ListAsync(
        string kind,
        string id,
        ListAttemptsQuery query,
        EditorialWork work,
        PageBuilder pages,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var row = await SubscriberRepository.GetAsync(transaction, kind, id, cancellationToken);
                var (rows, total) = await AttemptRepository.ListAsync(transaction, row.Id, query, cancellationToken);
                var page = await pages.BuildAsync(
                    query,
                    rows,
                    total,
                    attempt => ("", $"{attempt.Id}"),
                    attempt => attempt.ToAttempt(),
                    http
                );
                return PrivateAnswer.Ok(page, NewsJsonContext.Wire.PageDeliveryAttempt).WithLinks(http, page.Links);
            }
        );
}
