using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Http;

public sealed class RawHttpTests(NewsroomFixture fixture) : QuietTests(fixture)
{
    private const string Section = "/v1/sections/science";

    /// <summary>Requests by their first line and further headers, and the status they get. What the web server refuses by
    /// itself, because it is not HTTP, has no body.</summary>
    public static TheoryData<string, int> Oddities =>
        new()
        {
            // Old, absolute and unusual, but right
            { $"GET {Section} HTTP/1.0", 200 },
            { $"GET {Section} HTTP/1.0\nAccept-Encoding: br", 200 },
            { $"GET http://a.example{Section} HTTP/1.1\nHost: a.example", 200 },
            { $"GET {Section} HTTP/1.1\nHost: evil.example\nX-Forwarded-Host: evil.example", 200 },
            { $"GET {Section} HTTP/1.1\nHost:", 200 },
            { $"GET {Section} HTTP/1.1\nHost: a\nUpgrade: h2c\nHTTP2-Settings: AAA", 200 },
            { $"GET {Section} HTTP/1.1\nHost: a\nExpect: a-miracle", 200 },
            { $"GET {Section} HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n0\n", 200 },
            { $"GET {Section} HTTP/1.1\nHost: a\nIf-None-Match: \"\u00c3\u00a9\"", 200 },
            { $"HEAD {Section} HTTP/1.0", 200 },
            { "OPTIONS * HTTP/1.1\nHost: a", 204 },
            { "OPTIONS http://a/v1/sections HTTP/1.1\nHost: a", 204 },
            // Understood, and refused
            { "GET /v1/nope HTTP/1.0", 404 },
            { "GET /v1/sections/%ff HTTP/1.0", 400 },
            { "GET http://a/v1/sections/%ff HTTP/1.1\nHost: a", 400 },
            { "GET /v1/articles?limit=\u0001 HTTP/1.1\nHost: a", 400 },
            { "GET /v1/articles?limit=1\t2 HTTP/1.1\nHost: a", 400 },
            { "GET /v1/articles?limit=1%0d%0aX-Injected:%201 HTTP/1.1\nHost: a", 400 },
            { $"GET {Section}#fragment HTTP/1.1\nHost: a", 404 },
            { "TRACE /v1/sections HTTP/1.1\nHost: a\nCookie: secret", 405 },
            { "CONNECT a:443 HTTP/1.1\nHost: a:443", 405 },
            { "POST /v1/articles/batch HTTP/1.1\nHost: a\nContent-Type: application/json", 400 },
            {
                "POST /v1/articles/batch HTTP/1.1\nHost: a\nContent-Type: application/json\nTransfer-Encoding: chunked\n\nzz\n{}\n0\n",
                400
            },
            {
                "POST /v1/articles/batch HTTP/1.1\nHost: a\nContent-Type: application/json\nContent-Length: 9\nTransfer-Encoding: chunked\n\n0\n",
                400
            },
            { $"GET {Section} HTTP/1.1\nHost: a\nX-Long: {new string('a', 40_000)}", 431 },
            // Not HTTP
            { $"GET {Section} HTTP/1.1", -400 },
            { $"GET {Section} HTTP/1.1\nHost: a\nHost: b", -400 },
            { $"GET {Section} HTTP/1.1\nHost: a b", -400 },
            { $"GET {Section} HTTP/1.1\nHost: a/b", -400 },
            { $"GET http://a.example{Section} HTTP/1.1\nHost: b.example", -400 },
            { $"GET {Section} HTTP/1.1\nHost: a\nX-Header : b", -400 },
            { $"GET {Section} HTTP/1.1\nHost: a\nX-Header: b\n folded: c", -400 },
            { $"GET {Section} HTTP/1.1\nHost: a\nX-Header: b\rX-Injected: c", -400 },
            { $"GET {Section} HTTP/1.1\nHost: a\nX-Header: \u0000", -400 },
            { $"GET {Section} HTTP/1.1\nHost: a\nX-Header: \u00e9", -400 },
            { "GET /v1/articles/%00 HTTP/1.1\nHost: a", -400 },
            { "GET /v1/articles/\u0000 HTTP/1.1\nHost: a", -400 },
            { "GET /v1/articles/\u00c3\u00a9 HTTP/1.1\nHost: a", -400 },
            { "GET v1/sections HTTP/1.1\nHost: a", -400 },
            { "GET ?limit=1 HTTP/1.1\nHost: a", -400 },
            { "GET  /v1/sections HTTP/1.1\nHost: a", -400 },
            { "G@T /v1/sections HTTP/1.1\nHost: a", -400 },
            { "/v1/sections", -400 },
            { "\u0016\u0003\u0001\u0002", -400 },
            { "POST /v1/articles/batch HTTP/1.1\nHost: a\nContent-Type: application/json\nContent-Length: -4", -400 },
            { "POST /v1/articles/batch HTTP/1.1\nHost: a\nContent-Type: application/json\nContent-Length: 1, 2", -400 },
            {
                "POST /v1/articles/batch HTTP/1.1\nHost: a\nContent-Type: application/json\nTransfer-Encoding: gzip",
                -400
            },
            { "POST /v1/articles/batch HTTP/1.0\nHost: a\nContent-Type: application/json", -400 },
            { $"GET /v1/articles?tag={new string('a', 40_000)} HTTP/1.1\nHost: a", -414 },
            { $"GET {Section} HTTP/1.1\nHost: a\nX-Long: {new string('a', 140_000)}", -431 },
            { "GET /v1/sections HTTP/1.2\nHost: a", -505 },
        };

    /// <param name="request">Its lines; the end of the head and <c>Connection: close</c> are added.</param>
    /// <param name="status">Negative for an answer of the web server itself.</param>
    [Theory]
    [MemberData(nameof(Oddities))]
    public async Task An_odd_request_gets_a_proper_answer(string request, int status)
    {
        var parts = request.Split("\n\n");
        var head = parts[0].Contains("HTTP/1.1", StringComparison.Ordinal)
            ? parts[0] + "\nConnection: close"
            : parts[0];
        var body = parts.Length > 1 ? parts[1] + "\n" : "";

        var answer = await RawHttp.ExchangeAsync(
            Newsroom.BaseAddress,
            $"{head}\n\n{body}".Replace("\n", "\r\n", StringComparison.Ordinal)
        );

        Assert.True(answer.Status == Math.Abs(status), answer.ToString());
        Assert.DoesNotContain(
            answer.Headers,
            header => header.StartsWith("Server", StringComparison.OrdinalIgnoreCase)
        );
        Assert.DoesNotContain(
            answer.Headers,
            header => header.StartsWith("X-Injected", StringComparison.OrdinalIgnoreCase)
        );
        Assert.DoesNotContain("evil.example", answer.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", answer.ToString(), StringComparison.Ordinal);
        if (status < 0)
            Assert.Empty(answer.Body);
        else if (status >= 400)
            Assert.Equal(status, JsonNode.Parse(answer.Body)!["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task Requests_may_follow_each_other_without_waiting()
    {
        var answer = await RawHttp.ExchangeAsync(
            Newsroom.BaseAddress,
            $"GET {Section} HTTP/1.1\r\nHost: a\r\n\r\n"
                + "GET /v1/nope HTTP/1.1\r\nHost: a\r\n\r\n"
                + $"HEAD {Section} HTTP/1.1\r\nHost: a\r\n\r\n"
                + $"GET {Section} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        );

        var statuses = answer.ToString().Split("HTTP/1.1 ").Skip(1).Select(part => part[..3]);
        Assert.Equal(["200", "404", "200", "200"], statuses);
    }
}
