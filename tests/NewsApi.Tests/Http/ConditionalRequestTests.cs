using System.Globalization;
using System.Net;
using NewsApi.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Http;

/// <summary>Validators and conditional requests (RFC 9110, section 13), on every operation that has them.</summary>
public sealed class ConditionalRequestTests(NewsroomFixture fixture) : QuietTests(fixture)
{
    private static readonly string?[] Codings = [null, "gzip", "br"];

    [Theory]
    [MemberData(nameof(Operations.ConditionalIds), MemberType = typeof(Operations))]
    public async Task An_answer_carries_what_caches_need(string id)
    {
        using var response = await Newsroom.GetAsync(Operations.Get(id).With());
        using var again = await Newsroom.GetAsync(Operations.Get(id).With());

        await response.OkAsync();
        Assert.Matches("^\"[A-Za-z0-9_-]{22}\"$", response.Header("ETag"));
        Assert.Equal(response.Header("ETag"), again.Header("ETag"));
        Assert.Matches(
            "^public, max-age=[0-9]+(, s-maxage=[0-9]+, stale-while-revalidate=[0-9]+, stale-if-error=[0-9]+)?$",
            response.Header("Cache-Control")
        );
        Assert.Equal(
            id == "getArticle"
                ? "Accept, Accept-Encoding, X-Api-Key, Authorization"
                : "Accept-Encoding, X-Api-Key, Authorization",
            response.Header("Vary")
        );
        Assert.NotEmpty(response.Header("Surrogate-Key"));
        Assert.True(LastModified(response) <= response.Headers.Date, response.ToString());
    }

    /// <param name="ifNoneMatch">With <c>{0}</c> for the present tag, without its quotes.</param>
    /// <param name="expected">The status.</param>
    [Theory]
    [InlineData("\"{0}\"", 304)]
    [InlineData("W/\"{0}\"", 304)]
    [InlineData("\"other\", \"{0}\"", 304)]
    [InlineData("W/\"other\",W/\"{0}\" , \"more\"", 304)]
    [InlineData("*", 304)]
    [InlineData("\"other\"", 200)]
    [InlineData("\"{0}x\"", 200)]
    [InlineData("\"{0}-zip\"", 200)]
    [InlineData("\"*\"", 200)]
    [InlineData("{0}", 200)]
    [InlineData("\"{0}", 200)]
    [InlineData("\"\"", 200)]
    [InlineData("garbage", 200)]
    [InlineData(",,,", 200)]
    [InlineData("", 200)]
    public async Task If_None_Match_is_held_against_the_tag(string ifNoneMatch, int expected)
    {
        await Assert.AllAsync(
            Operations.Conditional,
            async operation =>
            {
                using var plain = await Newsroom.GetAsync(operation.With());
                var tag = plain.Header("ETag").Trim('"');
                var condition = ifNoneMatch.Replace("{0}", tag, StringComparison.Ordinal);

                using var response = await Newsroom.GetAsync(operation.With(), ("If-None-Match", condition));

                await AssertStatusAsync(expected, response, plain);
            }
        );
    }

    /// <param name="seconds">Difference from the date of the answer.</param>
    /// <param name="format">How the date is written: as HTTP has it, in its two obsolete forms, or in another.</param>
    /// <param name="expected">The status.</param>
    [Theory]
    [InlineData(0, "ddd, dd MMM yyyy HH:mm:ss 'GMT'", 304)]
    [InlineData(1, "ddd, dd MMM yyyy HH:mm:ss 'GMT'", 304)]
    [InlineData(86400, "ddd, dd MMM yyyy HH:mm:ss 'GMT'", 304)]
    [InlineData(-1, "ddd, dd MMM yyyy HH:mm:ss 'GMT'", 200)]
    [InlineData(-86400 * 365, "ddd, dd MMM yyyy HH:mm:ss 'GMT'", 200)]
    [InlineData(0, "dddd, dd-MMM-yy HH:mm:ss 'GMT'", 304)]
    [InlineData(0, "ddd MMM d HH:mm:ss yyyy", 304)]
    [InlineData(0, "'yesterday'", 200)]
    [InlineData(0, "'0'", 200)]
    [InlineData(0, "''", 200)]
    public async Task If_Modified_Since_is_held_against_the_date(int seconds, string format, int expected)
    {
        await Assert.AllAsync(
            Operations.Conditional,
            async operation =>
            {
                using var plain = await Newsroom.GetAsync(operation.With());
                var since = LastModified(plain).AddSeconds(seconds).ToString(format, CultureInfo.InvariantCulture);

                using var response = await Newsroom.GetAsync(operation.With(), ("If-Modified-Since", since));

                await AssertStatusAsync(expected, response, plain);
            }
        );
    }

    [Theory]
    [MemberData(nameof(Operations.ConditionalIds), MemberType = typeof(Operations))]
    public async Task If_None_Match_prevails_over_If_Modified_Since(string id)
    {
        var path = Operations.Get(id).With();
        using var plain = await Newsroom.GetAsync(path);
        const string Early = "Thu, 01 Jan 2015 00:00:00 GMT";
        const string Late = "Thu, 01 Jan 2099 00:00:00 GMT";

        using var known = await Newsroom.GetAsync(
            path,
            ("If-None-Match", plain.Header("ETag")),
            ("If-Modified-Since", Early)
        );
        using var unknown = await Newsroom.GetAsync(path, ("If-None-Match", "\"x\""), ("If-Modified-Since", Late));
        using var garbage = await Newsroom.GetAsync(path, ("If-None-Match", "garbage"), ("If-Modified-Since", Late));

        await AssertStatusAsync(304, known, plain);
        await AssertStatusAsync(200, unknown, plain);
        await AssertStatusAsync(200, garbage, plain);
    }

    [Theory]
    [MemberData(nameof(Operations.ConditionalIds), MemberType = typeof(Operations))]
    public async Task Each_content_coding_has_a_tag_of_its_own_that_revalidates(string id)
    {
        var path = Operations.Get(id).With();
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var coding in Codings)
        {
            using var plain = await Newsroom.GetAsync(path, Accepting(coding));
            tags.Add(coding ?? "", plain.Header("ETag"));
            Assert.Equal(coding ?? "", plain.Header("Content-Encoding"));

            using var known = await Newsroom.GetAsync(
                path,
                [.. Accepting(coding), ("If-None-Match", plain.Header("ETag"))]
            );
            using var any = await Newsroom.GetAsync(path, [.. Accepting(coding), ("If-None-Match", "*")]);
            using var since = await Newsroom.GetAsync(
                path,
                [.. Accepting(coding), ("If-Modified-Since", plain.Header("Last-Modified"))]
            );

            await AssertStatusAsync(304, known, plain);
            await AssertStatusAsync(304, any, plain);
            await AssertStatusAsync(304, since, plain);
        }

        Assert.Equal(Codings.Length, tags.Values.Distinct(StringComparer.Ordinal).Count());

        // Whoever says nothing of codings takes each of them.
        foreach (var tag in tags.Values)
        {
            using var response = await Newsroom.GetAsync(path, ("If-None-Match", tag));
            Assert.Equal((HttpStatusCode.NotModified, tag), (response.StatusCode, response.Header("ETag")));
        }
    }

    /// <summary>A shared cache asks with the tags of all its copies and serves the one that the answer names.</summary>
    [Theory]
    [InlineData("gzip", "br", "gzip", "gzip")]
    [InlineData("br", "gzip", "br", "br")]
    [InlineData("gzip", "br", "", "")]
    [InlineData("gzip", "br", null, null)]
    [InlineData("identity", "br", "gzip", null)]
    public async Task The_tag_in_a_304_is_that_of_a_copy_the_client_can_read(
        string accepted,
        string first,
        string? second,
        string? expected
    )
    {
        async Task<string> TagAsync(string? coding)
        {
            using var plain = await Newsroom.GetAsync("/v1/sections", Accepting(coding));
            return plain.Header("ETag");
        }

        var stored = second is null ? await TagAsync(first) : $"{await TagAsync(first)}, {await TagAsync(second)}";

        using var response = await Newsroom.GetAsync(
            "/v1/sections",
            [.. Accepting(accepted), ("If-None-Match", stored)]
        );

        Assert.Equal(expected is null ? HttpStatusCode.OK : HttpStatusCode.NotModified, response.StatusCode);
        Assert.Equal(await TagAsync(expected ?? accepted), response.Header("ETag"));
    }

    [Fact]
    public async Task Every_instance_gives_an_answer_the_same_tag()
    {
        KeyValuePair<string, string?>[] settings = [new("Site:BaseUrl", "https://api.example.org")];
        await using var one = await Newsroom.StartAsync(Newsroom.Connections, settings);
        await using var other = await Newsroom.StartAsync(Newsroom.Connections, settings);

        await Assert.AllAsync(
            Operations.Conditional,
            async operation =>
            {
                using var first = await one.GetAsync(operation.With());
                using var second = await other.GetAsync(operation.With(), ("If-None-Match", first.Header("ETag")));

                await first.OkAsync();
                await AssertStatusAsync(304, second, first);
            }
        );
    }

    [Theory]
    [InlineData("/v1/articles?limit=0&nope=1")]
    [InlineData("/v1/articles/nope")]
    [InlineData("/v1/tags/place/nope")]
    public async Task A_refusal_is_not_conditional(string target)
    {
        using var response = await Newsroom.GetAsync(
            target,
            ("If-None-Match", "*"),
            ("If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT")
        );

        Assert.Contains(response.StatusCode, (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.NotFound]);
        Assert.Empty(response.Header("ETag"));
    }

    /// <summary>A date is good for whole seconds: only a past one can vouch for what it dates.</summary>
    [Theory]
    [InlineData(0, 0, -1)]
    [InlineData(0, 999, -1)]
    [InlineData(0, 1000, 0)]
    [InlineData(999, 1000, 0)]
    [InlineData(500, 90_000, 0)]
    [InlineData(5_000, 0, -1)]
    public void An_answer_is_dated_by_the_last_second_that_is_over(int changedAt, int now, int expected)
    {
        var start = new DateTimeOffset(2026, 11, 23, 9, 30, 0, TimeSpan.Zero);

        var dated = AnswerValidators.Dated(start.AddMilliseconds(changedAt), start.AddMilliseconds(now));

        Assert.Equal(start.AddSeconds(expected), dated);
    }

    /// <summary>The status, and of a 304 all that RFC 9110, section 15.4.5 asks for.</summary>
    private static async Task AssertStatusAsync(int expected, HttpResponseMessage response, HttpResponseMessage plain)
    {
        Assert.True((int)response.StatusCode == expected, $"not {expected} but {response}");
        if (expected != 304)
            return;
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Null(response.Content.Headers.ContentType);
        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.NotNull(response.Headers.Date);
        Assert.All(
            ["ETag", "Cache-Control", "Vary", "Last-Modified", "Surrogate-Key", "Link"],
            name => Assert.Equal((name, plain.Header(name)), (name, response.Header(name)))
        );
    }

    private static DateTimeOffset LastModified(HttpResponseMessage response) =>
        response.Content.Headers.LastModified
        ?? throw new InvalidOperationException($"There is no Last-Modified: {response}");

    private static IEnumerable<(string, string)> Accepting(string? coding) =>
        string.IsNullOrEmpty(coding) ? [] : [("Accept-Encoding", coding)];
}
