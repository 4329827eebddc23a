using System.ComponentModel;
using FluentValidation;
using Microsoft.AspNetCore.Http.Features;
using NewsApi.Access;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.OpenApi;
using Npgsql;

namespace NewsApi.Importing;

/// <param name="Publish">Whether the story is published with the same stroke, or when its embargo ends.</param>
/// <param name="Impact">With <c>publish</c>, for a story that is public already: how much it matters to readers. A minor change does not move it in any list or feed.</param>
public sealed record IngestQuery(
    [DefaultValue(false)] Parameter<YesOrNo>? Publish = null,
    [DefaultValue(Editorial.Impact.Major)] Parameter<Choice<Impact>>? Impact = null
)
{
    public bool Publishes => Publish?.Value.Value ?? false;

    /// <summary>Null for a draft.</summary>
    public Impact? PublishNow => Publishes ? Impact?.Value.Value ?? Editorial.Impact.Major : null;
}

internal sealed class IngestQueryValidator : QueryValidator<IngestQuery>
{
    public IngestQueryValidator() =>
        RuleFor(query => query)
            .Custom(
                (query, context) =>
                {
                    if (query is { Impact: not null, Publishes: false })
                        context.AddFailure("impact", "Stands only beside publish=true.");
                }
            );
}

/// <summary>Takes stories in from a wire or another system, one by one, as often as it sends them.</summary>
internal static class IngestEndpoint
{
    public static void MapIngest(this IEndpointRouteBuilder v1) =>
        v1.MapPut("/editorial/sources/{provider}/articles/{externalId}", PutAsync)
            .WithTags("Editorial")
            .WithName("ingestArticle")
            .RequiresKey(Scopes.ContentWrite)
            .WithBodyExample(
                "story",
                "A story from a wire",
                """
                {
                  "language": "en",
                  "headline": "Tide sets a record",
                  "section": "science",
                  "body": [{ "type": "paragraph", "html": "The sea stood higher than ever measured." }]
                }
                """
            )
            .AnswersPrivately<EditorialArticle>(
                "The story was here already; it is as delivered, or as editors have changed it since.",
                versioned: true
            )
            .AnswersPrivately<EditorialArticle>("The new story.", StatusCodes.Status201Created, versioned: true)
            .Refuses(
                ProblemType.InvalidRequest,
                ProblemType.NotOpen,
                ProblemType.PreconditionFailed,
                ProblemType.PayloadTooLarge,
                ProblemType.UnsupportedMediaType
            );

    /// <summary>Ingest a story from elsewhere</summary>
    /// <remarks>Creates the story that the provider calls so, or saves it anew where the text differs from what was delivered
    /// last: the same request may come any number of times. What editors have changed here stays until the provider delivers
    /// another text. No <c>If-Match</c> is needed, since the provider decides; one that is sent is heeded.<br/><br/>A story that was
    /// withdrawn here stays so, whatever is delivered (<c>409</c>), until an editor reinstates it.</remarks>
    /// <param name="provider" example="example-wire">Short name of who delivers it.</param>
    /// <param name="externalId" example="urn:newsml:example.org:20261123:4711">What the provider calls it, percent-escaped: a slash is <c>%2F</c>.</param>
    private static Task<PrivateAnswer> PutAsync(
        [WrittenAs<ProviderName>] string provider,
        [WrittenAs<ExternalName>] string externalId,
        [AsParameters] IngestQuery query,
        DraftBody body,
        EditorialWork work,
        Intake intake,
        DraftReview review,
        HttpContext http
    )
    {
        var source = Source(provider, http);
        var delivery = new Delivery
        {
            Source = source,
            Text = new(body.Value, review.Examine(body.Value)),
            PublishNow = query.PublishNow,
        };
        return work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                if (http.Request.Headers.IfMatch.Count > 0)
                    await CheckPreconditionAsync(transaction, delivery, http.Request, cancellationToken);
                var options = new ImportOptions { By = Caller.Of(http).Name };
                var plans = await intake.TakeInAsync(transaction, [delivery], options, null, cancellationToken);
                return await AnswerAsync(transaction, plans[0], http, cancellationToken);
            }
        );
    }

    private static async Task<PrivateAnswer> AnswerAsync(
        NpgsqlTransaction transaction,
        StoryPlan plan,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        if (plan.IsGone)
        {
            var story = (await EditorialArticles.FindAsync(transaction, plan.Id, cancellationToken))!;
            throw StoryDesk.NotOpen(story, "The story was withdrawn here and stays so.");
        }
        if (plan.Faults.Count > 0)
            throw RefusedException.Invalid(plan.Faults);
        var answer = await EditorialArticleEndpoints.AnswerAsync(
            transaction,
            plan.Id,
            plan.Removed,
            http,
            cancellationToken
        );
        return plan.Present is null ? answer.AsCreated($"/v1/editorial/articles/{plan.Id}") : answer;
    }

    private static async Task CheckPreconditionAsync(
        NpgsqlTransaction transaction,
        Delivery delivery,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        await StoryLocks.KeepVocabularyAsync(transaction, cancellationToken);
        await StorySources.LockAsync(transaction, [delivery.Name], cancellationToken);
        var present = (await StorySources.FindAsync(transaction, [delivery.Name], cancellationToken))[0];
        var story = present is null
            ? null
            : await EditorialArticles.FindAsync(transaction, present.Id, cancellationToken);
        Preconditions.Check(request, story?.ETag ?? "");
    }

    /// <summary>Read from the address as it was sent: routing leaves an escaped slash as it is, and so it can't be told from
    /// one that was escaped twice.</summary>
    private static StorySource Source(string provider, HttpContext http)
    {
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Split('?')[0];
        var name = Uri.UnescapeDataString(target[(target.LastIndexOf('/') + 1)..]);
        var faults = new Faults();
        if (!ProviderName.TryRead(provider, out _, out var fault))
            faults.Add("provider", fault);
        if (!ExternalName.TryRead(name, out _, out fault))
            faults.Add("externalId", fault);
        return faults.Count == 0 ? new(provider, name) : throw RefusedException.Invalid(faults);
    }
}
