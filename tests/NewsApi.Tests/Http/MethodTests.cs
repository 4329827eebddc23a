using System.Net;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Http;

public sealed class MethodTests(NewsroomFixture fixture) : QuietTests(fixture)
{
    private const string FrontEnd = "https://www.example.org";

    public static TheoryData<string> Addresses =>
        new([
            .. Operations.Reading.Select(operation => operation.With()),
            "/v1/nope",
            "/v1/sections/nope",
            "/v1/sections?nope=1",
            "/v1/sections/%ff",
            "/problems",
            "/problems/gone",
            "/health/live",
            "/openapi/v1.json",
            "/",
        ]);

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task HEAD_answers_as_GET_without_the_body(string target)
    {
        await Assert.AllAsync(
            ["identity", "gzip", "br"],
            async coding =>
            {
                using var get = await Newsroom.GetAsync(target, ("Accept-Encoding", coding));
                using var head = await Newsroom.SendAsync(HttpMethod.Head, target, ("Accept-Encoding", coding));

                Assert.Equal(get.StatusCode, head.StatusCode);
                Assert.Equal(HeadersOf(get), HeadersOf(head));
                Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            }
        );
    }

    [Theory]
    [MemberData(nameof(Operations.AllIds), MemberType = typeof(Operations))]
    public async Task OPTIONS_names_the_methods_and_every_other_one_is_refused(string id)
    {
        var operation = Operations.Get(id);

        using var options = await Newsroom.SendAsync(HttpMethod.Options, operation.With());

        Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
        var allowed = Allowed(options);
        Assert.Contains(operation.Method.Method, allowed);
        Assert.Contains("OPTIONS", allowed);
        Assert.Equal(allowed.Contains("GET"), allowed.Contains("HEAD"));
        await Assert.AllAsync(
            ((string[])["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW"]).Except(allowed),
            async method =>
            {
                using var response = await Newsroom.SendAsync(new(method), operation.With());
                var problem = await response.ProblemAsync(ProblemType.MethodNotAllowed);
                Assert.Equal(allowed, Allowed(response));
                Assert.Contains(method, problem.Text("detail"), StringComparison.Ordinal);
            }
        );
    }

    [Theory]
    [InlineData("/problems")]
    [InlineData("/problems/gone")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    public async Task What_can_only_be_read_refuses_to_be_written(string target)
    {
        using var response = await Newsroom.SendAsync(HttpMethod.Post, target);

        await response.ProblemAsync(ProblemType.MethodNotAllowed);
        Assert.Equal(["GET", "HEAD", "OPTIONS"], Allowed(response));
    }

    [Theory]
    [MemberData(nameof(Operations.AllIds), MemberType = typeof(Operations))]
    public async Task A_front_end_on_another_site_may_ask(string id)
    {
        var operation = Operations.Get(id);

        using var response = await Newsroom.SendAsync(
            HttpMethod.Options,
            operation.With(),
            ("Origin", FrontEnd),
            ("Access-Control-Request-Method", operation.Method.Method),
            ("Access-Control-Request-Headers", "content-type,if-none-match,x-api-key,authorization")
        );

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
        Assert.Contains(operation.Method.Method, response.Header("Access-Control-Allow-Methods").Split(','));
        Assert.Superset(
            new HashSet<string>(
                ["content-type", "if-none-match", "x-api-key", "authorization"],
                StringComparer.Ordinal
            ),
            response
                .Header("Access-Control-Allow-Headers")
                .ToLowerInvariant()
                .Split(',')
                .ToHashSet(StringComparer.Ordinal)
        );
        Assert.Empty(response.Header("Access-Control-Allow-Credentials"));
        Assert.NotEmpty(response.Header("Access-Control-Max-Age"));
    }

    [Theory]
    [InlineData("GET", "/v1/articles?limit=1", 200)]
    [InlineData("HEAD", "/v1/articles?limit=1", 200)]
    [InlineData("GET", "/v1/articles?limit=x", 400)]
    [InlineData("GET", "/v1/articles/%ff", 400)]
    [InlineData("GET", "/v1/articles/nope", 404)]
    [InlineData("GET", "/nope", 404)]
    [InlineData("DELETE", "/v1/articles", 405)]
    [InlineData("POST", "/v1/articles/batch", 415)]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("GET", "/openapi/v1.json", 200)]
    public async Task A_front_end_may_read_every_answer_refusals_too(string method, string target, int status)
    {
        using var response = await Newsroom.SendAsync(new(method), target, ("Origin", FrontEnd));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
        Assert.Superset(
            new HashSet<string>(["ETag", "Last-Modified", "Link", "Location", "Retry-After"], StringComparer.Ordinal),
            response.Header("Access-Control-Expose-Headers").Split(',').ToHashSet(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_front_end_may_read_a_refusal_of_its_address()
    {
        using var response = await Newsroom.GetAsync("/v1/articles?tag=" + new string('a', 9000), ("Origin", FrontEnd));

        await response.ProblemAsync(ProblemType.UriTooLong);
        Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
    }

    // Date is the moment; Transfer-Encoding is about the body that HEAD leaves out, and so is the length of none.
    private static IEnumerable<string> HeadersOf(HttpResponseMessage response) =>
        response
            .Headers.Concat(response.Content.Headers)
            .Where(header =>
                header.Key is not ("Date" or "Transfer-Encoding" or "Age" or "Cache-Status" or "RateLimit")
            )
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
            .Where(header => header != "Content-Length: 0")
            .Order(StringComparer.Ordinal);

    private static string[] Allowed(HttpResponseMessage response) => response.Header("Allow").Split(", ");
}
