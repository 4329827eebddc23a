using System.Diagnostics;
using System.Net;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Caching;

/// <summary>What readers get while the database is out of reach, and when it is back.</summary>
[Collection(AloneCollection.Name)]
public sealed class FaultTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private const string Item = "/v1/articles/kept";
    private const string List = "/v1/articles?section=news";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Whoever gets no answer is told so at once, not when patience has run out.</summary>
    private static readonly TimeSpan Quickly = TimeSpan.FromSeconds(1);

    private Newsroom _newsroom = null!;
    private Editor _editor = null!;
    private Line _line = null!;
    private Newsroom _behind = null!;
    private Guid _kept;
    private Guid _withdrawn;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        _editor = new Editor(_newsroom);
        await _editor.AddSectionAsync("news");
        _kept = await _editor.PublishAsync(Editor.Draft("kept"));
        _withdrawn = await _editor.PublishAsync(Editor.Draft("withdrawn"));
        _line = Line.To(_newsroom.Connections);
        _behind = await Newsroom.StartAsync(_line.Through(_newsroom.Connections));
        await _behind.FollowAsync();
        await ReadAllAsync();
    }

    public async Task DisposeAsync()
    {
        await _behind.DisposeAsync();
        await _line.DisposeAsync();
    }

    [Fact]
    public async Task While_the_database_is_away_what_is_kept_goes_on_and_the_rest_is_refused_at_once()
    {
        await _editor.WithdrawAsync(_withdrawn);
        await _behind.CatchUpAsync();
        await ReadAllAsync();
        await _line.CutAsync();
        await UntilAsync(async () => (await StateAsync(Item)).IsStale);

        foreach (var path in new[] { Item, List, "/v1/sections" })
        {
            using var kept = await _behind.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
            Assert.Matches("^newsapi; hit; ttl=-[0-9]+; detail=\"database away\"$", kept.Header("Cache-Status"));
            Assert.True(kept.Headers.Age > TimeSpan.Zero);
            Assert.False(kept.Headers.Contains("Warning"));
            using var known = await _behind.GetAsync(path, ("If-None-Match", kept.Header("ETag")));
            Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        }
        foreach (
            var path in new[]
            {
                "/v1/articles/unheard-of",
                "/v1/articles?limit=17",
                "/v1/changes",
                "/v1/articles/withdrawn?fields=slug",
            }
        )
        {
            var clock = Stopwatch.StartNew();
            using var refused = await _behind.GetAsync(path);
            await refused.ProblemAsync(ProblemType.Unavailable);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.True(clock.Elapsed < Quickly, $"{path} took {clock.Elapsed}");
        }
        using var gone = await _behind.GetAsync("/v1/articles/withdrawn");
        Assert.Contains(gone.StatusCode, new[] { HttpStatusCode.Gone, HttpStatusCode.ServiceUnavailable });
        Assert.DoesNotContain("withdrawn\"", await _behind.Client.GetStringAsync(List), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_database_is_back_all_goes_on_and_what_happened_meanwhile_is_seen()
    {
        await _line.CutAsync();
        await UntilAsync(async () => (await StateAsync(Item)).IsStale);
        await _editor.WithdrawAsync(_withdrawn);
        await _editor.PublishAsync(Editor.Draft("meanwhile"));

        _line.Mend();
        await UntilAsync(async () => (await StateAsync("/v1/articles/meanwhile")).Status == HttpStatusCode.OK);

        // Nothing has happened to this one: it was not made anew.
        using var kept = await _behind.GetAsync(Item);
        Assert.Equal("newsapi; hit", kept.Header("Cache-Status"));
        using var gone = await _behind.GetAsync("/v1/articles/withdrawn");
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        var list = (await _behind.Client.JsonAsync(List)).Slugs();
        Assert.Equal(["meanwhile", "kept"], list);
    }

    /// <summary>A server that is gone without a word refuses nothing: each request would wait for its own time to run out.
    /// </summary>
    [Fact]
    public async Task A_database_that_has_fallen_silent_is_soon_noticed()
    {
        _line.FallSilent();
        await UntilAsync(async () => (await StateAsync(Item)).IsStale);

        var clock = Stopwatch.StartNew();
        using var refused = await _behind.GetAsync("/v1/articles?limit=17");
        await refused.ProblemAsync(ProblemType.Unavailable);
        Assert.True(clock.Elapsed < Quickly, $"It took {clock.Elapsed}");

        _line.Speak();
        await UntilAsync(async () => (await StateAsync("/v1/articles?limit=17")).Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_story_that_expires_while_the_database_is_away_is_not_shown_any_more()
    {
        var expiry = DateTimeOffset.UtcNow.AddSeconds(4);
        await _editor.PublishAsync(Editor.Draft("expiring"), expiresAt: expiry);
        await _behind.CatchUpAsync();
        await ReadAllAsync();
        using (var before = await _behind.GetAsync("/v1/articles/expiring"))
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        await _line.CutAsync();
        await UntilAsync(async () => (await StateAsync(Item)).IsStale);

        await UntilAsync(() => Task.FromResult(DateTimeOffset.UtcNow > expiry));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await StateAsync("/v1/articles/expiring")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await StateAsync(List)).Status);
        Assert.Equal(HttpStatusCode.OK, (await StateAsync(Item)).Status);
    }

    /// <summary>The connection that changes are announced on is lost, and no other.</summary>
    [Fact]
    public async Task What_happens_while_nobody_tells_of_it_is_seen_all_the_same()
    {
        for (var round = 0; round < 5; round++)
        {
            await ReadAllAsync();
            await new Changes.Wire(_newsroom).DisconnectAsync();
            await _editor.PublishAsync(_kept);
            await UntilAsync(async () =>
                (await _behind.Client.JsonAsync(Item))["version"]!.GetValue<int>() == round + 2
            );
        }
    }

    private async Task ReadAllAsync()
    {
        foreach (var path in new[] { Item, List, "/v1/sections", "/v1/articles/withdrawn" })
        {
            using var response = await _behind.GetAsync(path);
        }
    }

    private async Task<(HttpStatusCode Status, bool IsStale)> StateAsync(string path)
    {
        using var response = await _behind.GetAsync(path);
        return (
            response.StatusCode,
            response.Headers.TryGetValues("Cache-Status", out var status)
                && status.Single().Contains("ttl=-", StringComparison.Ordinal)
        );
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(clock.Elapsed < Patience, "It never came to be.");
            await Task.Delay(20);
        }
    }
}
