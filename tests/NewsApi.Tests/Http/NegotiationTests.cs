using System.IO.Compression;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Http;

public sealed class NegotiationTests(NewsroomFixture fixture) : QuietTests(fixture)
{
    [Theory]
    [InlineData("", true)]
    [InlineData("*/*", true)]
    [InlineData("*", true)]
    [InlineData("application/*", true)]
    [InlineData("application/json", true)]
    [InlineData("APPLICATION/JSON", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("application/json;version=1", true)]
    [InlineData("application/json, text/plain, */*", true)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true)]
    [InlineData("text/html, application/json;q=0.001", true)]
    [InlineData("text/html;q=0, */*;q=0.1", true)]
    [InlineData("garbage", true)]
    [InlineData("text/html", false)]
    [InlineData("text/*, image/*", false)]
    [InlineData("application/ld+json, application/problem+json", false)]
    [InlineData("application/vnd.api+json", false)]
    [InlineData("*/*;q=0", false)]
    [InlineData("application/json;q=0", false)]
    [InlineData("application/json;q=0.0, */*", false)]
    [InlineData("application/*;q=0, */*;q=1", false)]
    public async Task Accept_decides_whether_there_is_an_answer(string accept, bool acceptable)
    {
        await Assert.AllAsync(
            Operations.All.Where(operation => operation is { MediaType: "application/json", IsOfOneForm: true }),
            async operation =>
            {
                using var request = operation.Request(Newsroom, operation.With());
                request.Headers.TryAddWithoutValidation("Accept", accept);

                using var response = await Newsroom.Client.SendAsync(request);

                if (acceptable)
                {
                    await response.OkAsync();
                    Assert.Equal("application/json; charset=utf-8", response.Header("Content-Type"));
                }
                else
                {
                    var problem = await response.ProblemAsync(ProblemType.NotAcceptable);
                    Assert.Contains("application/json", problem.Text("detail"), StringComparison.Ordinal);
                }
            }
        );
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("identity", "")]
    [InlineData("br", "br")]
    [InlineData("BR", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("br;q=0.1, gzip;q=0.9", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("gzip;q=0", "")]
    [InlineData("identity, gzip;q=0.5", "")]
    [InlineData("*", "br")]
    [InlineData("*;q=0", "")]
    [InlineData("identity, *;q=0", "")]
    [InlineData("deflate", "")]
    [InlineData("compress, nonsense", "")]
    [InlineData("identity;q=0, *;q=0", "")]
    [InlineData("garbage;;", "")]
    public async Task Accept_Encoding_decides_how_an_answer_is_compressed(string accept, string coding)
    {
        await Assert.AllAsync(
            ["/v1/articles", "/v1/articles/nope", "/v1/articles?limit=x", "/problems"],
            async target =>
            {
                using var plain = await Newsroom.GetAsync(target);
                using var response = await Newsroom.GetAsync(target, ("Accept-Encoding", accept));

                Assert.Equal((target, coding), (target, response.Header("Content-Encoding")));
                var (expected, actual) = (await plain.Content.ReadAsStringAsync(), await DecodedAsync(response));
                // Only the traceId may differ.
                Assert.Equal(expected.Length, actual.Length);
                Assert.Equal(expected[..100], actual[..100]);
            }
        );
    }

    private static async Task<string> DecodedAsync(HttpResponseMessage response)
    {
        var content = await response.Content.ReadAsStreamAsync();
        await using var decoded = response.Header("Content-Encoding") switch
        {
            "br" => new BrotliStream(content, CompressionMode.Decompress),
            "gzip" => new GZipStream(content, CompressionMode.Decompress),
            _ => content,
        };
        using var reader = new StreamReader(decoded);
        return await reader.ReadToEndAsync();
    }
}
