namespace NewsApi.Http;

/// <summary>Sends a client from a former slug to the present one (<c>308</c>), with the query it came with.</summary>
public static class MovedSlug
{
    /// <param name="path">Path of this API, built from stored names alone, never from the request.</param>
    /// <param name="http">The request.</param>
    /// <param name="site">How long caches may remember it.</param>
    public static IResult To(string path, HttpContext http, Site site)
    {
        http.Response.Headers.CacheControl = $"public, max-age={site.MaxAge.TotalSeconds:0}";
        return TypedResults.Redirect(
            path + http.Request.QueryString.ToUriComponent(),
            permanent: true,
            preserveMethod: true
        );
    }
}
