using Microsoft.Extensions.DependencyInjection;
using NewsApi.Caching;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Caching;

/// <summary>Many who ask at once, and more than there is room for.</summary>
[Collection(AloneCollection.Name)]
public sealed class HerdTests(NewsroomFixture fixture)
{
    private const int Herd = 100;

    /// <summary>Without it, the moment at which an answer that everybody wants is no longer right is the moment at which the
    /// database gets all of them.</summary>
    [Fact]
    public async Task An_answer_is_made_once_however_many_wait_for_it()
    {
        var newsroom = await fixture.StartAsync();
        await newsroom.FollowAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        var made = 0;
        for (var round = 0; round < 5; round++)
        {
            await editor.PublishAsync(Editor.Draft($"story-{round}"));
            var answers = await Task.WhenAll(
                Enumerable.Range(0, Herd).Select(_ => newsroom.GetAsync("/v1/articles?section=news"))
            );
            made += answers.Count(answer => !answer.Header("Cache-Status").EndsWith("hit", StringComparison.Ordinal));
            foreach (var answer in answers)
            {
                Assert.Contains($"story-{round}", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                answer.Dispose();
            }
        }

        // One for each round. Now and then one comes just as an old answer is taken away, and makes it anew.
        Assert.InRange(made, 5, 10);
    }

    [Fact]
    public async Task The_cache_keeps_within_its_bound()
    {
        const int Megabyte = 1024 * 1024;
        await using var newsroom = await Newsroom.StartAsync(
            fixture.Sample.Connections,
            new KeyValuePair<string, string?>("Caching:Megabytes", "1")
        );
        await newsroom.FollowAsync();
        var memory = newsroom.Services.GetRequiredService<AnswerMemory>().Answers;
        for (var limit = 1; limit <= 100; limit++)
            await newsroom.Client.GetStringAsync($"/v1/articles?limit={limit}");

        Assert.InRange(memory.GetCurrentStatistics()!.CurrentEstimatedSize!.Value, Megabyte / 4, Megabyte);
    }

    /// <summary>Whoever is asked for all the time is found without the store, which must learn of it all the same.</summary>
    [Fact]
    public async Task What_is_asked_for_all_the_time_stays_when_room_is_made()
    {
        await using var newsroom = await Newsroom.StartAsync(
            fixture.Sample.Connections,
            new KeyValuePair<string, string?>("Caching:Megabytes", "1")
        );
        await newsroom.FollowAsync();
        var memory = newsroom.Services.GetRequiredService<AnswerMemory>().Answers;
        const string Hot = "/v1/articles?sort=newest";
        await newsroom.Client.GetStringAsync(Hot);
        for (var turn = 0; turn < 200; turn++)
        {
            await newsroom.Client.GetStringAsync(
                $"/v1/articles?sort=oldest&limit={1 + turn % 100}&page={1 + turn / 100}"
            );
            using var hot = await newsroom.GetAsync(Hot);

            Assert.Equal((turn, "newsapi; hit"), (turn, hot.Header("Cache-Status")));
            Assert.Contains(memory.Keys, key => $"{key}".Contains("sort=newest", StringComparison.Ordinal));
        }
        Assert.InRange(memory.Count, 2, 150);
    }

    /// <summary>Compressed forms are made when they are asked for first, and take memory from then on.</summary>
    [Fact]
    public async Task What_is_made_of_an_answer_later_is_counted_with_it()
    {
        await using var newsroom = await Newsroom.StartAsync(fixture.Sample.Connections);
        await newsroom.FollowAsync();
        var memory = newsroom.Services.GetRequiredService<AnswerMemory>().Answers;
        await newsroom.Client.GetStringAsync("/v1/articles");
        var plain = memory.GetCurrentStatistics()!.CurrentEstimatedSize!.Value;

        var lengths = 0L;
        foreach (var coding in (string[])["br", "gzip", "br"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/articles");
            request.Headers.AcceptEncoding.ParseAdd(coding);
            using var answer = await newsroom.Client.SendAsync(request);
            Assert.Equal([coding], answer.Content.Headers.ContentEncoding);
            if (lengths == 0 || coding == "gzip")
                lengths += answer.Content.Headers.ContentLength!.Value;
        }

        Assert.Equal(plain + lengths, memory.GetCurrentStatistics()!.CurrentEstimatedSize);
    }
}
