using System.Text.Json;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>A request that may come again.</summary>
/// <param name="KeyId">Of whom: others may use the same text.</param>
/// <param name="IdempotencyKey">By which it is recognised.</param>
/// <param name="Hash">Of all that makes up the request.</param>
internal sealed record IdempotentRequest(string KeyId, string IdempotencyKey, byte[] Hash);

/// <summary>Keeps the first answers to requests with an <c>Idempotency-Key</c>, for a day.</summary>
internal static class IdempotentAnswers
{
    /// <summary>Nothing was answered yet.</summary>
    private const short Unanswered = 0;

    /// <summary>Takes the key for this request. If the same request is being worked on by another instance, this waits until
    /// that one ends.</summary>
    /// <returns>The first answer, where there is one already.</returns>
    /// <exception cref="RefusedException">The key came with another request before.</exception>
    public static async Task<PrivateAnswer?> ClaimAsync(
        NpgsqlTransaction transaction,
        IdempotentRequest request,
        CancellationToken cancellationToken
    )
    {
        const string Claim = """
            -- idempotency.claim
            insert into editorial.idempotent_answers (key_id, idempotency_key, request_hash, status, headers, body)
            values (@KeyId, @IdempotencyKey, @Hash, @Unanswered, '{}', '')
            on conflict (key_id, idempotency_key) do nothing
            """;
        const string First = """
            -- idempotency.first
            select request_hash, status, headers, body
            from editorial.idempotent_answers
            where key_id = @KeyId and idempotency_key = @IdempotencyKey
            """;
        var parameters = new
        {
            request.KeyId,
            request.IdempotencyKey,
            request.Hash,
            Unanswered,
        };
        if (await transaction.ExecuteAsync(Claim, parameters, cancellationToken) == 1)
            return null;
        var first = await transaction.QuerySingleAsync<Row>(First, parameters, cancellationToken);
        if (!first.RequestHash.AsSpan().SequenceEqual(request.Hash))
            throw new RefusedException(
                ProblemType.IdempotencyKeyReused,
                "This Idempotency-Key came with another request before. Use a new one for each request."
            );
        var headers = JsonSerializer.Deserialize(first.Headers, NewsJsonContext.Wire.KeptHeaders)!;
        return new()
        {
            Status = first.Status,
            Content = first.Body,
            ETag = headers.ETag,
            Location = headers.Location,
            IsReplayed = true,
        };
    }

    public static Task KeepAsync(
        NpgsqlTransaction transaction,
        IdempotentRequest request,
        PrivateAnswer answer,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- idempotency.keep
            update editorial.idempotent_answers
            set status = @status, headers = @headers::json, body = @body
            where key_id = @KeyId and idempotency_key = @IdempotencyKey
            """;
        return transaction.ExecuteAsync(
            Sql,
            new
            {
                request.KeyId,
                request.IdempotencyKey,
                status = (short)answer.Status,
                headers = JsonSerializer.Serialize(
                    new KeptHeaders(answer.ETag, answer.Location),
                    NewsJsonContext.Wire.KeptHeaders
                ),
                body = (answer.ToKeep ?? answer.Content).ToArray(),
            },
            cancellationToken
        );
    }

    /// <summary>Forgets what is older than a day.</summary>
    public static Task ForgetAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            "-- idempotency.forget\ndelete from editorial.idempotent_answers where answered_at < now() - interval '1 day'",
            null,
            cancellationToken
        );

    private sealed record Row
    {
        public required byte[] RequestHash { get; init; }
        public required short Status { get; init; }
        public required string Headers { get; init; }
        public required byte[] Body { get; init; }
    }
}

/// <summary>The headers of an answer that come again with it.</summary>
internal sealed record KeptHeaders(string? ETag, string? Location);
