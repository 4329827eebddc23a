using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Access;

/// <summary>What a key is.</summary>
/// <param name="KeyId" example="k3v9q1x7m2ab">The open part of the key: the twelve characters after <c>newsapi_</c>.</param>
/// <param name="Name" example="news desk">What it is called; it stands in the histories of stories.</param>
/// <param name="Scopes" example="[&quot;content:write&quot;]">What it may be used for.</param>
public sealed record Me(string KeyId, string Name, IReadOnlyList<string> Scopes);

public static class MeEndpoint
{
    public static void MapMe(this IEndpointRouteBuilder v1) =>
        v1.MapGet("/me", Get)
            .WithTags("Keys")
            .WithName("getMe")
            .RequiresKey(scope: null)
            .AnswersPrivately<Me>("What the key of this request is.")
            .Refuses(ProblemType.InvalidRequest);

    /// <summary>Get what your key is</summary>
    /// <remarks>The name and the scopes of the key that the request came with: to try whether it is right.</remarks>
    private static IResult Get(HttpContext http)
    {
        var caller = Caller.Of(http);
        return PrivateAnswer.Ok(new Me(caller.KeyId, caller.Name, caller.Scopes), NewsJsonContext.Wire.Me);
    }
}
