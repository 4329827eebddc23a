using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using NewsApi.Http;
using NewsApi.Storage;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Http;

/// <summary>What is not the API itself: the pages of problems, health, metrics, and how the service bears the loss of its
/// database.</summary>
public sealed partial class ServiceTests(NewsroomFixture fixture) : QuietTests(fixture)
{
    public static TheoryData<string> ProblemNames => new(ProblemType.All.Select(type => type.Name));

    [Theory]
    [MemberData(nameof(ProblemNames))]
    public async Task The_type_of_a_problem_leads_to_a_page_about_it(string name)
    {
        var type = ProblemType.All.Single(candidate => candidate.Name == name);
        using var list = await Newsroom.GetAsync("/problems");
        using var response = await Newsroom.GetAsync(type.Path);

        await response.OkAsync();
        Assert.Equal("text/html; charset=utf-8", response.Header("Content-Type"));
        var page = await response.Content.ReadAsStringAsync();
        Assert.Contains($"<h1>{WebUtility.HtmlEncode(type.Title)}</h1>", page, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode(type.Meaning), page, StringComparison.Ordinal);
        Assert.Contains($"{type.Status}", page, StringComparison.Ordinal);
        Assert.Contains($"href=\"{type.Path}\"", await list.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(MethodTests.Addresses), MemberType = typeof(MethodTests))]
    public async Task Headers_say_nothing_of_the_server_and_forbid_guessing_types(string target)
    {
        using var response = await Newsroom.GetAsync(target);

        Assert.All(
            ["Server", "X-Powered-By", "X-AspNet-Version", "X-SourceFiles", "Via"],
            name => Assert.Equal((name, ""), (name, response.Header(name)))
        );
        Assert.Equal("nosniff", response.Header("X-Content-Type-Options"));
    }

    [Theory]
    [InlineData("/health/live", "{\"status\":\"ok\",\"checks\":{}}")]
    [InlineData("/health/ready", "{\"status\":\"ok\",\"checks\":{\"database\":\"ok\",\"migrations\":\"ok\"}}")]
    public async Task A_healthy_service_says_so(string target, string expected)
    {
        using var response = await Newsroom.GetAsync(target);

        await response.OkAsync();
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
        Assert.Equal("application/json; charset=utf-8", response.Header("Content-Type"));
        Assert.Equal("no-store", response.Header("Cache-Control"));
    }

    [Fact]
    public async Task Metrics_come_in_the_text_format_of_Prometheus()
    {
        using var answered = await Newsroom.GetAsync("/v1/sections");
        await answered.OkAsync();

        // A request is counted just after its answer is complete, and what is counted shows within a second.
        var patience = Stopwatch.StartNew();
        string[] lines;
        do
        {
            using var response = await Newsroom.GetAsync("/metrics");
            await response.OkAsync();
            Assert.StartsWith("text/plain; version=0.0.4", response.Header("Content-Type"), StringComparison.Ordinal);
            lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        } while (!lines.Any(IsCountOfSections) && patience.Elapsed < TimeSpan.FromSeconds(10));

        Assert.Contains(lines, IsCountOfSections);
        Assert.All(lines, line => Assert.Matches(MetricLine(), line));

        static bool IsCountOfSections(string line) =>
            line.StartsWith("http_server_request_duration_seconds_count{", StringComparison.Ordinal)
            && line.Contains("http_route=\"/v1/sections/\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_its_database_the_service_says_so_at_once()
    {
        var away = $"Host=127.0.0.1;Port={UnusedPort()};Username=nobody;Password=secret-password;Database=nowhere";
        await using var newsroom = await Newsroom.StartAsync(new DatabaseConnections(null, away, away));
        var clock = Stopwatch.StartNew();

        await Assert.AllAsync(
            Operations.All.Where(operation => operation.NeedsDatabase),
            async operation =>
            {
                using var request = operation.Request(newsroom, operation.With());
                request.Headers.Add("Origin", "https://www.example.org");
                using var response = await newsroom.Client.SendAsync(request);

                await response.ProblemAsync(ProblemType.Unavailable);
                Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
                Assert.Equal("*", response.Header("Access-Control-Allow-Origin"));
            }
        );

        using var ready = await newsroom.GetAsync("/health/ready");
        var state = await ready.JsonAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(
            "{\"status\":\"unavailable\",\"checks\":{\"database\":\"can't be reached\"}}",
            state.ToJsonString(AsSent)
        );
        using var live = await newsroom.GetAsync("/health/live");
        await live.OkAsync();
        using var metrics = await newsroom.GetAsync("/metrics");
        await metrics.OkAsync();
        using var invalid = await newsroom.GetAsync("/v1/articles?limit=x");
        await invalid.InvalidAsync("limit");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {clock.Elapsed}");

        Assert.Empty(newsroom.Logs.AtLeast(LogLevel.Error));
        Assert.DoesNotContain(
            newsroom.Logs.AtLeast(LogLevel.Information),
            line => line.Contains("secret-password", StringComparison.Ordinal)
        );
    }

    private static readonly System.Text.Json.JsonSerializerOptions AsSent = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [GeneratedRegex(
        @"^(# (TYPE|HELP|UNIT|EOF)\b.*|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*=""([^""\\]|\\.)*"",?)*\})? (-?[0-9.eE+-]+|NaN|[+-]Inf)( [0-9]+)?)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex MetricLine();
}
