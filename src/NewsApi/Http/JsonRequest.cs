using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace NewsApi.Http;

/// <summary>Reads the bytes of a body that is JSON.</summary>
internal static class JsonRequest
{
    /// <summary>Of a body that is too large, so much is still let in, in bytes.</summary>
    private const int MostLetIn = 16 * RequestLimits.MaxBodyLength;

    /// <exception cref="RefusedException">The body comes as something else, or is too large.</exception>
    public static async Task<byte[]> ReadAsync(HttpContext http)
    {
        if (!IsPlainJson(http.Request))
            throw new RefusedException(ProblemType.UnsupportedMediaType, ErrorAnswers.SendJson);
        RefuseTooLarge(http);
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }

    /// <summary>A client that is cut off while it sends may never see why. So the web server lets the rest of the body in, and throws
    /// it away, as long as it is not far too large, and for a few seconds.</summary>
    private static void RefuseTooLarge(HttpContext http)
    {
        if (http.Request.ContentLength is not (> RequestLimits.MaxBodyLength and <= MostLetIn))
            return;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostLetIn;
        throw new RefusedException(ProblemType.PayloadTooLarge, ErrorAnswers.SendLess);
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
