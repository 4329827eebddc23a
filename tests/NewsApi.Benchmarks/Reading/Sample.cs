using System.Net;

namespace NewsApi.Benchmarks.Reading;

/// <summary>One answer, looked at closely.</summary>
/// <param name="Tag">Its ETag, as sent.</param>
internal sealed record Sample(HttpStatusCode Status, string? Tag, string? Type, string? Encoding, byte[] Body)
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
