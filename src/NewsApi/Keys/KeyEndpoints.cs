using NewsApi.Access;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Paging;

namespace NewsApi.Keys;

/// <summary>Managing keys.</summary>
internal static class KeyEndpoints
{
    private const string Path = "/v1/admin/keys";

    public static void MapKeys(this IEndpointRouteBuilder v1)
    {
        var keys = v1.MapGroup("/admin/keys").WithTags("Key management").RequiresKey(Scopes.Admin);
        keys.MapGet("", ListAsync)
            .WithName("listKeys")
            .AnswersPrivately<Page<Key>>("A page of keys.", paged: true)
            .Refuses(ProblemType.InvalidRequest);
        keys.MapPost("", CreateAsync)
            .WithName("createKey")
            .TakesIdempotencyKey()
            .WithBodyExample(
                "partner",
                "A partner site's key, for some years",
                """{ "name": "partner site", "scopes": ["content:read"], "expiresAt": "2031-01-01T00:00:00Z" }"""
            )
            .WithBodyExample(
                "part",
                "A key for a part of what is public, a week late",
                """
                {
                  "name": "science archive",
                  "scopes": ["content:read"],
                  "entitlement": { "section": "science", "tag": "-tone/opinion", "delayDays": 7, "syndicatableOnly": true }
                }
                """
            )
            .AnswersPrivately<Key>("The new key, with its secret.", StatusCodes.Status201Created)
            .Refuses(ProblemType.InvalidRequest, ProblemType.PayloadTooLarge, ProblemType.UnsupportedMediaType);
        keys.MapGet("/{id}", GetAsync)
            .WithName("getKey")
            .AnswersPrivately<Key>("The key, and how much it is used.", versioned: true)
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
        keys.MapPatch("/{id}", ChangeAsync)
            .WithName("changeKey")
            .NeedsIfMatch()
            .WithBodyExample("plan", "More requests from now on", """{ "plan": "partner" }""")
            .WithBodyExample(
                "part",
                "A week later, and nothing of the sports desk",
                """{ "entitlement": { "section": "-sport", "delayDays": 7 } }"""
            )
            .AnswersPrivately<Key>("The key as it is now.", versioned: true)
            .Refuses(
                ProblemType.InvalidRequest,
                ProblemType.NotFound,
                ProblemType.NotOpen,
                ProblemType.PayloadTooLarge,
                ProblemType.UnsupportedMediaType
            );
        keys.MapPost("/{id}/rotate", RotateAsync)
            .WithName("rotateKey")
            .TakesIdempotencyKey()
            .WithBodyExample("week", "The holder has a week to change over", """{ "overlapHours": 168 }""")
            .AnswersPrivately<Key>("The new key, with its secret.", StatusCodes.Status201Created)
            .Refuses(
                ProblemType.InvalidRequest,
                ProblemType.NotFound,
                ProblemType.NotOpen,
                ProblemType.PayloadTooLarge,
                ProblemType.UnsupportedMediaType
            );
        keys.MapDelete("/{id}", RevokeAsync)
            .WithName("revokeKey")
            .AnswersNothing("The key opens nothing any more.")
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
    }

    /// <summary>List keys</summary>
    /// <remarks>The newest first, also those that are no longer valid. What is kept of a key cannot be used as one.</remarks>
    private static Task<PrivateAnswer> ListAsync(
        [AsParameters] ListKeysQuery query,
        EditorialWork work,
        PageBuilder pages,
        TimeProvider time,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var (rows, total) = await KeyRepository.ListAsync(transaction, query.Position, cancellationToken);
                var page = await pages.BuildAsync(
                    query,
                    rows,
                    total,
                    row => (KeyPlace.Of(row), row.Id),
                    row => Present(row, time),
                    http
                );
                return PrivateAnswer.Ok(page, NewsJsonContext.Wire.PageKey).WithLinks(http, page.Links);
            }
        );

    /// <summary>Create a key</summary>
    /// <remarks>The whole key stands in this answer, this once: nobody can read it again. Whoever holds it sends it in the header
    /// <c>X-Api-Key</c>, or as <c>Authorization: Bearer</c>.</remarks>
    private static Task<PrivateAnswer> CreateAsync(
        JsonBody<KeyDraft> body,
        KeyReview review,
        EditorialWork work,
        TimeProvider time,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                if (await review.FindFaultsAsync(body.Value, cancellationToken) is { Count: > 0 } faults)
                    throw RefusedException.Invalid(faults);
                var key = await KeyRows.AddAsync(transaction, body.Value.ToNewKey(), cancellationToken);
                var row = await KeyRepository.GetAsync(transaction, key.Id, cancellationToken);
                return Made(key, Present(row, time));
            },
            body.Hash
        );

    /// <summary>Get a key</summary>
    /// <remarks>Whether it is valid, when it was used last, and how many requests came with it by day. Changes need the <c>ETag</c>
    /// of this answer; uses leave that as it is.</remarks>
    /// <param name="id" example="k3v9q1x7m2ab">Id of the key.</param>
    private static Task<PrivateAnswer> GetAsync(
        [WrittenAs<KeyIdText>] string id,
        EditorialWork work,
        TimeProvider time,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var row = await KeyRepository.GetAsync(transaction, id, cancellationToken);
                var uses = await KeyRepository.UsesAsync(transaction, id, cancellationToken);
                return PrivateAnswer
                    .Ok(Present(row, time) with { Uses = uses }, NewsJsonContext.Wire.Key)
                    .WithETag(ETag(row));
            }
        );

    /// <summary>Change a key</summary>
    /// <remarks>A JSON merge patch (RFC 7396): members that are named change, <c>null</c> removes one, lists are replaced whole. The
    /// secret stays. It holds from the next request on, on every instance; streams that are open with the key end within a
    /// second, and whoever connects anew gets what it opens now.<br/><br/>A key that opens less than before is told nothing of
    /// stories that it has lost: its holder begins the copy anew. A revoked or expired key can't be changed.</remarks>
    /// <param name="id" example="k3v9q1x7m2ab">Id of the key.</param>
    private static Task<PrivateAnswer> ChangeAsync(
        [WrittenAs<KeyIdText>] string id,
        MergePatch<KeyDraft> patch,
        KeyReview review,
        EditorialWork work,
        TimeProvider time,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var present = await KeyRepository.LockAsync(transaction, id, cancellationToken);
                Preconditions.Check(http.Request, ETag(present));
                var state = present.StateAt(time.GetUtcNow());
                if (state != KeyState.Valid)
                    throw NotValid(state);
                var draft = patch.ApplyTo(KeyDraft.Of(present));
                await review.CheckAsync(draft, cancellationToken);
                await KeyRows.ChangeAsync(transaction, present, draft.ToNewKey(), cancellationToken);
                var changed = await KeyRepository.GetAsync(transaction, id, cancellationToken);
                return PrivateAnswer.Ok(Present(changed, time), NewsJsonContext.Wire.Key).WithETag(ETag(changed));
            }
        );

    /// <summary>Replace a key</summary>
    /// <remarks>Makes a new key with the same name, scopes, entitlement and plan. The one it replaces goes on beside it for a while, a day unless said,
    /// so that its holder can change over without an interruption; after that it opens nothing.</remarks>
    /// <param name="id" example="k3v9q1x7m2ab">Id of the key.</param>
    private static Task<PrivateAnswer> RotateAsync(
        [WrittenAs<KeyIdText>] string id,
        JsonBody<KeyRotation> body,
        EditorialWork work,
        TimeProvider time,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var replaced = await KeyRepository.LockAsync(transaction, id, cancellationToken);
                var state = replaced.StateAt(time.GetUtcNow());
                if (state != KeyState.Valid)
                    throw NotValid(state);
                if (replaced.SuccessorId is { } successor)
                    throw new RefusedException(
                        ProblemType.NotOpen,
                        $"This key has been replaced already: {successor} took its place."
                    );
                var key = await KeyRows.ReplaceAsync(
                    transaction,
                    replaced,
                    body.Value.ExpiresAt,
                    TimeSpan.FromHours(body.Value.OverlapHours),
                    cancellationToken
                );
                var row = await KeyRepository.GetAsync(transaction, key.Id, cancellationToken);
                return Made(key, Present(row, time));
            },
            body.Hash
        );

    /// <summary>Revoke a key</summary>
    /// <remarks>At once and for good, on every instance: the next request with it is refused. Its uses and its name in the
    /// histories of stories stay.</remarks>
    /// <param name="id" example="k3v9q1x7m2ab">Id of the key.</param>
    private static Task<PrivateAnswer> RevokeAsync(
        [WrittenAs<KeyIdText>] string id,
        EditorialWork work,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var row = await KeyRepository.LockAsync(transaction, id, cancellationToken);
                await KeyRows.RevokeAsync(transaction, row.Id, cancellationToken);
                return PrivateAnswer.Nothing;
            }
        );

    private static RefusedException NotValid(KeyState state) =>
        new(ProblemType.NotOpen, $"This key is {new Choice<KeyState>(state).Word}; make a new one instead.");

    /// <summary>Of what the key opens, not of how it is used.</summary>
    private static string ETag(StoredKey key) => $"\"{key.Id}-{key.Version}\"";

    /// <summary>An answer that is kept without the secret, since what is kept must not be usable as a key.</summary>
    private static PrivateAnswer Made(ApiKey key, Key shown) =>
        PrivateAnswer.Created(shown with { Secret = key.Text }, NewsJsonContext.Wire.Key, $"{Path}/{key.Id}") with
        {
            ToKeep = PrivateAnswer.Ok(shown, NewsJsonContext.Wire.Key).Content,
        };

    private static Key Present(StoredKey key, TimeProvider time) =>
        new()
        {
            Id = key.Id,
            Name = key.Name,
            Scopes = key.Scopes,
            State = key.StateAt(time.GetUtcNow()),
            CreatedAt = key.CreatedAt,
            ExpiresAt = key.ExpiresAt,
            Entitlement = KeyRows.Read(key.Entitlement),
            Plan = key.Plan,
            RevokedAt = key.RevokedAt,
            SuccessorId = key.SuccessorId,
            LastUsedAt = key.LastUsedAt,
        };
}
