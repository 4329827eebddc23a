using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Importing;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Failures;

/// <summary>Readers and an editor who go on while something breaks. Every answer must be right, or say that it is an old one, or
/// be a refusal that comes soon and says when to come back.</summary>
/// <remarks>The editor repeats what was refused until it is done, under the same <c>Idempotency-Key</c>: what is known of each story
/// is exact in the end.</remarks>
internal sealed class Traffic : IAsyncDisposable
{
    private const int Readers = 4;

    /// <summary>All of them fit on one page.</summary>
    private const int MostStories = 40;

    /// <summary>For what was begun before the end.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Newsroom _newsroom;
    private readonly EditorClient _editor;
    private readonly Wire _wire;
    private readonly TimeSpan _soon;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StoryInHand> _inHand = [];
    private readonly TrafficRecord _record;
    private readonly List<Task> _running = [];
    private int _requests;
    private int _changes;

    private Traffic(Newsroom newsroom, EditorClient editor, Wire wire, TimeSpan soon)
    {
        (_newsroom, _editor, _wire, _soon) = (newsroom, editor, wire, soon);
        _record = new(newsroom.Logs);
    }

    /// <summary>How long a test keeps up its load: a little, or as many seconds as <c>NEWSAPI_FAULT_SECONDS</c> says.</summary>
    public static TimeSpan Duration { get; } =
        TimeSpan.FromSeconds(
            Environment.GetEnvironmentVariable("NEWSAPI_FAULT_SECONDS") is { Length: > 0 } seconds
                ? double.Parse(seconds, CultureInfo.InvariantCulture)
                : 3
        );

    /// <summary>How often the editor was told that something is done.</summary>
    public int Confirmations => _record.Confirmed;

    /// <summary>How many answers were refused for now.</summary>
    public int Refusals => _record.Refused;

    /// <param name="newsroom">With neither sections nor stories.</param>
    /// <param name="soon">How long a refusal may take to come.</param>
    public static async Task<Traffic> StartAsync(Newsroom newsroom, TimeSpan soon)
    {
        await newsroom.FollowAsync();
        await new Editor(newsroom).AddSectionAsync("news");
        var editor = await EditorClient.StartAsync(newsroom);
        var traffic = new Traffic(newsroom, editor, await Wire.OpenAsync(newsroom), soon);
        traffic._running.Add(Task.Run(traffic.WriteAsync));
        for (var number = 0; number < Readers; number++)
        {
            var random = new Random(number);
            traffic._running.Add(Task.Run(() => traffic.ReadAsync(random)));
        }
        await traffic.GoOnAsync(confirmations: 10);
        return traffic;
    }

    /// <summary>Waits until the editor has got so much more done.</summary>
    public async Task GoOnAsync(int confirmations)
    {
        var clock = Stopwatch.StartNew();
        for (var before = Confirmations; Confirmations < before + confirmations; )
        {
            _record.AssertNoFault();
            Assert.True(clock.Elapsed < Patience, $"The editor gets nothing done any more. {Summary}");
            await Task.Delay(10);
        }
    }

    /// <summary>Waits until there is an answer that was read from the database just then.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> UntilReadAnewAsync()
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            // Nobody has asked for just this before.
            var path =
                $"/v1/articles?limit=1&to=2090-01-01T00:00:{Random.Shared.Next(60):00}.{Random.Shared.Next(1000):000}Z";
            using var response = await _newsroom.GetAsync(path);
            if (response.StatusCode == HttpStatusCode.OK)
                return clock.Elapsed;
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.True(clock.Elapsed < Patience, $"The readers get nothing new any more. {Summary}");
            await Task.Delay(10);
        }
    }

    /// <summary>Ends it. All that was confirmed must be there, nothing else, and the change log without a gap.</summary>
    public async Task EndAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).WaitAsync(Patience);
        _record.AssertNoFault();
        var list = await _newsroom.Client.JsonAsync("/v1/articles?limit=100");
        Assert.Equal(
            _known
                .Where(story => story.Value is { Text: > 0, IsOut: false })
                .Select(story => Headline(story.Key, story.Value.Text))
                .Order(StringComparer.Ordinal),
            list.Items().Select(item => item.Text("headline")).Order(StringComparer.Ordinal)
        );
        foreach (var (slug, known) in _known)
        {
            using var answer = await _newsroom.GetAsync($"/v1/articles/{slug}");
            Assert.Equal(known.IsOut ? HttpStatusCode.Gone : HttpStatusCode.OK, answer.StatusCode);
        }
        // Those of this test may have died as well.
        NpgsqlConnection.ClearAllPools();
        Assert.True(await _wire.IsChangeLogCompleteAsync(), "The change log has a gap.");
        Assert.Equal(_changes, await _wire.CountAsync("delivery.changes"));
    }

    public string Summary => _record.Summary;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _abandoned.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _wire.Dispose();
        _stop.Dispose();
        _abandoned.Dispose();
    }

    private async Task ReadAsync(Random random)
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                switch (random.Next(4))
                {
                    case 0:
                        // Of most of these there is no answer yet.
                        await ReadListAsync(random.Next(MostStories, 101));
                        break;
                    case 1:
                        await ReadListAsync(100);
                        break;
                    default:
                        await ReadStoryAsync($"story-{random.Next(MostStories)}");
                        break;
                }
                // As people do; and so that there is room for others on the machine.
                await Task.Delay(random.Next(10));
            }
        }
        catch (Exception exception)
        {
            _record.Accuse($"A reader: {exception}");
        }
    }

    private async Task ReadStoryAsync(string slug)
    {
        var before = Of(slug);
        var path = $"/v1/articles/{slug}";
        var started = Stopwatch.GetTimestamp();
        using var response = await _newsroom.GetAsync(path);
        var took = Stopwatch.GetElapsedTime(started);
        var after = Of(slug);
        var isRight = response.StatusCode switch
        {
            HttpStatusCode.OK => IsRight(
                await response.JsonAsync(HttpStatusCode.OK),
                IsOld(response) ? Known.Nothing : before,
                after
            ),
            HttpStatusCode.NotFound => before.Text == 0 || IsOld(response),
            HttpStatusCode.Gone => after.IsGoing,
            _ => await IsRefusalAsync(response, took),
        };
        if (!isRight)
            await _record.AccuseAsync($"{path} ({before}, {after})", response);
        _record.Note(response, took);
    }

    private async Task ReadListAsync(int limit)
    {
        var before = _known.ToDictionary(StringComparer.Ordinal);
        var path = $"/v1/articles?limit={limit}";
        var started = Stopwatch.GetTimestamp();
        using var response = await _newsroom.GetAsync(path);
        var took = Stopwatch.GetElapsedTime(started);
        if (response.StatusCode == HttpStatusCode.OK)
        {
            var items = (await response.JsonAsync(HttpStatusCode.OK)).Items().ToDictionary(item => item.Text("slug"));
            foreach (var (slug, item) in items)
            {
                var known = IsOld(response) ? Known.Nothing : before.GetValueOrDefault(slug, Known.Nothing);
                if (!IsRight(item, known, Of(slug)))
                    await _record.AccuseAsync($"{path}: {slug} ({known}, {Of(slug)})", response);
            }
            foreach (var (slug, known) in IsOld(response) ? [] : before)
            {
                if (known.Text > 0 && !Of(slug).IsGoing && !items.ContainsKey(slug))
                    _record.Accuse($"{path} lacks {slug}, which is public.");
            }
        }
        else if (!await IsRefusalAsync(response, took))
            await _record.AccuseAsync(path, response);
        _record.Note(response, took);
    }

    private async Task WriteAsync()
    {
        try
        {
            var random = new Random(1);
            while (!_stop.IsCancellationRequested)
            {
                var isPublic = _inHand.Keys.Where(slug => !Of(slug).IsOut).ToList();
                if (_inHand.Count < MostStories && (isPublic.Count < 5 || random.Next(2) == 0))
                    await CreateAsync($"story-{_inHand.Count}");
                else if (_inHand.Count < MostStories && random.Next(4) == 0)
                    await WithdrawAsync(isPublic[random.Next(isPublic.Count)]);
                else
                    await ChangeAsync(isPublic[random.Next(isPublic.Count)]);
                await Task.Delay(10);
            }
        }
        catch (Exception exception)
        {
            _record.Accuse($"The editor: {exception}");
        }
    }

    private async Task CreateAsync(string slug)
    {
        var draft = new JsonObject
        {
            ["slug"] = slug,
            ["language"] = "en",
            ["headline"] = Headline(slug, 1),
            ["section"] = "news",
            ["body"] = new JsonArray(new JsonObject { ["type"] = "paragraph", ["html"] = "It <em>happened</em>." }),
        };
        using var created = await SendAsync(HttpMethod.Post, EditorClient.Stories, draft, null);
        await PublishAsync(slug, await EditorClient.StoryAsync(created, HttpStatusCode.Created), 1);
    }

    private async Task ChangeAsync(string slug)
    {
        var text = Of(slug).Text + 1;
        var patch = new JsonObject { ["headline"] = Headline(slug, text) };
        var story = _inHand[slug];
        using var patched = await SendAsync(HttpMethod.Patch, story.Path, patch, story.ETag);
        // It may have been done at a try of which the answer was a refusal.
        using var present =
            patched.StatusCode == HttpStatusCode.PreconditionFailed
                ? await SendAsync(HttpMethod.Get, story.Path, null, null)
                : null;
        story = await EditorClient.StoryAsync(present ?? patched);
        Assert.Equal(Headline(slug, text), story.Json.Text("headline"));
        await PublishAsync(slug, story, text);
    }

    private async Task PublishAsync(string slug, StoryInHand story, int text)
    {
        _known[slug] = Of(slug) with { Begun = text };
        using var published = await SendAsync(HttpMethod.Post, story.Path + "/publish", new JsonObject(), story.ETag);
        _inHand[slug] = await EditorClient.StoryAsync(published);
        _known[slug] = Of(slug) with { Text = text };
        _changes++;
    }

    private async Task WithdrawAsync(string slug)
    {
        _known[slug] = Of(slug) with { IsGoing = true };
        var story = _inHand[slug];
        var reason = new JsonObject { ["kind"] = "editorial" };
        using var withdrawn = await SendAsync(HttpMethod.Post, story.Path + "/withdraw", reason, story.ETag);
        _inHand[slug] = await EditorClient.StoryAsync(withdrawn);
        _known[slug] = Of(slug) with { IsOut = true };
        _changes++;
    }

    /// <summary>Sends it until it is answered for good.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body, string? etag)
    {
        var key = method == HttpMethod.Post ? $"request-{_requests++}" : null;
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            var response = await _editor.SendAsync(method, path, body?.DeepClone(), etag, key);
            var took = Stopwatch.GetElapsedTime(started);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                _record.Confirm();
                return response;
            }
            using (response)
            {
                if (!await IsRefusalAsync(response, took))
                    await _record.AccuseAsync($"{method} {path}", response);
                _record.NoteRefusedWrite();
                _record.Note(response, took);
            }
            Assert.True(clock.Elapsed < Patience, $"{method} {path} was never done.");
            await Task.Delay(50, _abandoned.Token);
        }
    }

    private async Task<bool> IsRefusalAsync(HttpResponseMessage response, TimeSpan took)
    {
        if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            return false;
        await response.ProblemAsync(ProblemType.Unavailable);
        return response.Headers.RetryAfter is not null && took < _soon;
    }

    /// <summary>Whether a story is shown as it was at some moment between the request and its answer.</summary>
    private static bool IsRight(JsonNode item, Known before, Known after)
    {
        var headline = item.Text("headline");
        var text = int.Parse(headline.Split(' ')[^1], CultureInfo.InvariantCulture);
        return headline == Headline(item.Text("slug"), text)
            && text >= before.Text
            && text <= after.Begun
            && !before.IsOut;
    }

    /// <summary>Whether the answer says that the database is away and this is what was known before.</summary>
    public static bool IsOld(HttpResponseMessage response) =>
        response.Header("Cache-Status").Contains("ttl=-", StringComparison.Ordinal);

    private Known Of(string slug) => _known.GetValueOrDefault(slug, Known.Nothing);

    private static string Headline(string slug, int text) => $"Headline of {slug}, text {text}";

    /// <summary>What must be shown of a story, and what may.</summary>
    /// <param name="Text">The newest one that was confirmed to be public; 0 for none.</param>
    /// <param name="Begun">The newest one that may be public.</param>
    /// <param name="IsGoing">Whether it may be withdrawn.</param>
    /// <param name="IsOut">Whether that was confirmed.</param>
    private sealed record Known(int Text, int Begun, bool IsGoing, bool IsOut)
    {
        public static readonly Known Nothing = new(0, 0, false, false);
    }
}
