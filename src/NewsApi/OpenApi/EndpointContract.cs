using NewsApi.Http;

namespace NewsApi.OpenApi;

/// <summary>What an operation answers with success, for the document.</summary>
/// <param name="Description">What the answer is.</param>
internal sealed record SuccessAnswer(string Description)
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Whether it carries validators and answers conditional requests with 304.</summary>
    public bool Conditional { get; init; }

    /// <summary>Whether it is a page of a list, with links to its neighbours.</summary>
    public bool Paged { get; init; }

    /// <summary>Whether it is for one client alone, and carries the entity tag that a change must name.</summary>
    public bool Versioned { get; init; }
}

/// <summary>A header that the answer has besides those that its kind has, for the document.</summary>
internal sealed record AnswerHeader(string Name);

/// <summary>What the answer looks like where it is a text, for the document.</summary>
internal sealed record AnswerExample(string Text);

/// <summary>The kinds of problem that an operation may answer with, for the document.</summary>
internal sealed record Refusals(IReadOnlyList<ProblemType> Types);

/// <summary>The kinds of problem that come as a page, too, for the document.</summary>
internal sealed record PageRefusals(IReadOnlyList<ProblemType> Types);

/// <summary>That the operation redirects from former slugs, for the document.</summary>
internal sealed record FormerSlugRedirect;

/// <summary>That the operation needs the header <c>If-Match</c>, for the document.</summary>
internal sealed record NeedsIfMatch;

/// <summary>That the operation takes the header <c>Idempotency-Key</c>, for the document.</summary>
internal sealed record TakesIdempotencyKey;

/// <summary>A body that the operation takes, for the document.</summary>
/// <param name="Name">Key of the example.</param>
/// <param name="Summary">What it asks for.</param>
/// <param name="Json">The body.</param>
internal sealed record BodyExample(string Name, string Summary, string Json);

/// <summary>Says beside each route what it answers.</summary>
public static class EndpointContract
{
    public static RouteHandlerBuilder Answers<T>(
        this RouteHandlerBuilder endpoint,
        string description,
        bool conditional = true,
        bool paged = false,
        string mediaType = MediaTypes.JsonName
    ) =>
        endpoint
            .Produces<T>(StatusCodes.Status200OK, mediaType)
            .WithMetadata(new SuccessAnswer(description) { Conditional = conditional, Paged = paged });

    /// <summary>Other forms of the same answer, in formats that are not described here but by their own standards.</summary>
    public static RouteHandlerBuilder AlsoAnswers(this RouteHandlerBuilder endpoint, params string[] mediaTypes) =>
        endpoint.WithMetadata(new OtherForms(mediaTypes));

    /// <summary>An answer to the holder of a key alone.</summary>
    /// <param name="versioned">Whether it carries an entity tag for a later change.</param>
    public static RouteHandlerBuilder AnswersPrivately<T>(
        this RouteHandlerBuilder endpoint,
        string description,
        int status = StatusCodes.Status200OK,
        bool versioned = false,
        bool paged = false,
        string mediaType = MediaTypes.JsonName
    ) =>
        endpoint
            .Produces<T>(status, mediaType)
            .WithMetadata(
                new SuccessAnswer(description)
                {
                    Status = status,
                    Versioned = versioned,
                    Paged = paged,
                }
            );

    /// <summary>Success without content.</summary>
    public static RouteHandlerBuilder AnswersNothing(
        this RouteHandlerBuilder endpoint,
        string description,
        int status = StatusCodes.Status204NoContent
    ) => endpoint.Produces(status).WithMetadata(new SuccessAnswer(description) { Status = status });

    /// <param name="name">One of <see cref="SharedHeaders"/>.</param>
    public static RouteHandlerBuilder WithAnswerHeader(this RouteHandlerBuilder endpoint, string name) =>
        endpoint.WithMetadata(new AnswerHeader(name));

    public static RouteHandlerBuilder WithAnswerExample(this RouteHandlerBuilder endpoint, string text) =>
        endpoint.WithMetadata(new AnswerExample(text));

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ProblemType[] types) =>
        endpoint.WithMetadata(new Refusals(types));

    /// <summary>Refusals that come as a page to those who prefer HTML.</summary>
    public static RouteHandlerBuilder RefusesAlsoAsPage(
        this RouteHandlerBuilder endpoint,
        params ProblemType[] types
    ) => endpoint.WithMetadata(new PageRefusals(types));

    public static RouteHandlerBuilder RedirectsFormerSlugs(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new FormerSlugRedirect());

    /// <summary>The operation changes what a client has read before.</summary>
    public static RouteHandlerBuilder NeedsIfMatch(this RouteHandlerBuilder endpoint) =>
        endpoint
            .WithMetadata(new NeedsIfMatch())
            .Refuses(ProblemType.PreconditionRequired, ProblemType.PreconditionFailed);

    /// <summary>The operation gives the first answer again to a request that is sent again.</summary>
    public static RouteHandlerBuilder TakesIdempotencyKey(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new TakesIdempotencyKey()).Refuses(ProblemType.IdempotencyKeyReused);

    public static RouteHandlerBuilder WithBodyExample(
        this RouteHandlerBuilder endpoint,
        string name,
        string summary,
        string json
    ) => endpoint.WithMetadata(new BodyExample(name, summary, json));
}
