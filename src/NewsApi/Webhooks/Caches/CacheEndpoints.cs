using System.Text.Json;
using NewsApi.Access;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Paging;

namespace NewsApi.Webhooks;

/// <summary>Managing the caches that are purged.</summary>
internal static class CacheEndpoints
{
    private const string Path = "/v1/admin/caches";

    public static void MapCaches(this IEndpointRouteBuilder v1)
    {
        var caches = v1.MapGroup("/admin/caches").WithTags("Caches").RequiresKey(Scopes.Admin);
        caches
            .MapGet("", ListAsync)
            .WithName("listCaches")
            .AnswersPrivately<Page<Cache>>("A page of caches.", paged: true)
            .Refuses(ProblemType.InvalidRequest);
        caches
            .MapPost("", CreateAsync)
            .WithName("createCache")
            .TakesIdempotencyKey()
            .WithBodyExample(
                "varnish",
                "A Varnish with its module xkey",
                """{ "name": "edge", "url": "https://cache.example.org/", "form": "varnish" }"""
            )
            .WithBodyExample(
                "fastly",
                "A service of Fastly",
                """{ "name": "cdn", "url": "https://api.fastly.com/service/SU1Z0isxPaozGVKXdv0eY/purge", "form": "fastly", "token": "YOUR_FASTLY_TOKEN" }"""
            )
            .AnswersPrivately<Cache>("The new cache.", StatusCodes.Status201Created)
            .Refuses(ProblemType.InvalidRequest, ProblemType.PayloadTooLarge, ProblemType.UnsupportedMediaType);
        caches
            .MapGet("/{id}", GetAsync)
            .WithName("getCache")
            .AnswersPrivately<Cache>("The cache.")
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
        caches
            .MapDelete("/{id}", DeleteAsync)
            .WithName("deleteCache")
            .AnswersNothing("The cache is not purged any more.")
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
    }

    /// <summary>List caches</summary>
    /// <remarks>The newest first, each with how it fares.</remarks>
    private static Task<PrivateAnswer> ListAsync(
        [AsParameters] ListCachesQuery query,
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
                    SubscriberRow.Cache,
                    query.Position,
                    cancellationToken
                );
                var page = await pages.BuildAsync(query, rows, total, row => ("", $"{row.Id}"), ToCache, http);
                return PrivateAnswer.Ok(page, NewsJsonContext.Wire.PageCache).WithLinks(http, page.Links);
            }
        );

    /// <summary>Have a cache purged</summary>
    /// <remarks>From now on it is told by which keys (<c>Surrogate-Key</c>) the answers are known that a change has made stale, up
    /// to 200 in one request, at least once, and tried again until it answers with a status from 200 to 299.</remarks>
    private static Task<PrivateAnswer> CreateAsync(
        JsonBody<NewCache> body,
        EditorialWork work,
        WebhookReview review,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var faults = new Faults();
                review.CheckTarget(body.Value.Name, body.Value.Url, faults);
                if (CacheRules.FaultOf(body.Value) is { } fault)
                    faults.Add("/token", fault);
                if (faults.Count > 0)
                    throw RefusedException.Invalid(faults);
                var row = ToRow(body.Value, await review.PlaceAsync(null, cancellationToken));
                await SubscriberRepository.AddAsync(transaction, row, cancellationToken);
                var added = await SubscriberRepository.GetAsync(
                    transaction,
                    SubscriberRow.Cache,
                    $"{row.Id}",
                    cancellationToken
                );
                return ToAnswer(added).AsCreated($"{Path}/{row.Id}");
            },
            body.Hash
        );

    /// <summary>Get a cache</summary>
    /// <remarks>How it is told and how it fares; its token is never shown.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the cache.</param>
    private static Task<PrivateAnswer> GetAsync([WrittenAs<IdText>] string id, EditorialWork work, HttpContext http) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
                ToAnswer(await SubscriberRepository.GetAsync(transaction, SubscriberRow.Cache, id, cancellationToken))
        );

    /// <summary>Stop purging a cache</summary>
    /// <remarks>What it holds lives on there until its time is up.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the cache.</param>
    private static Task<PrivateAnswer> DeleteAsync(
        [WrittenAs<IdText>] string id,
        EditorialWork work,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var row = await SubscriberRepository.GetAsync(transaction, SubscriberRow.Cache, id, cancellationToken);
                await SubscriberRepository.DeleteAsync(transaction, row.Id, cancellationToken);
                return PrivateAnswer.Nothing;
            }
        );

    private static SubscriberRow ToRow(NewCache cache, long place) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Kind = SubscriberRow.Cache,
            Name = cache.Name,
            Url = cache.Url,
            Settings = JsonSerializer.Serialize(new CacheSettings(cache.Form), NewsJsonContext.Wire.CacheSettings),
            Secret = cache.Token,
            Active = true,
            CreatedAt = DateTimeOffset.UtcNow,
            Place = place,
            TakedownsPlace = place,
            Epoch = 0,
            Failures = 0,
        };

    private static PrivateAnswer ToAnswer(SubscriberRow row) =>
        PrivateAnswer.Ok(ToCache(row), NewsJsonContext.Wire.Cache);

    private static Cache ToCache(SubscriberRow row) =>
        new()
        {
            Id = row.Id,
            Name = row.Name,
            Url = row.Url,
            Form = row.Read(NewsJsonContext.Wire.CacheSettings).Form,
            HasToken = row.Secret is not null,
            CreatedAt = row.CreatedAt,
            After = row.Place,
            DeliveredAt = row.DeliveredAt,
            FailingSince = row.FailingSince,
            NextAttemptAt = row.NextAttemptAt,
        };
}
