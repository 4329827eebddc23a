using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Editorial;
using NewsApi.Storage;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Caching;

/// <summary>What a change makes wrong is given out by no instance from a moment after the commit on, however many ask.</summary>
[Collection(AloneCollection.Name)]
public sealed class FreshAnswersTests(NewsroomFixture fixture)
{
    private const int ReadersOfEach = 3;
    private const int Stories = 3;

    private static readonly TimeSpan Promised = TimeSpan.FromMilliseconds(100);

    [Fact]
    public Task No_instance_gives_out_what_a_change_has_made_wrong() =>
        Gen.Select(Gen.Int[0, Stories - 1], Gen.Bool, Gen.Int[0, 60])
            .Array[20, 40]
            .SampleAsync(
                async steps =>
                {
                    var newsroom = await fixture.StartAsync();
                    await newsroom.FollowAsync();
                    await using var other = await Newsroom.StartAsync(newsroom.Connections);
                    await newsroom.FollowAsync();
                    await other.FollowAsync();
                    await PlayAsync(newsroom, other, steps);
                },
                iter: 2,
                threads: 1
            );

    private static async Task PlayAsync(
        Newsroom newsroom,
        Newsroom other,
        (int Story, bool Withdraw, int Pause)[] steps
    )
    {
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        var ids = new List<Guid>();
        for (var story = 0; story < Stories; story++)
            ids.Add(await editor.PublishAsync(Editor.Draft($"story-{story}")));
        var history = new History(ids);
        using var stopping = new CancellationTokenSource();
        var readers = new[] { newsroom, other }
            .SelectMany(instance =>
                Enumerable.Range(0, ReadersOfEach).Select(_ => history.ReadAsync(instance, stopping.Token))
            )
            .ToList();
        foreach (var (story, withdraw, pause) in steps)
        {
            await history.ChangeAsync(newsroom, story, withdraw);
            await Task.Delay(pause);
        }
        await Task.Delay(2 * Promised);
        await stopping.CancelAsync();
        await Task.WhenAll(readers);

        Assert.Empty(history.Wrong());
        Assert.True(history.Hits > steps.Length, $"Only {history.Hits} answers came from the cache.");
    }

    /// <summary>What was done to the stories, and what readers saw of them.</summary>
    private sealed class History(IReadOnlyList<Guid> ids)
    {
        private readonly List<Commit> _commits = [.. ids.Select(id => new Commit(id, 1, 0))];
        private readonly ConcurrentQueue<Sight> _sights = [];
        private int _hits;

        public int Hits => _hits;

        /// <summary>Commits it as another process would: without waiting for what this instance knows of it.</summary>
        public async Task ChangeAsync(Newsroom newsroom, int story, bool withdraw)
        {
            var id = ids[story];
            var last = _commits.FindLast(commit => commit.Id == id)!;
            var publisher = newsroom.Services.GetRequiredService<Publisher>();
            var database = newsroom.Services.GetRequiredService<EditorialDatabase>();
            await using var connection = await database.OpenAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync();
            var isGone = last.State < 0;
            if (withdraw && !isGone)
                await publisher.WithdrawAsync(
                    transaction,
                    id,
                    new("editorial", null, null),
                    "test",
                    CancellationToken.None
                );
            else
                await PublishAsync(transaction, publisher, id);
            await transaction.CommitAsync();
            // Versions go on counting after a withdrawal; a story that is gone has the last one's, below zero.
            var state = withdraw && !isGone ? -last.State : Math.Abs(last.State) + 1;
            _commits.Add(new(id, state, Stopwatch.GetTimestamp()));
        }

        private static Task PublishAsync(NpgsqlTransaction transaction, Publisher publisher, Guid id)
        {
            var now = DateTimeOffset.UtcNow;
            return publisher.PublishAsync(
                transaction,
                [new Release(id, new(now, now, now, ExpiresAt: null))],
                "test",
                CancellationToken.None
            );
        }

        public async Task ReadAsync(Newsroom instance, CancellationToken cancellationToken)
        {
            using var client = new HttpClient { BaseAddress = instance.BaseAddress };
            for (var turn = 0; !cancellationToken.IsCancellationRequested; turn++)
            {
                var isList = turn % 3 == 0;
                var id = ids[turn % ids.Count];
                var path = isList ? "/v1/articles?section=news&fields=version" : $"/v1/articles/{id}?fields=version";
                var asked = Stopwatch.GetTimestamp();
                using var response = await client.GetAsync(path, CancellationToken.None);
                var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(CancellationToken.None))!;
                if (response.Headers.TryGetValues("Cache-Status", out var status) && status.Single() == "newsapi; hit")
                    Interlocked.Increment(ref _hits);
                if (isList)
                {
                    var shown = body.Items().ToDictionary(item => item["id"]!.GetValue<Guid>(), Version);
                    foreach (var story in ids)
                        _sights.Enqueue(new(story, shown.GetValueOrDefault(story), asked, path, instance.BaseAddress));
                }
                else
                    _sights.Enqueue(
                        new(id, (int)response.StatusCode == 200 ? Version(body) : 0, asked, path, instance.BaseAddress)
                    );
                await Task.Yield();
            }
        }

        private static int Version(JsonNode article) => article["version"]!.GetValue<int>();

        /// <summary>Whatever was seen of a story that it had been changed from for longer than was promised.</summary>
        public IEnumerable<string> Wrong()
        {
            foreach (var sight in _sights)
            {
                var commits = _commits.Where(commit => commit.Id == sight.Id).ToList();
                var known = commits.FindLastIndex(commit =>
                    commit.At == 0 || Stopwatch.GetElapsedTime(commit.At, sight.Asked) >= Promised
                );
                // What came later may have been seen already.
                if (commits.Skip(known).All(commit => Math.Max(commit.State, 0) != sight.Version))
                    yield return $"{sight.Path} at {sight.Instance} showed version {sight.Version} of {sight.Id}, "
                        + $"which had become {commits[known].State} {Stopwatch.GetElapsedTime(commits[known].At, sight.Asked)} before";
            }
        }
    }

    /// <param name="Id">Of the story.</param>
    /// <param name="State">Its version since then; below zero, and nothing in public, if it was withdrawn.</param>
    /// <param name="At">When that was committed; 0 for before anybody looked.</param>
    private sealed record Commit(Guid Id, int State, long At);

    /// <param name="Id">Of the story.</param>
    /// <param name="Version">What was seen; 0 for nothing.</param>
    /// <param name="Asked">When the request was sent.</param>
    /// <param name="Path">Of the request.</param>
    /// <param name="Instance">That answered.</param>
    private sealed record Sight(Guid Id, int Version, long Asked, string Path, Uri Instance);
}
