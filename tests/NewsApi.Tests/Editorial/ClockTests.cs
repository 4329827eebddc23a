using System.Net;
using Dapper;
using Microsoft.Extensions.Logging;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Stories that go public and expire by themselves, at their moment by the database's clock.</summary>
[Collection(EditingCollection.Name)]
public sealed class ClockTests(NewsroomFixture fixture) : IAsyncLifetime
{
    private static readonly KeyValuePair<string, string?> WithClock = new("Clock:Enabled", "true");

    /// <summary>After its moment a story may take so long to be on every path.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(250);

    private Newsroom _newsroom = null!;

    public async Task InitializeAsync()
    {
        _newsroom = await fixture.StartAsync();
        await new Editor(_newsroom).AddSectionAsync("news");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_scheduled_story_appears_at_its_moment_and_not_before()
    {
        await using var instance = await InstanceAsync();
        var lateness = new List<TimeSpan>();
        for (var i = 0; i < 5; i++)
        {
            var id = await new Editor(_newsroom).SaveAsync(Editor.Draft($"at-its-moment-{i}"));
            var due = await InTheDatabaseAsync<DateTimeOffset>("select clock_timestamp() + interval '400 ms'");
            await new Desk(_newsroom).ScheduleAsync(id, due, null);

            var seen = await FirstSeenAsync(instance, $"/v1/articles/{id}", due);

            Assert.True(seen.Asked >= due, $"Seen {due - seen.Asked} too early.");
            Assert.Contains(
                $"at-its-moment-{i}",
                (await instance.Client.JsonAsync("/v1/articles?section=news")).Slugs()
            );
            lateness.Add(seen.Answered - due);
        }
        lateness.Sort();
        Assert.True(lateness[lateness.Count / 2] <= Late, $"Late by {string.Join(", ", lateness)}.");
    }

    [Fact]
    public async Task Two_instances_publish_each_story_once()
    {
        const int Stories = 120;
        await using var one = await InstanceAsync();
        await using var other = await InstanceAsync();
        var due = await InTheDatabaseAsync<DateTimeOffset>("select clock_timestamp() + interval '1500 ms'");
        var desk = new Desk(_newsroom);
        for (var i = 0; i < Stories; i++)
            await desk.ScheduleAsync(await new Editor(_newsroom).SaveAsync(Editor.Draft($"raced-{i}")), due, null);

        await EventuallyAsync(async () =>
            Stories == await InTheDatabaseAsync<int>("select count(*)::int from delivery.article_rows")
        );

        var changes = await ChangesAsync();
        Assert.Equal(Enumerable.Range(1, Stories).Select(seq => (long)seq), changes.Select(change => change.Seq));
        Assert.Equal(Stories, changes.Select(change => change.ArticleId).Distinct().Count());
        Assert.All(changes, change => Assert.Equal("published", change.Kind));
    }

    /// <summary>What an instance had locked when it died is free for the others as soon as its connection is gone.</summary>
    [Fact]
    public async Task A_story_held_by_an_instance_that_dies_is_published_by_another()
    {
        await using var survivor = await InstanceAsync();
        var id = await new Editor(_newsroom).SaveAsync(Editor.Draft("orphaned"));
        await new Desk(_newsroom).ScheduleAsync(id, DateTimeOffset.UtcNow.AddMilliseconds(600), null);
        await using var dying = new NpgsqlConnection(_newsroom.Connections.Owner);
        await dying.OpenAsync();
        await using var held = await dying.BeginTransactionAsync();
        await dying.ExecuteAsync("select from editorial.articles where id = @id for update", new { id });
        await Task.Delay(1000);
        using (var meanwhile = await survivor.Client.GetAsync($"/v1/articles/{id}"))
            Assert.Equal(HttpStatusCode.NotFound, meanwhile.StatusCode);

        await InTheDatabaseAsync<bool>($"select pg_terminate_backend({dying.ProcessID})");

        await EventuallyAsync(async () =>
            (await survivor.Client.GetAsync($"/v1/articles/{id}")).StatusCode == HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task A_moment_that_came_while_nothing_ran_is_caught_up_with()
    {
        var id = await new Editor(_newsroom).SaveAsync(Editor.Draft("slept-over"));
        var due = DateTimeOffset.UtcNow.AddHours(-3);
        await new Desk(_newsroom).ScheduleAsync(id, due, null);

        await using var instance = await InstanceAsync();

        await EventuallyAsync(async () =>
            (await instance.Client.GetAsync($"/v1/articles/{id}")).StatusCode == HttpStatusCode.OK
        );
        var article = await instance.Client.JsonAsync($"/v1/articles/{id}");
        Assert.Equal(due.ToUnixTimeSeconds(), article["publishedAt"]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds());
    }

    [Fact]
    public async Task An_expired_story_is_gone_at_once_and_leaves_the_log_an_entry()
    {
        await using var instance = await InstanceAsync();
        // A slow machine must have published and shown it by then.
        var expires = await InTheDatabaseAsync<DateTimeOffset>("select clock_timestamp() + interval '3 seconds'");
        var id = await new Editor(_newsroom).PublishAsync(Editor.Draft("short-lived"), expiresAt: expires);
        Assert.Contains("short-lived", (await instance.Client.JsonAsync("/v1/articles")).Slugs());

        var left = await InTheDatabaseAsync<TimeSpan>($"select '{expires:O}'::timestamptz - clock_timestamp()");
        await Task.Delay(left + TimeSpan.FromMilliseconds(50));

        var problem = await instance.Client.JsonAsync($"/v1/articles/{id}", HttpStatusCode.Gone);
        Assert.Equal("rights", problem.Text("kind"));
        await EventuallyAsync(async () => (await ChangesAsync()).Any(change => change.Kind == "expired"));
        Assert.Equal(["published", "expired"], (await ChangesAsync()).Select(change => change.Kind));
        var after = await instance.Client.JsonAsync($"/v1/articles/{id}", HttpStatusCode.Gone);
        Assert.Equal(problem["withdrawnAt"]!.ToString(), after["withdrawnAt"]!.ToString());
        Assert.Equal(problem["reason"]!.ToString(), after["reason"]!.ToString());
    }

    [Fact]
    public async Task The_right_to_a_story_that_ended_before_its_moment_came_leaves_it_a_draft()
    {
        var id = await new Editor(_newsroom).SaveAsync(
            Editor.Draft("never-shown") with
            {
                Rights = new() { ExpiresAt = DateTimeOffset.UtcNow.AddHours(-1) },
            }
        );
        await new Desk(_newsroom).ScheduleAsync(id, DateTimeOffset.UtcNow.AddHours(-2), null);

        await using var instance = await InstanceAsync();

        await EventuallyAsync(async () => await StateAsync(id) == "draft");
        Assert.Empty(await ChangesAsync());
        using var response = await instance.Client.GetAsync($"/v1/articles/{id}");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    /// <summary>A story that can't be published must not keep those behind it waiting.</summary>
    [Fact]
    public async Task A_story_that_fails_does_not_hold_up_the_others()
    {
        var editor = new Editor(_newsroom);
        var desk = new Desk(_newsroom);
        var broken = await editor.SaveAsync(Editor.Draft("broken"));
        var whole = await editor.SaveAsync(Editor.Draft("whole"));
        // Past all checks, as only a fault in this program could do it.
        await InTheDatabaseAsync<int>(
            $"update editorial.revisions set content = jsonb_set(content::jsonb, '{{headline}}', '\"\"')::json where article_id = '{broken}' returning 1"
        );
        await desk.ScheduleAsync(broken, DateTimeOffset.UtcNow.AddSeconds(-2), null);
        await desk.ScheduleAsync(whole, DateTimeOffset.UtcNow.AddSeconds(-1), null);

        await using var instance = await InstanceAsync();

        await EventuallyAsync(async () => await StateAsync(whole) == "published");
        Assert.Equal("scheduled", await StateAsync(broken));
        Assert.Contains(
            instance.Logs.AtLeast(LogLevel.Error),
            entry => entry.Contains(broken.ToString(), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_cut_connection_does_not_stop_the_clock()
    {
        await using var instance = await InstanceAsync();
        var id = await new Editor(_newsroom).SaveAsync(Editor.Draft("after-the-cut"));
        await new Desk(_newsroom).ScheduleAsync(id, DateTimeOffset.UtcNow.AddSeconds(1), null);

        await InTheDatabaseAsync<int>(
            "select count(pg_terminate_backend(pid))::int from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        );

        await EventuallyAsync(async () => await StateAsync(id) == "published");
    }

    private Task<Newsroom> InstanceAsync() => Newsroom.StartAsync(_newsroom.Connections, WithClock);

    /// <returns>When the answer with the story was asked for, and when it was there.</returns>
    private static async Task<(DateTimeOffset Asked, DateTimeOffset Answered)> FirstSeenAsync(
        Newsroom newsroom,
        string path,
        DateTimeOffset due
    )
    {
        while (DateTimeOffset.UtcNow < due.AddSeconds(10))
        {
            var asked = DateTimeOffset.UtcNow;
            using var response = await newsroom.Client.GetAsync(path);
            var answered = DateTimeOffset.UtcNow;
            // The answer was made somewhere between the two, so it is late by the latter and early by the former.
            if (response.StatusCode == HttpStatusCode.OK)
                return (answered, answered);
            Assert.True(response.StatusCode == HttpStatusCode.NotFound, $"{response.StatusCode} at {asked}");
        }
        throw new TimeoutException($"{path} did not appear within ten seconds.");
    }

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        var until = DateTime.UtcNow.AddSeconds(15);
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < until, "It did not happen within fifteen seconds.");
            await Task.Delay(20);
        }
    }

    private Task<string> StateAsync(Guid id) =>
        InTheDatabaseAsync<string>($"select state from editorial.articles where id = '{id}'");

    private async Task<T> InTheDatabaseAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(_newsroom.Connections.Owner);
        return await connection.QuerySingleAsync<T>(sql);
    }

    private async Task<IReadOnlyList<(long Seq, string Kind, Guid ArticleId)>> ChangesAsync()
    {
        await using var connection = new NpgsqlConnection(_newsroom.Connections.Owner);
        return
        [
            .. await connection.QueryAsync<(long, string, Guid)>(
                "select seq, kind, article_id from delivery.changes order by seq"
            ),
        ];
    }
}
