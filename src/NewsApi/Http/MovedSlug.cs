namespace NewsApi.Http;

/// <summary>Sends a client from a former slug to the present one (<c>308</c>), with the query it came with.</summary>
/// <param name="path">Path of this API, built from stored names alone, never from the request.</param>
/// <param name="freshness">How long caches may remember it.</param>
public sealed class MovedSlug(string path, Freshness freshness) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.CacheControl = freshness.Header(left: null);
        return TypedResults
            .Redirect(path + httpContext.Request.QueryString.ToUriComponent(), permanent: true, preserveMethod: true)
            .ExecuteAsync(httpContext);
    }
}
