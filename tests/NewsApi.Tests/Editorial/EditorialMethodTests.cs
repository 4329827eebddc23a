using System.Net;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>What every address for editors does with methods that nothing is mapped for, and with browsers.</summary>
public sealed class EditorialMethodTests(EditorsSample shared) : HarmlessTests(shared), IClassFixture<EditorsSample>
{
    private const string FrontEnd = "https://desk.example.org";

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"];
    private static readonly string[] Needed =
    [
        "authorization",
        "content-type",
        "idempotency-key",
        "if-match",
        "x-api-key",
    ];
    private static readonly string[] Read = ["ETag", "Location", "Link", "Idempotency-Replayed"];

    public static TheoryData<string> All => EditorialOperation.Ids(_ => true);

    public static TheoryData<string> Reading =>
        EditorialOperation.Ids(operation => operation.NeedsKey && operation.Method == HttpMethod.Get);

    [Theory]
    [MemberData(nameof(Reading))]
    public async Task HEAD_answers_as_GET_without_the_body(string id)
    {
        var operation = EditorialOperation.Get(id);

        using var get = await Shared.SendAsync(operation);
        using var head = await Shared.SendAsync(operation, request => request.Method = HttpMethod.Head);

        await get.OkAsync();
        // What is left of a key's allowance others may use up or time bring back in between, and getMe tells it in its body.
        string[] passing = id == "getMe" ? ["Date", "RateLimit", "Content-Length"] : ["Date", "RateLimit"];
        Assert.Equal(HeadersOf(get, passing), HeadersOf(head, passing));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [MemberData(nameof(Reading))]
    public async Task What_is_for_editors_no_cache_may_keep_and_nothing_may_compress(string id)
    {
        using var response = await Shared.SendAsync(
            EditorialOperation.Get(id),
            request => request.Headers.Add("Accept-Encoding", "br, gzip, deflate, zstd")
        );

        await response.OkAsync();
        Assert.Equal(new() { NoStore = true, Private = true }, response.Headers.CacheControl);
        Assert.Empty(response.Header("Content-Encoding"));
        Assert.Empty(response.Header("Last-Modified"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task OPTIONS_names_the_methods_without_a_key_and_every_other_one_is_refused(string id)
    {
        var operation = EditorialOperation.Get(id);
        var mapped = EditorialOperation
            .All.Where(other => other.Template == operation.Template)
            .Select(other => other.Method.Method)
            .ToHashSet(StringComparer.Ordinal);
        if (mapped.Contains("GET"))
            mapped.Add("HEAD");
        mapped.Add("OPTIONS");

        using var options = await Newsroom.SendAsync(HttpMethod.Options, operation.Target);

        Assert.Equal(HttpStatusCode.NoContent, options.StatusCode);
        Assert.Equal(mapped, options.Header("Allow").Split(", ").ToHashSet(StringComparer.Ordinal));
        foreach (var method in Methods.Except(mapped))
        {
            using var refused = await Newsroom.SendAsync(new(method), operation.Target);
            await refused.ProblemAsync(ProblemType.MethodNotAllowed);
            Assert.Equal(options.Header("Allow"), refused.Header("Allow"));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_front_end_on_another_site_may_ask_with_all_headers_it_needs(string id)
    {
        var operation = EditorialOperation.Get(id);

        using var response = await Newsroom.SendAsync(
            HttpMethod.Options,
            operation.Target,
            ("Origin", FrontEnd),
            ("Access-Control-Request-Method", operation.Method.Method),
            ("Access-Control-Request-Headers", string.Join(',', Needed))
        );

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
        Assert.Empty(response.Header("Access-Control-Allow-Credentials"));
        Assert.Contains(operation.Method.Method, response.Header("Access-Control-Allow-Methods").Split(','));
        var allowed = response.Header("Access-Control-Allow-Headers").ToLowerInvariant().Split(',');
        Assert.Empty(Needed.Except(allowed, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_front_end_may_read_refusals_and_what_a_change_must_name(string id)
    {
        using var response = await Shared.SendAsync(
            EditorialOperation.Get(id),
            request =>
            {
                request.Headers.Add("Origin", FrontEnd);
                request.Headers.Add("Accept", "text/html");
            }
        );

        await response.ProblemAsync(ProblemType.NotAcceptable);
        Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
        var exposed = response.Header("Access-Control-Expose-Headers").Split(',');
        Assert.Empty(Read.Except(exposed));
    }

    // Date is the moment; the length of none is about the body that HEAD leaves out.
    private static IEnumerable<string> HeadersOf(HttpResponseMessage response, string[] without) =>
        response
            .Headers.Concat(response.Content.Headers)
            .Where(header => !without.Contains(header.Key))
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")
            .Order(StringComparer.Ordinal);
}
