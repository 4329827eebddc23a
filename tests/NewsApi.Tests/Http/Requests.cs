using NewsApi.Tests.Support;

namespace NewsApi.Tests.Http;

/// <summary>Sending requests exactly as written.</summary>
public static class Requests
{
    private static readonly UriCreationOptions AsWritten = new()
    {
        DangerousDisablePathAndQueryCanonicalization = true,
    };

    /// <summary>An address of this newsroom that nobody puts in order: no escapes added, no dots resolved.</summary>
    public static Uri Exactly(this Newsroom newsroom, string target) =>
        new(newsroom.BaseAddress.GetLeftPart(UriPartial.Authority) + target, AsWritten);

    /// <param name="newsroom">Who is asked.</param>
    /// <param name="method">Any method.</param>
    /// <param name="target">Path and query, sent as they are.</param>
    /// <param name="headers">Sent as they are, too.</param>
    public static Task<HttpResponseMessage> SendAsync(
        this Newsroom newsroom,
        HttpMethod method,
        string target,
        params IEnumerable<(string Name, string Value)> headers
    )
    {
        var request = new HttpRequestMessage(method, newsroom.Exactly(target));
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return newsroom.Client.SendAsync(request);
    }

    public static Task<HttpResponseMessage> GetAsync(
        this Newsroom newsroom,
        string target,
        params IEnumerable<(string Name, string Value)> headers
    ) => newsroom.SendAsync(HttpMethod.Get, target, headers);

    /// <summary>A header of the answer or of its content as one text; empty when it is not there.</summary>
    public static string Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values)
            ? string.Join(", ", values)
            : "";
}
