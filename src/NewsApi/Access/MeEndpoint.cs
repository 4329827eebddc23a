using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Access;

/// <summary>What a key is.</summary>
/// <param name="KeyId" example="k3v9q1x7m2ab">The open part of the key: the twelve characters after <c>newsapi_</c>.</param>
/// <param name="Name" example="news desk">What it is called; it stands in the histories of stories.</param>
/// <param name="Scopes" example="[&quot;content:write&quot;]">What it may be used for.</param>
/// <param name="MayRead" example="Everything that is public.">What it lets its holder read, in words.</param>
public sealed record Me(string KeyId, string Name, IReadOnlyList<string> Scopes, string MayRead)
{
    /// <summary>From then on it opens nothing; absent where it is good until it is revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

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
    /// <remarks>The name and the scopes of the key that the request came with, and how long it is good: to try whether it is right.</remarks>
    private static IResult Get(HttpContext http)
    {
        var caller = Caller.Of(http);
        return PrivateAnswer.Ok(
            new Me(caller.KeyId, caller.Name, caller.Scopes, "Everything that is public.")
            {
                ExpiresAt = caller.ExpiresAt,
            },
            NewsJsonContext.Wire.Me
        );
    }
}
