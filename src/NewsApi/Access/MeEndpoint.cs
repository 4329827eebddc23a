using System.ComponentModel.DataAnnotations;
using NewsApi.Http;
using NewsApi.Limiting;
using NewsApi.OpenApi;

namespace NewsApi.Access;

/// <summary>What a key is.</summary>
/// <param name="KeyId" example="k3v9q1x7m2ab">The open part of the key: the twelve characters after <c>newsapi_</c>.</param>
/// <param name="Name" example="news desk">What it is called; it stands in the histories of stories.</param>
/// <param name="Scopes" example="[&quot;content:write&quot;]">What it may be used for.</param>
/// <param name="MayRead" example="Everything that is public.">What it lets its holder read, in words.</param>
public sealed record Me(string KeyId, string Name, IReadOnlyList<string> Scopes, string MayRead)
{
    /// <summary>The same for programs; absent for everything that is public.</summary>
    public Entitlement? Entitlement { get; init; }

    /// <summary>How much it may be used.</summary>
    public required Plan Plan { get; init; }

    /// <summary>How much that is, and what is left of it; absent where there are no limits.</summary>
    public Limit? Limit { get; init; }

    /// <summary>From then on it opens nothing; absent where it is good until it is revoked.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>What a client may ask for, in points: a request takes ten of them mostly, see <c>RateLimit-Cost</c>.</summary>
/// <param name="PointsPerMinute" example="60000">So many come in evenly, and so many can be saved.</param>
/// <param name="PointsLeft" example="59990">So many are left just now.</param>
/// <param name="MostAtOnce" example="50">Streams, waiting polls, exports and imports that may be open at once.</param>
public sealed record Limit(
    [property: Range(1, long.MaxValue)] long PointsPerMinute,
    [property: Range(0, long.MaxValue)] long PointsLeft,
    [property: Range(1, int.MaxValue)] int MostAtOnce
);

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
    private static IResult Get(Limits limits, HttpContext http)
    {
        var caller = Caller.Of(http);
        return PrivateAnswer.Ok(
            new Me(
                caller.KeyId,
                caller.Name,
                caller.Scopes,
                caller.Entitlement?.InWords() ?? "Everything that is public."
            )
            {
                Entitlement = caller.Entitlement,
                Plan = caller.Plan,
                Limit = limits.AreOn ? LimitOf(limits.Of(caller.KeyId, caller.Plan), limits.Now) : null,
                ExpiresAt = caller.ExpiresAt,
            },
            NewsJsonContext.Wire.Me
        );
    }

    private static Limit LimitOf(Bucket bucket, TimeSpan now) =>
        new(bucket.Allowance.PointsPerMinute, Math.Max(0, bucket.Left(now)), bucket.Allowance.MostAtOnce);
}
