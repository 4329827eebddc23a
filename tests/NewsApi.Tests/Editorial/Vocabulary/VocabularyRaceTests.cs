using System.Collections.Concurrent;
using System.Net;
using Dapper;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Vocabulary;

/// <summary>Sections and tags change under the hands of those who write.</summary>
[Collection(EditingCollection.Name)]
public sealed class VocabularyRaceTests(NewsroomFixture fixture)
{
    private const string Articles = "/v1/editorial/articles";
    private const int Writers = 4;
    private const int Merges = 12;

    [Fact]
    public async Task While_tags_and_sections_are_merged_stories_are_saved_and_published_under_them_and_none_is_lost()
    {
        await using var newsroom = await fixture.StartAsync();
        using var desk = await EditorialClient.ForAsync(newsroom);
        for (var i = 0; i <= Merges; i++)
        {
            await desk.CreateTagAsync(new { type = "topic", title = $"Tag {i}" });
            await desk.CreateSectionAsync(new { title = $"Section {i}" });
        }
        var written = new ConcurrentBag<string>();
        using var merged = new CancellationTokenSource();

        var writers = Enumerable
            .Range(0, Writers)
            .Select(writer => WriteAsync(desk, writer, written, merged.Token))
            .ToList();
        for (var i = 0; i < Merges; i++)
        {
            await UntilNobodyIsFasterAsync(
                desk,
                HttpMethod.Post,
                $"/v1/editorial/tags/topic/tag-{i}/merge",
                new { into = $"topic/tag-{i + 1}" }
            );
            await UntilNobodyIsFasterAsync(
                desk,
                HttpMethod.Post,
                $"/v1/editorial/sections/section-{i}/merge",
                new { into = $"section-{i + 1}" }
            );
        }
        await merged.CancelAsync();
        await Task.WhenAll(writers);

        Assert.NotEmpty(written);
        foreach (
            var filter in new[]
            {
                $"tag=topic/tag-{Merges}",
                "tag=topic/tag-0",
                $"section=section-{Merges}",
                "section=section-0",
            }
        )
        {
            var (slugs, _) = await newsroom.Client.ReadForthAsync($"/v1/articles?{filter}&fields=slug&limit=100");
            Assert.Equal(written.Order(StringComparer.Ordinal), slugs.Order(StringComparer.Ordinal));
        }
        var tag = await newsroom.Client.JsonAsync($"/v1/tags/topic/tag-{Merges}");
        Assert.Equal(written.Count, tag["articleCount"]!.GetValue<int>());
        var section = await newsroom.Client.JsonAsync($"/v1/sections/section-{Merges}");
        Assert.Equal(written.Count, section["articleCount"]!.GetValue<int>());
        await using var owner = new NpgsqlConnection(newsroom.Connections.Owner);
        Assert.Equal(
            (await owner.ExecuteScalarAsync<long>("select seq from delivery.change_counter"), 0L),
            (
                await desk.ChangesAsync(),
                await owner.ExecuteScalarAsync<long>(
                    "select count(*) from delivery.facet_counts where article_count = 0"
                )
            )
        );
    }

    /// <summary>Writes, publishes, rewrites and publishes stories, until told to stop.</summary>
    private static async Task WriteAsync(
        EditorialClient desk,
        int writer,
        ConcurrentBag<string> written,
        CancellationToken stop
    )
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var slug = $"story-{writer}-{i}";
            using var created = await desk.SendAsync(
                HttpMethod.Post,
                Articles,
                new
                {
                    slug,
                    language = "en",
                    headline = slug,
                    section = $"section-{(i + writer) % (Merges + 1)}",
                    tags = new[]
                    {
                        $"topic/tag-{i % (Merges + 1)}",
                        $"topic/tag-{(i * 5 + 1) % (Merges + 1)}",
                    }.Distinct(),
                }
            );
            var id = (await created.JsonAsync(HttpStatusCode.Created)).Text("id");
            await UntilNobodyIsFasterAsync(desk, HttpMethod.Post, $"{Articles}/{id}/publish", new { });
            written.Add(slug);
            await UntilNobodyIsFasterAsync(
                desk,
                HttpMethod.Patch,
                $"{Articles}/{id}",
                new { headline = $"Again {slug}" }
            );
            await UntilNobodyIsFasterAsync(desk, HttpMethod.Post, $"{Articles}/{id}/publish", new { impact = "minor" });
        }
    }

    /// <summary>A merge changes stories, and a publication makes tags known: whoever means the state before is told so, as after
    /// any other change, and tries again. Nothing else may come in between.</summary>
    private static async Task UntilNobodyIsFasterAsync(
        EditorialClient desk,
        HttpMethod method,
        string path,
        object body
    )
    {
        while (true)
        {
            using var answer = await desk.ChangeAsync(method, path, body);
            if (answer.StatusCode == HttpStatusCode.PreconditionFailed)
                continue;
            await answer.JsonAsync(HttpStatusCode.OK);
            return;
        }
    }
}
