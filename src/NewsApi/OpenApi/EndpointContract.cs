using NewsApi.Http;

namespace NewsApi.OpenApi;

/// <summary>What an operation answers with success, for the document.</summary>
/// <param name="Description">What the answer is.</param>
/// <param name="Conditional">Whether it carries validators and answers conditional requests with 304.</param>
/// <param name="Paged">Whether it is a page of a list, with links to its neighbours.</param>
internal sealed record SuccessAnswer(string Description, bool Conditional, bool Paged);

/// <summary>A header that the answer has besides those that its kind has, for the document.</summary>
internal sealed record AnswerHeader(string Name);

/// <summary>What the answer looks like where it is a text, for the document.</summary>
internal sealed record AnswerExample(string Text);

/// <summary>The kinds of problem that an operation may answer with, for the document.</summary>
internal sealed record Refusals(IReadOnlyList<ProblemType> Types);

/// <summary>That the operation redirects from former slugs, for the document.</summary>
internal sealed record FormerSlugRedirect;

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
        string mediaType = "application/json"
    ) =>
        endpoint
            .Produces<T>(StatusCodes.Status200OK, mediaType)
            .WithMetadata(new SuccessAnswer(description, conditional, paged));

    /// <param name="name">One of <see cref="SharedHeaders"/>.</param>
    public static RouteHandlerBuilder WithAnswerHeader(this RouteHandlerBuilder endpoint, string name) =>
        endpoint.WithMetadata(new AnswerHeader(name));

    public static RouteHandlerBuilder WithAnswerExample(this RouteHandlerBuilder endpoint, string text) =>
        endpoint.WithMetadata(new AnswerExample(text));

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ProblemType[] types) =>
        endpoint.WithMetadata(new Refusals(types));

    public static RouteHandlerBuilder RedirectsFormerSlugs(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new FormerSlugRedirect());

    public static RouteHandlerBuilder WithBodyExample(
        this RouteHandlerBuilder endpoint,
        string name,
        string summary,
        string json
    ) => endpoint.WithMetadata(new BodyExample(name, summary, json));
}
