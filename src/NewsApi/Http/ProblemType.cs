namespace NewsApi.Http;

/// <summary>A kind of refusal: what the <c>type</c> member of a problem points to (RFC 9457, section 3.1.1).</summary>
/// <param name="Name">Last segment of the type's URI, <c>/problems/{name}</c>. Never changes once published.</param>
/// <param name="Status">HTTP status code it comes with.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Meaning">For the page at that URI: when it occurs and what a client does about it.</param>
public sealed record ProblemType(string Name, int Status, string Title, string Meaning)
{
    public string Path => "/problems/" + Name;

    public static readonly ProblemType InvalidRequest = new(
        "invalid-request",
        StatusCodes.Status400BadRequest,
        "The request is not valid",
        "A parameter, the path or the body is unknown, malformed or out of range. The member errors lists every fault under the name of the parameter, or under the JSON pointer of the body's member. Nothing was done. Correct the request before sending it again."
    );

    public static readonly ProblemType Unauthorized = new(
        "unauthorized",
        StatusCodes.Status401Unauthorized,
        "A key is needed",
        "The request carries no key, or one that is not known or has been revoked. Send it in the header X-Api-Key or as Authorization: Bearer; newsapi keys create makes one."
    );

    public static readonly ProblemType Forbidden = new(
        "forbidden",
        StatusCodes.Status403Forbidden,
        "The key may not do this",
        "The key is valid, but it lacks the scope named in the detail."
    );

    public static readonly ProblemType NotFound = new(
        "not-found",
        StatusCodes.Status404NotFound,
        "There is no such resource",
        "Nothing is published under this address. A story that is not published yet looks exactly like one that does not exist."
    );

    public static readonly ProblemType Gone = new(
        "gone",
        StatusCodes.Status410Gone,
        "The article has been withdrawn",
        "The article was public once and must not be shown any more: remove every copy of it. The members articleId, withdrawnAt, kind, reason and replacedBy are its tombstone. kind is legal, rights, editorial or duplicate; a duplicate names the story that stands in its place."
    );

    public static readonly ProblemType MethodNotAllowed = new(
        "method-not-allowed",
        StatusCodes.Status405MethodNotAllowed,
        "The method is not allowed here",
        "The address exists, but not for this method. The header Allow names those that are."
    );

    public static readonly ProblemType NotAcceptable = new(
        "not-acceptable",
        StatusCodes.Status406NotAcceptable,
        "No acceptable representation",
        "The header Accept excludes every media type in which this resource exists. The detail names them."
    );

    public static readonly ProblemType NotOpen = new(
        "not-open",
        StatusCodes.Status409Conflict,
        "This can't be done in the present state",
        "The story, section or tag is in a state in which this is not possible. For a story the member state names it, and open what can be done instead. Nothing was changed."
    );

    public static readonly ProblemType PreconditionFailed = new(
        "precondition-failed",
        StatusCodes.Status412PreconditionFailed,
        "Somebody else was faster",
        "The entity tag in If-Match is not the present one: what you read has changed since. Read it again, look at the difference, and send your change with the new tag. Nothing was changed."
    );

    public static readonly ProblemType IdempotencyKeyReused = new(
        "idempotency-key-reused",
        StatusCodes.Status422UnprocessableEntity,
        "The Idempotency-Key belongs to another request",
        "A request with this Idempotency-Key has been answered before, and it was not the same one. Each new request needs a new key."
    );

    public static readonly ProblemType PreconditionRequired = new(
        "precondition-required",
        StatusCodes.Status428PreconditionRequired,
        "If-Match is needed",
        "A change must say in If-Match which state it is meant for: the ETag of the answer that it rests on. So nobody overwrites what they have not seen."
    );

    public static readonly ProblemType PayloadTooLarge = new(
        "payload-too-large",
        StatusCodes.Status413PayloadTooLarge,
        "The body is too large",
        "The body exceeds the limit named in the detail. Send less in one request."
    );

    public static readonly ProblemType UriTooLong = new(
        "uri-too-long",
        StatusCodes.Status414UriTooLong,
        "The address is too long",
        "The path and query together exceed the limit named in the detail. Ask for many articles by POST /v1/articles/batch."
    );

    public static readonly ProblemType UnsupportedMediaType = new(
        "unsupported-media-type",
        StatusCodes.Status415UnsupportedMediaType,
        "The body's media type is not supported",
        "The body must come with the Content-Type and the Content-Encoding named in the detail."
    );

    public static readonly ProblemType TooManyRequests = new(
        "too-many-requests",
        StatusCodes.Status429TooManyRequests,
        "The limit is used up",
        "The client has asked for more than its plan allows. RateLimit says what is left and RateLimit-Policy what comes in, in points; RateLimit-Cost says what a request takes. Retry-After says when the next one is let in. A conditional request that is answered with 304 costs a tenth."
    );

    public static readonly ProblemType HeadersTooLarge = new(
        "headers-too-large",
        StatusCodes.Status431RequestHeaderFieldsTooLarge,
        "The request's headers are too large",
        "All headers together, or their number, exceed the limit named in the detail."
    );

    public static readonly ProblemType InternalError = new(
        "internal-error",
        StatusCodes.Status500InternalServerError,
        "Something failed on our side",
        "The fault is ours and has been recorded under the traceId. The request may be sent again later."
    );

    public static readonly ProblemType NotImplemented = new(
        "not-implemented",
        StatusCodes.Status501NotImplemented,
        "There is no such format",
        "The answer does not exist in the format asked for, and a standard wants this said by this status. The detail names those that exist."
    );

    public static readonly ProblemType Unavailable = new(
        "unavailable",
        StatusCodes.Status503ServiceUnavailable,
        "The service can't answer just now",
        "The database can't be reached or is busy, or there is more to do than can be done in time. Send the request again after the seconds named in Retry-After."
    );

    /// <summary>A refusal that the web server or the framework made under a status that has no kind of its own here.</summary>
    public static readonly ProblemType BadRequest = new(
        "bad-request",
        StatusCodes.Status400BadRequest,
        "The request can't be understood",
        "The request breaks the rules of HTTP itself, for example its body ended early. Correct it before sending it again."
    );

    public static readonly IReadOnlyList<ProblemType> All =
    [
        InvalidRequest,
        BadRequest,
        Unauthorized,
        Forbidden,
        NotFound,
        NotOpen,
        Gone,
        PreconditionFailed,
        PreconditionRequired,
        IdempotencyKeyReused,
        MethodNotAllowed,
        NotAcceptable,
        PayloadTooLarge,
        UriTooLong,
        UnsupportedMediaType,
        HeadersTooLarge,
        TooManyRequests,
        InternalError,
        NotImplemented,
        Unavailable,
    ];

    /// <summary>The kind for a status that something below the endpoints set.</summary>
    public static ProblemType ForStatus(int status) =>
        All.FirstOrDefault(type => type.Status == status && type != InvalidRequest && type != Gone)
        ?? (status >= StatusCodes.Status500InternalServerError ? InternalError : BadRequest);
}
