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
    public static async Task<Sample> TakeAsync(Uri server, Load load, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(
            new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None, AllowAutoRedirect = false }
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, load.Paths[0]));
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
            : throw new BenchmarkException(
                $"{load.Paths[0]} was answered with {(int)sample.Status}, not {load.Expected}."
            );
    }

    public bool IsSameAs(Sample other) =>
        Status == other.Status
        && Tag == other.Tag
        && Encoding == other.Encoding
        && Body.AsSpan().SequenceEqual(other.Body);
}
