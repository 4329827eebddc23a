using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Access;
using NewsApi.Http;
using NewsApi.Limiting;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Limiting;

/// <summary>Limits over HTTP. Addresses are given by a proxy that is trusted: the machine itself.</summary>
[Collection(AloneCollection.Name)]
public sealed class LimitTests(NewsroomFixture fixture)
{
    private const int Requests = 30;

    private static readonly KeyValuePair<string, string?>[] s_settings =
    [
        new("Limits:Public:PerMinute", $"{Requests}"),
        new("Limits:Public:AtOnce", "2"),
        new("Limits:Developer:PerMinute", $"{2 * Requests}"),
        new("Limits:TrustedProxies", "127.0.0.0/8, ::1"),
    ];

    [Fact]
    public async Task Who_asks_too_much_is_told_when_to_come_back_and_others_are_served()
    {
        var newsroom = await StartAsync();
        HttpResponseMessage answer;
        var let = 0;
        while ((answer = await GetAsync(newsroom, "/v1/articles", "192.0.2.1")).StatusCode == HttpStatusCode.OK)
        {
            let++;
            Assert.Equal("10", answer.Header("RateLimit-Cost"));
            Assert.Equal($"\"public\";q={10 * Requests};w=60", answer.Header("RateLimit-Policy"));
            Assert.InRange(Left(answer), Math.Max(0, 10 * (Requests - let)), Math.Max(0, 10 * (Requests - let)) + 9);
        }

        // What comes in meanwhile lets in one more or two.
        Assert.InRange(let, Requests, Requests + 2);
        await answer.ProblemAsync(ProblemType.TooManyRequests);
        Assert.InRange(int.Parse(answer.Header("Retry-After"), CultureInfo.InvariantCulture), 1, 2);
        Assert.Equal("0", answer.Header("RateLimit-Cost"));
        using var other = await GetAsync(newsroom, "/v1/articles", "192.0.2.2");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        using var probe = await GetAsync(newsroom, "/health/live", "192.0.2.1");
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
    }

    [Theory]
    [InlineData("/v1/articles", 10)]
    [InlineData("/v1/articles?q=happened", 20)]
    [InlineData("/v1/articles?facets=tag", 30)]
    [InlineData("/v1/articles?q=happened&facets=tag", 40)]
    [InlineData("/v1/export", 500)]
    [InlineData("/v1/articles?noSuchParameter=1", 10)]
    [InlineData("/v1/articles/no-such-story", 10)]
    [InlineData("/no-such-address", 10)]
    public async Task A_request_costs_what_it_asks_for_however_it_is_answered(string target, int cost)
    {
        var newsroom = await StartAsync();

        // The second comes from memory, where it is kept at all.
        foreach (var address in new[] { "192.0.2.1", "192.0.2.2" })
        {
            var asked = Stopwatch.GetTimestamp();
            using var answer = await GetAsync(newsroom, target, address);
            Assert.Equal($"{cost}", answer.Header("RateLimit-Cost"));
            // A slow machine is slow to answer, and points come in meanwhile.
            var cameIn = (int)Math.Ceiling(10 * Requests * Stopwatch.GetElapsedTime(asked).TotalMinutes);
            Assert.InRange(Left(answer), Math.Max(0, 10 * Requests - cost), Math.Max(0, 10 * Requests - cost + cameIn));
        }
    }

    [Fact]
    public async Task What_has_not_changed_costs_a_tenth()
    {
        var newsroom = await StartAsync();
        using var first = await GetAsync(newsroom, "/v1/articles", "192.0.2.1");
        var before = Left(first);

        using var second = await GetAsync(
            newsroom,
            "/v1/articles",
            "192.0.2.1",
            ("If-None-Match", first.Header("ETag"))
        );

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal("1", second.Header("RateLimit-Cost"));
        Assert.InRange(Left(second), before - 1, before + 4);
    }

    [Fact]
    public async Task A_key_has_a_limit_of_its_own_by_its_plan()
    {
        var newsroom = await StartAsync();
        var key = await newsroom
            .Services.GetRequiredService<KeyStore>()
            .CreateAsync(new("an app", [Scopes.ContentRead]) { Plan = Plan.Developer }, CancellationToken.None);

        using var answer = await GetAsync(newsroom, "/v1/articles", "192.0.2.1", ("X-Api-Key", key.Text));
        using var me = await GetAsync(newsroom, "/v1/me", "192.0.2.77", ("X-Api-Key", key.Text));

        Assert.Equal($"\"developer\";q={20 * Requests};w=60", answer.Header("RateLimit-Policy"));
        var limit = (await me.JsonAsync(HttpStatusCode.OK))["limit"]!;
        Assert.Equal(20 * Requests, limit["pointsPerMinute"]!.GetValue<long>());
        Assert.InRange(limit["pointsLeft"]!.GetValue<long>(), 20 * (Requests - 1), 20 * (Requests - 1) + 9);
    }

    [Fact]
    public async Task Who_tries_keys_is_charged_as_who_has_none()
    {
        var newsroom = await StartAsync();
        HttpResponseMessage answer;
        var tries = 0;
        while (
            (answer = await GetAsync(newsroom, "/v1/articles", "192.0.2.1", ("X-Api-Key", $"guess-{tries}"))).StatusCode
            == HttpStatusCode.Unauthorized
        )
            tries++;

        Assert.InRange(tries, Requests, Requests + 2);
        await answer.ProblemAsync(ProblemType.TooManyRequests);
    }

    [Fact]
    public async Task An_address_that_no_trusted_proxy_names_is_not_believed()
    {
        var newsroom = await fixture.StartAsync([new("Limits:TrustedProxies", "192.0.2.200")]);

        using var answer = await GetAsync(newsroom, "/v1/articles", "192.0.2.1");

        Assert.StartsWith("\"local\"", answer.Header("RateLimit-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_of_one_network_of_version_6_are_one_client()
    {
        var newsroom = await StartAsync();
        using var first = await GetAsync(newsroom, "/v1/articles", "2001:db8:1:2::1");
        using var second = await GetAsync(newsroom, "/v1/articles", "2001:db8:1:2:ffff::2");
        using var other = await GetAsync(newsroom, "/v1/articles", "2001:db8:1:3::1");

        Assert.InRange(Left(second), Left(first) - 10, Left(first) - 5);
        Assert.InRange(Left(other), Left(first), 10 * Requests);
    }

    [Fact]
    public async Task Only_so_many_streams_of_one_client_are_open_at_once()
    {
        var newsroom = await StartAsync();
        using var client = new HttpClient { BaseAddress = newsroom.BaseAddress };
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < 2; i++)
            streams.Add(await client.GetAsync("/v1/changes/stream", HttpCompletionOption.ResponseHeadersRead));

        using var refused = await client.GetAsync("/v1/changes/stream", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        foreach (var stream in streams)
            stream.Dispose();

        // The service notices a moment later that they are gone.
        var clock = Stopwatch.StartNew();
        HttpStatusCode status;
        do
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "Streams that are closed still count.");
            await Task.Delay(50);
            using var again = await client.GetAsync("/v1/changes/stream", HttpCompletionOption.ResponseHeadersRead);
            status = again.StatusCode;
        } while (status != HttpStatusCode.OK);
    }

    [InstalledFact("redis-server", "redis-server")]
    public async Task Instances_that_share_a_Redis_count_together_and_each_for_itself_without_it()
    {
        var port = Tool.FreePort();
        var redis = await Tool.ListeningAsync(
            port,
            "redis-server",
            "--port",
            $"{port}",
            "--save",
            "",
            "--appendonly",
            "no"
        );
        KeyValuePair<string, string?>[] settings =
        [
            .. s_settings,
            new("Caching:Redis", $"127.0.0.1:{port}"),
            new("Site:BaseUrl", "https://news.example.org"),
        ];
        var one = await fixture.StartAsync(settings);
        await using var other = await Newsroom.StartAsync(one.Connections, settings);
        for (var i = 0; i < Requests; i++)
            using (var answer = await GetAsync(one, "/v1/articles", "192.0.2.1"))
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        // It learns of it with what it tells itself.
        var clock = Stopwatch.StartNew();
        HttpStatusCode status;
        do
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), "The other instance does not learn of it.");
            using var answer = await GetAsync(other, "/v1/articles", "192.0.2.1");
            status = answer.StatusCode;
            await Task.Delay(50);
        } while (status != HttpStatusCode.TooManyRequests);
        await redis.DisposeAsync();
        using var alone = await GetAsync(other, "/v1/articles", "192.0.2.9");
        Assert.Equal(HttpStatusCode.OK, alone.StatusCode);
    }

    [Fact]
    public async Task Switched_off_nothing_is_said_of_limits()
    {
        var newsroom = await fixture.StartAsync([new("Limits:Enabled", "false")]);

        using var answer = await GetAsync(newsroom, "/v1/articles", "192.0.2.1");

        Assert.False(answer.Headers.Contains("RateLimit"));
    }

    private Task<Newsroom> StartAsync() => fixture.StartAsync(s_settings);

    private static long Left(HttpResponseMessage answer) =>
        long.Parse(answer.Header("RateLimit").Split(";r=")[1].Split(';')[0], CultureInfo.InvariantCulture);

    private static async Task<HttpResponseMessage> GetAsync(
        Newsroom newsroom,
        string target,
        string address,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Add("X-Forwarded-For", address);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await newsroom.Client.SendAsync(request);
    }
}
