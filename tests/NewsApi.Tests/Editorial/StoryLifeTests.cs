using System.Net;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>The life of a story from the first draft to the withdrawal, as an editor's front end would go through it.</summary>
[Collection(EditingCollection.Name)]
public sealed class StoryLifeTests(EditorsNewsroom shared) : IClassFixture<EditorsNewsroom>
{
    private readonly EditorClient _editor = shared.Editor;
    private readonly HttpClient _reader = shared.Newsroom.Client;

    [Fact]
    public async Task A_story_is_written_published_corrected_withdrawn_and_published_again()
    {
        var story = await _editor.CreateAsync(new { language = "en", section = "news" });
        Assert.Equal("draft", story.State);
        await AssertAnswersAsync(HttpStatusCode.NotFound, story);

        story = await _editor.PatchAsync(story, new { headline = "How tides turn", slug = "how-tides-turn" });
        await AssertAnswersAsync(HttpStatusCode.NotFound, story);

        story = await _editor.PublishAsync(story);
        Assert.Equal(("published", 2), (story.State, story.Revision));
        await AssertAnswersAsync(HttpStatusCode.OK, story);

        story = await _editor.CorrectAsync(story, new { text = "It was the Moon." });
        var corrected = await _reader.JsonAsync($"/v1/articles/{story.Slug}");
        Assert.Equal(2, corrected["version"]!.GetValue<int>());
        Assert.Equal("It was the Moon.", corrected["corrections"]!.AsArray().Single()!.Text("text"));

        story = await _editor.WithdrawAsync(story);
        Assert.Equal("withdrawn", story.State);
        await AssertAnswersAsync(HttpStatusCode.Gone, story);

        story = await _editor.ReinstateAsync(story);
        Assert.Equal("draft", story.State);
        await AssertAnswersAsync(HttpStatusCode.Gone, story);

        story = await _editor.PublishAsync(story);
        await AssertAnswersAsync(HttpStatusCode.OK, story);
    }

    [Fact]
    public async Task A_draft_is_replaced_and_thrown_away()
    {
        var story = await _editor.CreateAsync(Editor.Draft("thrown-away"));

        story = await _editor.PutAsync(story, Editor.Draft("thrown-away") with { Headline = "Another" });
        Assert.Equal("Another", story.Json.Text("headline"));
        await _editor.DeleteAsync(story);

        using var gone = await _editor.SendAsync(HttpMethod.Get, story.Path);
        await gone.ProblemAsync(ProblemType.NotFound);
    }

    [Fact]
    public async Task A_publication_is_planned_and_called_off()
    {
        var story = await _editor.CreateAsync(Editor.Draft("planned"));

        story = await _editor.PublishAsync(story, new { at = DateTimeOffset.UtcNow.AddDays(1) });
        Assert.Equal("scheduled", story.State);
        story = await _editor.UnscheduleAsync(story);

        Assert.Equal("draft", story.State);
        Assert.Null(story.Json["dueAt"]);
    }

    private async Task AssertAnswersAsync(HttpStatusCode status, StoryInHand story)
    {
        foreach (var name in new[] { story.Id.ToString(), story.Slug })
        {
            using var response = await _reader.GetAsync($"/v1/articles/{name}");
            Assert.Equal(status, response.StatusCode);
        }
    }
}
