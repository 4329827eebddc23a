using System.Net;
using System.Text.Json.Nodes;
using CsCheck;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Editors who work on the same story at the same moment: one of them is first, and nobody's change is lost.</summary>
[Collection(EditingCollection.Name)]
public sealed class ConcurrencyTests(EditorsNewsroom shared) : IClassFixture<EditorsNewsroom>
{
    private readonly EditorClient _editor = shared.Editor;

    /// <summary>Of all who changed what they read in the same state, just one has it saved.</summary>
    [Fact]
    public async Task Of_many_changes_that_rest_on_the_same_state_one_is_made() =>
        await Gen.Int[2, 8]
            .Array[1, 6]
            .SampleAsync(
                async rounds =>
                {
                    var story = await NewAsync();
                    foreach (var writers in rounds)
                    {
                        var answers = await Task.WhenAll(
                            Enumerable
                                .Range(0, writers)
                                .Select(writer => PatchAsync(story, $"By writer {writer} after {story.Revision}"))
                        );

                        var won = Assert.Single(answers, answer => answer is not null);
                        story = await _editor.GetAsync(story.Id);
                        Assert.Equal(won!.Json.ToJsonString(), story.Json.ToJsonString());
                    }
                    Assert.Equal(1 + rounds.Length, story.Revision);
                },
                iter: 10,
                threads: 1
            );

    /// <summary>Each adds paragraphs of its own, and reads again and tries again when somebody else was faster.</summary>
    [Fact]
    public async Task Writers_who_try_again_lose_no_edit() =>
        await Gen.Select(Gen.Int[2, 5], Gen.Int[1, 4])
            .SampleAsync(
                async (writers, edits) =>
                {
                    var story = await NewAsync();

                    await Task.WhenAll(
                        Enumerable
                            .Range(0, writers)
                            .Select(async writer =>
                            {
                                for (var edit = 0; edit < edits; edit++)
                                    await AddAsync(story.Id, $"{writer}.{edit}");
                            })
                    );

                    story = await _editor.GetAsync(story.Id);
                    var texts = story.Json["body"]!.AsArray().Select(block => block!.Text("html")).ToList();
                    var expected = Enumerable
                        .Range(0, writers)
                        .SelectMany(writer => Enumerable.Range(0, edits).Select(edit => $"{writer}.{edit}"));
                    Assert.Equal(expected.Order(StringComparer.Ordinal), texts.Order(StringComparer.Ordinal));
                    Assert.Equal(1 + writers * edits, story.Revision);
                },
                iter: 8,
                threads: 1
            );

    [Fact]
    public async Task Of_different_steps_at_once_one_is_done()
    {
        for (var round = 0; round < 10; round++)
        {
            var story = await _editor.PublishAsync(await NewAsync());

            var statuses = await Task.WhenAll(
                StatusAsync(story, "publish", "{}"),
                StatusAsync(story, "corrections", """{ "text": "x" }"""),
                StatusAsync(story, "withdraw", """{ "kind": "legal" }"""),
                StatusAsync(story, "publish", """{ "at": "2040-01-01T00:00:00Z" }""")
            );

            Assert.Single(statuses, HttpStatusCode.OK);
            Assert.Equal(3, statuses.Count(status => status == HttpStatusCode.PreconditionFailed));
        }
    }

    [Fact]
    public async Task Stories_with_the_same_headline_may_be_created_at_once()
    {
        var stories = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(_ =>
                    _editor.CreateAsync(
                        new
                        {
                            language = "en",
                            section = "news",
                            headline = "All at once",
                        }
                    )
                )
        );

        Assert.Equal(20, stories.Select(story => story.Slug).Distinct().Count());
        Assert.Contains("all-at-once", stories.Select(story => story.Slug));
    }

    [Fact]
    public async Task A_slug_that_many_ask_for_at_once_is_given_to_one()
    {
        var draft = Editor.Draft("wanted-by-many");
        var statuses = await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(async _ =>
                {
                    using var response = await _editor.SendAsync(HttpMethod.Post, EditorClient.Stories, draft);
                    if (response.StatusCode != HttpStatusCode.Created)
                        await response.InvalidAsync("/slug");
                    return response.StatusCode;
                })
        );

        Assert.Single(statuses, HttpStatusCode.Created);
    }

    [Fact]
    public async Task Stories_published_at_once_get_numbers_without_gaps()
    {
        var stories = await Task.WhenAll(Enumerable.Range(0, 15).Select(_ => NewAsync()));

        await Task.WhenAll(stories.Select(story => _editor.PublishAsync(story)));

        var changes = await shared.Newsroom.Client.JsonAsync("/v1/changes?limit=1000");
        var numbers = changes.Items().Select(change => change["seq"]!.GetValue<long>()).ToList();
        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(number => (long)number), numbers);
    }

    private Task<StoryInHand> NewAsync() =>
        _editor.CreateAsync(Editor.Draft($"contested-{Guid.NewGuid():N}") with { Body = [] });

    /// <summary>Null where somebody else was faster.</summary>
    private async Task<StoryInHand?> PatchAsync(StoryInHand story, string headline)
    {
        using var response = await _editor.SendAsync(HttpMethod.Patch, story.Path, new { headline }, story.ETag);
        if (response.StatusCode != HttpStatusCode.PreconditionFailed)
            return await EditorClient.StoryAsync(response);
        await response.ProblemAsync(ProblemType.PreconditionFailed);
        return null;
    }

    private async Task AddAsync(Guid id, string text)
    {
        while (true)
        {
            var story = await _editor.GetAsync(id);
            var draft = story.Json.DeepClone();
            draft["body"]!.AsArray().Add(new JsonObject { ["type"] = "paragraph", ["html"] = text });
            using var response = await _editor.SendAsync(HttpMethod.Put, story.Path, draft, story.ETag);
            if (response.StatusCode == HttpStatusCode.OK)
                return;
            await response.ProblemAsync(ProblemType.PreconditionFailed);
        }
    }

    private async Task<HttpStatusCode> StatusAsync(StoryInHand story, string step, string body)
    {
        using var response = await _editor.SendAsync(HttpMethod.Post, $"{story.Path}/{step}", body, story.ETag);
        return response.StatusCode;
    }
}
