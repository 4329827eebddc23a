namespace NewsApi.Http;

/// <summary>What every resource does with the methods that no endpoint is mapped for.</summary>
public static class Methods
{
    private static readonly object Head = new();

    /// <summary>Answers <c>HEAD</c> as <c>GET</c>: the web server itself leaves out the body, because it remembers the method
    /// that came over the wire. Mapping both methods on each endpoint would document each operation twice.</summary>
    public static IApplicationBuilder UseHeadAsGet(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                if (HttpMethods.IsHead(http.Request.Method))
                {
                    http.Request.Method = HttpMethods.Get;
                    http.Items[Head] = true;
                }
                return next(http);
            }
        );

    /// <summary>Whether nobody is going to see the body: for answers that are too long to be made in vain.</summary>
    public static bool IsHead(HttpContext http) => http.Items.ContainsKey(Head);

    /// <summary>After routing found the path but not the method: completes <c>Allow</c>, and answers <c>OPTIONS</c> with it.</summary>
    /// <returns>Whether the response is complete with that.</returns>
    public static bool CompleteAllow(HttpContext http)
    {
        var allow = http.Response.Headers.Allow.ToString();
        if (allow.Length == 0)
            return false;
        var methods = allow.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        if (methods.Contains(HttpMethods.Get, StringComparer.Ordinal))
            methods.Add(HttpMethods.Head);
        methods.Add(HttpMethods.Options);
        http.Response.Headers.Allow = string.Join(", ", methods.Distinct(StringComparer.Ordinal));
        if (!HttpMethods.IsOptions(http.Request.Method))
            return false;
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return true;
    }
}
