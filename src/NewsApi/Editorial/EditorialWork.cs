using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using NewsApi.Access;
using NewsApi.Following;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Runs a request of an editor as one transaction: either all of it has happened when the answer goes out, or
/// nothing, and readers see it from then on. A <c>POST</c> with an <c>Idempotency-Key</c> has its answer stored in that same transaction, so that the request
/// sent again after a lost connection, or a lost server, finds either the answer or a clean slate.</summary>
internal sealed class EditorialWork(EditorialDatabase database, ChangeFeed feed)
{
    private const string KeyHeader = "Idempotency-Key";
    private const int MaxKeyLength = 255;

    /// <summary>Two requests that want the same thing at the same moment; one of them then tries again.</summary>
    private const int Tries = 4;

    /// <param name="http">The request.</param>
    /// <param name="work">What to do. A refusal, thrown, leaves everything as it was.</param>
    /// <param name="bodyHash">Of the request's body, where it has one.</param>
    public async Task<PrivateAnswer> RunAsync(
        HttpContext http,
        Func<NpgsqlTransaction, CancellationToken, Task<PrivateAnswer>> work,
        byte[]? bodyHash = null
    )
    {
        var request = IdempotentRequest(http, bodyHash);
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await RunOnceAsync(request, work, isInTurn: tried > 1, http.RequestAborted);
            }
            catch (PostgresException conflict) when (tried < Tries && IsRace(conflict)) { }
        }
    }

    private async Task<PrivateAnswer> RunOnceAsync(
        IdempotentRequest? request,
        Func<NpgsqlTransaction, CancellationToken, Task<PrivateAnswer>> work,
        bool isInTurn,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Of many that wanted the same, each would otherwise lose again to another one.
        if (isInTurn)
            await StoryLocks.TakeTurnAsync(transaction, cancellationToken);
        if (
            request is not null
            && await IdempotentAnswers.ClaimAsync(transaction, request, cancellationToken) is { } first
        )
            return first;
        var answer = await work(transaction, cancellationToken);
        if (request is not null)
            await IdempotentAnswers.KeepAsync(transaction, request, answer, cancellationToken);
        await ChangeRecorder.CommitAsync(transaction, feed, cancellationToken);
        return answer;
    }

    /// <summary>Whether two transactions got in each other's way: a unique value that another took first is found to be taken
    /// when looked at again.</summary>
    internal static bool IsRace(PostgresException exception) =>
        exception.SqlState
            is PostgresErrorCodes.UniqueViolation
                or PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.SerializationFailure;

    private static IdempotentRequest? IdempotentRequest(HttpContext http, byte[]? bodyHash)
    {
        var given = http.Request.Headers[KeyHeader];
        if (given.Count == 0 || !HttpMethods.IsPost(http.Request.Method))
            return null;
        var key = given.ToString();
        if (given.Count > 1 || key.Length is 0 or > MaxKeyLength || key.Any(c => c is < ' ' or > '~'))
            throw RefusedException.Invalid(
                KeyHeader,
                $"Must stand once and have 1 to {MaxKeyLength} printable ASCII characters."
            );
        byte[] whole =
        [
            .. Encoding.UTF8.GetBytes(
                $"{http.Request.Method} {http.Request.Path.ToUriComponent()}{http.Request.QueryString}\n"
            ),
            .. bodyHash ?? [],
        ];
        return new(Caller.Of(http).KeyId, key, SHA256.HashData(whole));
    }
}

/// <summary>What a change says of the state it is meant for.</summary>
internal static class Preconditions
{
    /// <exception cref="RefusedException">With <c>428</c> where the request says nothing of it, and <c>412</c> where it means
    /// another state.</exception>
    public static void Check(HttpRequest request, string present)
    {
        if (request.Headers.IfMatch.Count == 0)
            throw new RefusedException(
                ProblemType.PreconditionRequired,
                "Send the ETag of what you read in If-Match, so that nobody's change is lost."
            );
        // Strong comparison (RFC 9110, section 13.1.1). "*" would mean whatever is there, which is what must not be.
        var named =
            EntityTagHeaderValue.TryParseList([.. request.Headers.IfMatch.OfType<string>()], out var tags)
            && tags.Any(tag => !tag.IsWeak && tag.Tag == present);
        if (!named)
            throw new RefusedException(
                ProblemType.PreconditionFailed,
                "If-Match names another state than the present one. Read it again, and change that."
            );
    }
}
