using System.Net;

namespace NewsApi.Benchmarks.Reading;

/// <summary>One answer, looked at closely.</summary>
/// <param name="Tag">Its ETag, as sent.</param>
/// <param name="Headers">Besides those of the content, and the date.</param>
internal sealed record Sample(
    HttpStatusCode Status,
    string? Tag,
    string? Type,
    string? Encoding,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    byte[] Body
)
{
    /// <summary>Of the first path.</summary>
    public static async Task<Sample> TakeAsync(Uri server, Load load, CancellationToken cancellationToken)
    {
        using var client = Client(server);
        return await TakeAsync(client, load, load.Paths[0], cancellationToken);
    }

    /// <summary>Of one path of many.</summary>
    /// <param name="client">As <see cref="Client"/> makes it.</param>
    /// <param name="load">Where it is one of.</param>
    /// <param name="path">It.</param>
    /// <param name="cancellationToken">Breaks it off.</param>
    public static async Task<Sample> TakeAsync(
        HttpClient client,
        Load load,
        string path,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in load.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await client.SendAsync(request, cancellationToken);
        var sample = new Sample(
            response.StatusCode,
            response.Headers.ETag?.ToString(),
            response.Content.Headers.ContentType?.ToString(),
            response.Content.Headers.ContentEncoding.SingleOrDefault(),
            [
                .. response
                    .Headers.Where(header => header.Key != "Date")
                    .Select(header => KeyValuePair.Create(header.Key, string.Join(", ", header.Value))),
            ],
            await response.Content.ReadAsByteArrayAsync(cancellationToken)
        );
        return (int)sample.Status == load.Expected
            ? sample
            : throw new BenchmarkException($"{path} was answered with {(int)sample.Status}, not {load.Expected}.");
    }

    /// <summary>Changes nothing of what comes.</summary>
    public static HttpClient Client(Uri server) =>
        new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, AllowAutoRedirect = false })
        {
            BaseAddress = server,
        };

    public bool IsSameAs(Sample other) =>
        Status == other.Status
        && Tag == other.Tag
        && Encoding == other.Encoding
        && Body.AsSpan().SequenceEqual(other.Body);
}
