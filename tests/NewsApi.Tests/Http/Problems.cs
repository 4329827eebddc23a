using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Http;

/// <summary>What every refusal must be: a complete problem that shows nothing of the inside.</summary>
public static partial class Problems
{
    /// <summary>The problem, after everything that holds for all problems has been asserted.</summary>
    public static async Task<JsonNode> ProblemAsync(this HttpResponseMessage response, ProblemType type)
    {
        var text = await response.Content.ReadAsStringAsync();
        var target = response.RequestMessage!.RequestUri!.PathAndQuery;
        Assert.True(
            (int)response.StatusCode == type.Status
                && response.Content.Headers.ContentType?.ToString() == ProblemResult.MediaType,
            $"{(int)response.StatusCode} {response.Content.Headers.ContentType} instead of {type.Status} for {target}: {text}"
        );
        var problem = JsonNode.Parse(text)!;
        Assert.Equal(type.Path, problem.Text("type"));
        Assert.Equal(type.Title, problem.Text("title"));
        Assert.Equal(type.Status, problem["status"]!.GetValue<int>());
        Assert.NotEmpty(problem.Text("detail"));
        Assert.StartsWith("/", problem.Text("instance"), StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{32}$", problem.Text("traceId"));
        Assert.Matches(
            "no-store|^max-age=[0-9]+, private$|^public, max-age=[0-9]+(, s-maxage=[0-9]+, stale-while-revalidate=[0-9]+, stale-if-error=[0-9]+)?$",
            response.Header("Cache-Control")
        );
        // A page of a story is refused as a page to those who prefer one.
        var vary =
            IsOfPage(target) && type.Status is 404 or 410
                ? "Accept, Accept-Encoding, X-Api-Key, Authorization"
                : "Accept-Encoding, X-Api-Key, Authorization";
        Assert.Equal(vary, response.Header("Vary"));
        Assert.DoesNotMatch(Inside(), text);
        return problem;
    }

    private static bool IsOfPage(string target) =>
        target.StartsWith("/stories/", StringComparison.Ordinal)
        && !target.EndsWith("/license.xml", StringComparison.Ordinal);

    /// <summary>A validation problem with faults under just these names.</summary>
    public static async Task<JsonNode> InvalidAsync(this HttpResponseMessage response, params string[] names)
    {
        var problem = await response.ProblemAsync(ProblemType.InvalidRequest);
        Assert.Equal(names.Order(StringComparer.Ordinal), problem.FaultyNames());
        Assert.All(problem["errors"]!.AsObject(), error => Assert.NotEmpty(error.Value!.AsArray()));
        return problem;
    }

    /// <summary>The sentences under one name.</summary>
    public static IReadOnlyList<string> Messages(this JsonNode problem, string name) =>
        [.. problem["errors"]![name]!.AsArray().Select(message => message!.GetValue<string>())];

    public static async Task OkAsync(this HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
            Assert.Fail($"{(int)response.StatusCode} instead of 200: {await response.Content.ReadAsStringAsync()}");
    }

    // Names of CLR types, SQL, stack traces.
    [GeneratedRegex(
        @"System\.|Microsoft\.|Npgsql|NewsApi|Exception|\.cs\b|   at |\b(select|insert|update)\b|(delivery|editorial)\.|SQLSTATE|Nullable",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Inside();
}
