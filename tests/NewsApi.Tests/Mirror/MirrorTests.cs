using System.Text.Json.Nodes;
using Dapper;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;
using Xunit.Abstractions;

namespace NewsApi.Tests.Mirror;

/// <summary>Many editors write at once, instances are killed in the midst of commits and connections are cut; in the end nothing
/// that was confirmed is lost, and every copy that partners keep equals what is public.</summary>
[Collection(ImportingCollection.Name)]
public sealed class MirrorTests(NewsroomFixture fixture, ITestOutputHelper output)
{
    /// <summary>So much must have happened for the end to say anything, on a busy machine too.</summary>
    private const int Kills = 3;
    private const int Changes = 80;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Copies_equal_what_is_public_whatever_dies_meanwhile()
    {
        var newsroom = await fixture.StartAsync();
        foreach (var section in new[] { "news", "sport" })
            await new Editor(newsroom).AddSectionAsync(section);
        var key = (await EditorClient.StartAsync(newsroom)).Key.Text;
        await using var instances = new Instances(newsroom.Connections);
        await instances.StartAsync();

        using var stop = new CancellationTokenSource(Patience);
        var writers = Enumerable.Range(0, 4).Select(number => new Writer(instances, key, number)).ToList();
        var whole = new TaskCompletionSource<long>();
        Follower[] followers =
        [
            new(instances, "", streams: false, 1),
            new(instances, "", streams: true, 2),
            new(instances, "&section=sport", streams: false, 3),
            new(instances, "&section=sport", streams: true, 4),
        ];
        var following = followers.Select(follower => Task.Run(() => follower.FollowAsync(whole.Task))).ToList();
        var writing = writers.Select(writer => Task.Run(() => writer.WriteAsync(stop.Token))).ToList();
        await RaiseHavocAsync(instances, newsroom, stop.Token);
        await stop.CancelAsync();
        await Task.WhenAll(writing);
        var (changes, end) = await LogAsync(newsroom);
        whole.SetResult(end);
        await Task.WhenAll(following).WaitAsync(TimeSpan.FromSeconds(60));

        output.WriteLine($"{instances.Kills} kills, {end} changes.");
        Assert.True(instances.Kills >= Kills && end >= Changes, "Too little happened to say anything.");
        Assert.Equal(Enumerable.Range(1, (int)end).Select(seq => (long)seq), changes);
        var isPublic = await PublicAsync(newsroom, "");
        var inSport = await PublicAsync(newsroom, "&section=sport");
        AssertSame(
            Confirmed(writers),
            isPublic.ToDictionary(story => story.Key, story => story.Value.Split(' ', 2)[1])
        );
        AssertSame(isPublic, followers[0].Copy);
        AssertSame(isPublic, followers[1].Copy);
        AssertSame(inSport, followers[2].Copy);
        AssertSame(inSport, followers[3].Copy);
        Assert.Equal(changes, followers[0].Numbers);
        Assert.Equal(changes, followers[1].Numbers);
        Assert.All(followers, follower => Assert.Equal(follower.Numbers.Order().Distinct(), follower.Numbers));
    }

    private static async Task RaiseHavocAsync(Instances instances, Newsroom newsroom, CancellationToken stop)
    {
        var random = new Random(7);
        await using var owner = new NpgsqlConnection(newsroom.Connections.Owner);
        while (!stop.IsCancellationRequested && (instances.Kills < Kills || (await LogAsync(newsroom)).End < Changes))
        {
            await Task.Delay(random.Next(300, 1500), CancellationToken.None);
            if (random.Next(4) == 0)
                await instances.ReplaceAsync(random.Next(2));
            else
                await owner.ExecuteAsync(
                    """
                    select pg_terminate_backend(pid)
                    from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid() and random() < 0.15
                    """
                );
        }
    }

    private static Dictionary<Guid, string> Confirmed(IEnumerable<Writer> writers) =>
        writers
            .SelectMany(writer => writer.Confirmed)
            .Where(story => story.Value is not null)
            .ToDictionary(story => story.Key, story => story.Value!);

    private static async Task<(IReadOnlyList<long> Numbers, long End)> LogAsync(Newsroom newsroom)
    {
        await using var owner = new NpgsqlConnection(newsroom.Connections.Owner);
        var numbers = (await owner.QueryAsync<long>("select seq from delivery.changes order by seq")).ToList();
        return (numbers, await owner.QuerySingleAsync<long>("select seq from delivery.change_counter"));
    }

    private static async Task<Dictionary<Guid, string>> PublicAsync(Newsroom newsroom, string filter)
    {
        using var client = new HttpClient { BaseAddress = newsroom.BaseAddress };
        string text;
        try
        {
            text = await client.GetStringAsync($"/v1/export?fields=version,headline{filter}");
        }
        catch (HttpRequestException)
        {
            // This instance's own connections were cut as well; the first request notices.
            text = await client.GetStringAsync($"/v1/export?fields=version,headline{filter}");
        }
        return text.TrimEnd()
            .Split('\n')[..^1]
            .Select(line => JsonNode.Parse(line)!)
            .ToDictionary(item => item["id"]!.GetValue<Guid>(), item => $"{item["version"]} {item["headline"]}");
    }

    private static void AssertSame(Dictionary<Guid, string> expected, Dictionary<Guid, string> actual) =>
        Assert.Equal(
            expected.Select(story => $"{story.Key} {story.Value}").Order(StringComparer.Ordinal),
            actual.Select(story => $"{story.Key} {story.Value}").Order(StringComparer.Ordinal)
        );
}
