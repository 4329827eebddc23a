using Microsoft.Net.Http.Headers;

namespace NewsApi.Http;

/// <summary>Reads the bytes of a body that is JSON.</summary>
internal static class JsonRequest
{
    /// <exception cref="RefusedException">The body comes as something else.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext http)
    {
        if (!IsPlainJson(http.Request))
            throw new RefusedException(ProblemType.UnsupportedMediaType, ErrorAnswers.SendJson);
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }

    private static bool IsPlainJson(HttpRequest request) =>
        request.HasJsonContentType()
        && MediaTypeHeaderValue.Parse(request.ContentType).Charset is var charset
        && (
            !charset.HasValue
            || HeaderUtilities.RemoveQuotes(charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        )
        && request.Headers.ContentEncoding.ToString() is "" or "identity";
}
