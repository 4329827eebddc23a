using NewsApi.Access;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Webhooks;

/// <summary>What is done with a webhook besides describing it.</summary>
internal static class WebhookStepEndpoints
{
    public static void MapWebhookSteps(this IEndpointRouteBuilder v1)
    {
        var webhook = v1.MapGroup("/admin/webhooks/{id}").WithTags("Webhooks").RequiresKey(Scopes.Admin);
        webhook
            .MapPost("/secret", RotateAsync)
            .WithName("rotateWebhookSecret")
            .TakesIdempotencyKey()
            .AnswersPrivately<Webhook>("The webhook, with its new secret.", versioned: true)
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
        webhook
            .MapPost("/test", TestAsync)
            .WithName("testWebhook")
            .TakesIdempotencyKey()
            .AnswersPrivately<WebhookTest>("What came of it.")
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
        webhook
            .MapPost("/replay", ReplayAsync)
            .WithName("replayWebhook")
            .TakesIdempotencyKey()
            .WithBodyExample("all", "Everything since the beginning of time", """{ "after": 0 }""")
            .AnswersPrivately<Webhook>("The webhook at its new place.", versioned: true)
            .Refuses(
                ProblemType.InvalidRequest,
                ProblemType.NotFound,
                ProblemType.PayloadTooLarge,
                ProblemType.UnsupportedMediaType
            );
    }

    /// <summary>Give a webhook a new secret</summary>
    /// <remarks>Shown this once. For the next 24 hours everything is signed with the new one and the one before,
    /// so that the receiver can change over at leisure.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the webhook.</param>
    private static Task<PrivateAnswer> RotateAsync(
        [WrittenAs<IdText>] string id,
        EditorialWork work,
        WebhookOptions options,
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
                var secret = WebhookSecret.Create();
                await SubscriberRepository.RotateAsync(
                    transaction,
                    row.Id,
                    secret,
                    options.SecretOverlap,
                    cancellationToken
                );
                return (row with { Secret = secret }).WithSecret();
            }
        );

    /// <summary>Try a webhook</summary>
    /// <remarks>Sends a signed event of the type <c>webhook.test</c> now, once, active or not, and tells what came of it. It counts
    /// for nothing else.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the webhook.</param>
    private static Task<PrivateAnswer> TestAsync(
        [WrittenAs<IdText>] string id,
        EditorialWork work,
        WebhookDeliveries deliveries,
        Outbound outbound,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var row = await SubscriberRepository.GetAsync(
                    transaction,
                    SubscriberRow.Webhook,
                    id,
                    cancellationToken
                );
                var answer = await outbound.SendAsync(deliveries.Try(row), cancellationToken);
                return PrivateAnswer.Ok(
                    new WebhookTest(
                        answer.IsSuccess,
                        answer.Status,
                        answer.Fault,
                        answer.Text,
                        (int)answer.Took.TotalMilliseconds
                    ),
                    NewsJsonContext.Wire.WebhookTest
                );
            }
        );

    /// <summary>Send again what happened</summary>
    /// <remarks>Sets the place of the webhook in the change log, back or forth: everything after it is sent, takedowns first. What
    /// was sent before comes under the same <c>webhook-id</c>.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the webhook.</param>
    private static Task<PrivateAnswer> ReplayAsync(
        [WrittenAs<IdText>] string id,
        JsonBody<ReplayRequest> body,
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
                var place = await review.PlaceAsync(body.Value.After, cancellationToken);
                await SubscriberRepository.MoveAsync(transaction, row.Id, place, cancellationToken);
                return (row with { Place = place, NextAttemptAt = null }).ToAnswer();
            },
            body.Hash
        );
}
