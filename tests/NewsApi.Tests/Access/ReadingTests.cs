using System.Diagnostics;
using System.Net;
using NewsApi.Access;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Access;

/// <summary>Reading with a key, and without.</summary>
[Collection(AloneCollection.Name)]
public sealed class ReadingTests(ReadingTests.Room shared) : IClassFixture<ReadingTests.Room>
{
    /// <summary>The sample newsroom as it is for everyone, and as it is for holders of a key alone.</summary>
    public sealed class Room(NewsroomFixture fixture) : IAsyncLifetime
    {
        public Newsroom Open { get; private set; } = null!;

        public Newsroom Closed { get; private set; } = null!;

        public EditorClient Admin { get; private set; } = null!;

        public EditorClient Reader { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Open = fixture.Sample;
            Closed = await Newsroom.StartAsync(
                Open.Connections,
                new KeyValuePair<string, string?>("Access:PublicReading", "false")
            );
            await Open.FollowAsync();
            await Closed.FollowAsync();
            Admin = await EditorClient.StartAsync(Open, "operations", Scopes.Admin);
            Reader = await EditorClient.StartAsync(Open, "partner site", Scopes.ContentRead);
        }

        public async Task DisposeAsync() => await Closed.DisposeAsync();
    }

    /// <summary>What is told to machines that ask whether they may read must be readable without asking.</summary>
    private static readonly string[] s_alwaysOpen = ["getRobots", "getLicence", "getReservation"];

    public static TheoryData<string> ForReaders =>
        new(Operations.All.Select(operation => operation.Id).Except(s_alwaysOpen));

    private (string, string) Key => ("X-Api-Key", shared.Reader.Key.Text);

    [Theory]
    [MemberData(nameof(ForReaders))]
    public async Task Where_reading_takes_a_key_nothing_is_answered_without(string id)
    {
        var operation = Operations.Get(id);

        // The second time an answer for holders of a key is at hand.
        for (var time = 0; time < 2; time++)
        {
            using (var refused = await SendAsync(shared.Closed, operation))
            {
                await refused.ProblemAsync(ProblemType.Unauthorized);
                Assert.Equal("Bearer realm=\"newsapi\"", refused.Header("WWW-Authenticate"));
            }
            using var read = await SendAsync(shared.Closed, operation, Key);
            Assert.True(read.StatusCode == HttpStatusCode.OK, $"{read.StatusCode}");
            if (operation.Method == HttpMethod.Get && operation.IsConditional)
            {
                Assert.Matches("^private, max-age=[0-9]+$", read.Headers.NonValidated["Cache-Control"].ToString());
                Assert.EndsWith("X-Api-Key, Authorization", read.Header("Vary"), StringComparison.Ordinal);
            }
            else
                Assert.DoesNotContain("public", read.Header("Cache-Control"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(ForReaders))]
    public async Task Where_reading_takes_no_key_one_that_is_sent_must_be_valid(string id)
    {
        var operation = Operations.Get(id);
        using var open = await SendAsync(shared.Open, operation);
        using var keyed = await SendAsync(shared.Open, operation, Key);
        using var bearer = await SendAsync(
            shared.Open,
            operation,
            ("Authorization", $"Bearer {shared.Reader.Key.Text}")
        );
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        Assert.Equal(HttpStatusCode.OK, keyed.StatusCode);
        Assert.Equal(HttpStatusCode.OK, bearer.StatusCode);

        foreach (
            var header in new[]
            {
                ("X-Api-Key", ApiKey.Create().Text),
                ("X-Api-Key", ""),
                ("Authorization", $"Bearer {ApiKey.Create().Text}"),
                ("Authorization", "Basic bm9ib2R5Om5vdGhpbmc="),
            }
        )
        {
            using var refused = await SendAsync(shared.Open, operation, header);
            await refused.ProblemAsync(ProblemType.Unauthorized);
        }
    }

    [Theory]
    [InlineData("/v1/articles?api_key={0}", "api_key")]
    [InlineData("/v1/articles?apikey=anything", "apikey")]
    [InlineData("/v1/articles?Key=anything", "Key")]
    [InlineData("/v1/articles?X-API-KEY=anything", "X-API-KEY")]
    [InlineData("/v1/articles?limit=2&access_token=anything", "access_token")]
    [InlineData("/v1/articles?q={0}", "q")]
    [InlineData("/v1/articles?no-such-parameter={0}", "no-such-parameter")]
    [InlineData("/v1/feeds/rss?api_key={0}", "api_key")]
    [InlineData("/v1/me?api_key={0}", "api_key")]
    [InlineData("/v1/editorial/articles?q={0}", "q")]
    public async Task A_key_in_an_address_is_refused_with_the_reason(string address, string name)
    {
        var target = string.Format(System.Globalization.CultureInfo.InvariantCulture, address, shared.Reader.Key.Text);
        foreach (
            var headers in ((string, string)[][])
                [
                    [],
                    [Key],
                ]
        )
        {
            using var refused = await shared.Open.GetAsync(target, headers);
            var problem = await refused.InvalidAsync(name);
            Assert.Contains("does not belong in an address", problem.Messages(name).Single(), StringComparison.Ordinal);
            Assert.DoesNotContain(shared.Reader.Key.Text, problem["errors"]!.ToJsonString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/swagger/index.html")]
    [InlineData("/problems/unauthorized")]
    [InlineData("/robots.txt")]
    public async Task What_is_about_the_service_itself_is_open_even_so(string path)
    {
        using var client = new HttpClient { BaseAddress = shared.Closed.BaseAddress };
        using var answer = await client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>What is kept of an answer must not outlive the key that it was given out to.</summary>
    [Fact]
    public async Task A_revoked_key_reads_nothing_any_more_on_any_instance()
    {
        var leaver = await EditorClient.StartAsync(shared.Open, "leaver", Scopes.ContentRead);
        foreach (var newsroom in (Newsroom[])[shared.Open, shared.Closed, shared.Open, shared.Closed])
        {
            using var read = await newsroom.GetAsync("/v1/articles", ("X-Api-Key", leaver.Key.Text));
            Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        }

        using var revoked = await shared.Admin.SendAsync(HttpMethod.Delete, $"/v1/admin/keys/{leaver.Key.Id}");
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);

        foreach (var newsroom in (Newsroom[])[shared.Open, shared.Closed])
        {
            using var refused = await newsroom.GetAsync("/v1/articles", ("X-Api-Key", leaver.Key.Text));
            var problem = await refused.ProblemAsync(ProblemType.Unauthorized);
            Assert.Contains("revoked", problem.Text("detail"), StringComparison.Ordinal);
        }
    }

    /// <summary>A stream would otherwise go on for as long as its client likes.</summary>
    [Fact]
    public async Task A_stream_ends_with_the_key_that_opened_it_and_others_go_on()
    {
        var (leaver, other) = (
            await EditorClient.StartAsync(shared.Open, "leaver", Scopes.ContentRead),
            await EditorClient.StartAsync(shared.Open, "other", Scopes.ContentRead)
        );
        using var client = new HttpClient { BaseAddress = shared.Open.BaseAddress };
        await using var ending = await StreamAsync(leaver);
        await using var lasting = await StreamAsync(other);
        var clock = Stopwatch.StartNew();

        using var revoked = await shared.Admin.SendAsync(HttpMethod.Delete, $"/v1/admin/keys/{leaver.Key.Id}");

        await Assert.ThrowsAnyAsync<IOException>(() => ReadOnAsync(ending).WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.False(ReadOnAsync(lasting).IsCompleted);

        async Task<Stream> StreamAsync(EditorClient reader)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/changes/stream");
            request.Headers.Add("X-Api-Key", reader.Key.Text);
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var stream = await response.Content.ReadAsStreamAsync();
            // What comes at once: where it begins.
            Assert.NotEqual(0, await stream.ReadAsync(new byte[4096]));
            return stream;
        }

        static async Task ReadOnAsync(Stream stream)
        {
            while (await stream.ReadAsync(new byte[4096]) > 0) { }
        }
    }

    [Fact]
    public void A_setting_that_says_neither_is_refused()
    {
        var configuration = new Microsoft.Extensions.Configuration.ConfigurationManager
        {
            ["Access:PublicReading"] = "perhaps",
        };
        var refusal = Assert.Throws<ConfigurationException>(() => AccessOptions.From(configuration));
        Assert.Contains("Access:PublicReading", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(
        Newsroom newsroom,
        Http.Operation operation,
        params (string Name, string Value)[] headers
    )
    {
        using var request = operation.Request(newsroom, operation.With());
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await newsroom.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
