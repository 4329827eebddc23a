using NewsApi.Http;

namespace NewsApi.Caching;

/// <summary>An answer that is the same for all who may have it and ask for the same, and what it was built from.</summary>
/// <param name="Answer">Can be sent any number of times.</param>
/// <param name="From">What it was built from.</param>
internal sealed record SharedAnswer(IResult Answer, Sources From) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => Answer.ExecuteAsync(httpContext);
}

internal static class SharedAnswers
{
    public static SharedAnswer From(this Representation representation, Sources sources) =>
        new(representation with { SurrogateKeys = sources.Keys }, sources);

    /// <summary>A refusal, or a redirection.</summary>
    public static SharedAnswer From(this IResult answer, Sources sources) => new(answer, sources);
}
