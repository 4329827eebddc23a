using System.Net;
using Dapper;
using NewsApi.Http;
using NewsApi.Storage;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Requests that come again under an <c>Idempotency-Key</c>, late, changed, from elsewhere or all at once.</summary>
[Collection(EditingCollection.Name)]
public sealed class IdempotencyTests(EditorsNewsroom shared) : IClassFixture<EditorsNewsroom>
{
    private readonly EditorClient _editor = shared.Editor;

    [Fact]
    public async Task The_first_answer_comes_again_even_after_the_story_has_changed()
    {
        var draft = Editor.Draft("answered-twice");
        using var first = await PostAsync(_editor, draft, "changed since");
        var story = await EditorClient.StoryAsync(first, HttpStatusCode.Created);
        story = await _editor.PublishAsync(await _editor.PatchAsync(story, new { headline = "Changed since" }));

        using var again = await PostAsync(_editor, draft, "changed since");

        Assert.Equal(await first.Content.ReadAsByteArrayAsync(), await again.Content.ReadAsByteArrayAsync());
        Assert.Equal(first.Header("ETag"), again.Header("ETag"));
        Assert.Equal(story.ETag, (await _editor.GetAsync(story.Id)).ETag);
    }

    [Fact]
    public async Task A_step_that_was_done_is_answered_again_though_its_entity_tag_is_stale_by_then()
    {
        var story = await _editor.CreateAsync(Editor.Draft("stepped-once"));
        using var first = await PublishAsync(story, "{}", "step");
        using var again = await PublishAsync(story, "{}", "step");

        Assert.Equal(
            (await EditorClient.StoryAsync(first)).Json.ToJsonString(),
            (await EditorClient.StoryAsync(again)).Json.ToJsonString()
        );
        Assert.Equal(1, again.Header("Idempotency-Replayed") == "true" ? 1 : 0);
        Assert.Equal(1, (await _editor.GetAsync(story.Id)).Json["version"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_key_on_another_request_is_a_mistake()
    {
        var (story, other) = (
            await _editor.CreateAsync(Editor.Draft("mistaken")),
            await _editor.CreateAsync(Editor.Draft("mistaken-too"))
        );
        using var first = await PublishAsync(story, "{}", "reused");
        using var otherBody = await PublishAsync(story, """{ "impact": "major" }""", "reused");
        using var sameInOtherBytes = await PublishAsync(story, "{ }", "reused");
        using var otherStory = await PublishAsync(other, "{}", "reused");
        using var otherStep = await _editor.SendAsync(
            HttpMethod.Post,
            $"{story.Path}/withdraw",
            "{}",
            story.ETag,
            "reused"
        );

        await first.OkAsync();
        foreach (var response in new[] { otherBody, sameInOtherBytes, otherStory })
            await response.ProblemAsync(ProblemType.IdempotencyKeyReused);
        // What is no request at all is told so first.
        await otherStep.InvalidAsync("/kind");
        Assert.Equal("draft", (await _editor.GetAsync(other.Id)).State);
    }

    [Fact]
    public async Task Another_holder_of_a_key_may_use_the_same_text()
    {
        var night = await EditorClient.StartAsync(shared.Newsroom, "night desk");
        using var mine = await PostAsync(_editor, Editor.Draft("mine-alone"), "same text");
        using var theirs = await PostAsync(night, Editor.Draft("theirs-alone"), "same text");
        using var theirsAgain = await PostAsync(night, Editor.Draft("theirs-alone"), "same text");

        Assert.Equal("mine-alone", (await EditorClient.StoryAsync(mine, HttpStatusCode.Created)).Slug);
        var story = await EditorClient.StoryAsync(theirs, HttpStatusCode.Created);
        Assert.Equal(("theirs-alone", "night desk"), (story.Slug, story.Json.Text("savedBy")));
        Assert.Equal(story.Id, (await EditorClient.StoryAsync(theirsAgain, HttpStatusCode.Created)).Id);
    }

    [Fact]
    public async Task Without_a_key_the_same_request_is_done_twice()
    {
        var draft = new
        {
            language = "en",
            section = "news",
            headline = "Twice",
        };

        Assert.NotEqual((await _editor.CreateAsync(draft)).Id, (await _editor.CreateAsync(draft)).Id);
    }

    [Fact]
    public async Task What_was_refused_is_not_remembered()
    {
        var draft = Editor.Draft("refused-first");
        var rival = await _editor.CreateAsync(draft);
        using var refused = await PostAsync(_editor, draft, "refused");
        await refused.InvalidAsync("/slug");
        await _editor.DeleteAsync(rival);

        using var accepted = await PostAsync(_editor, draft, "refused");

        Assert.Equal("refused-first", (await EditorClient.StoryAsync(accepted, HttpStatusCode.Created)).Slug);
        var story = await _editor.CreateAsync(Editor.Draft("refused-step"));
        using var stale = await _editor.SendAsync(HttpMethod.Post, $"{story.Path}/publish", "{}", "\"stale\"", "tag");
        await stale.ProblemAsync(ProblemType.PreconditionFailed);
        using var open = await PublishAsync(story, "{}", "tag");
        await open.OkAsync();
    }

    [Fact]
    public async Task A_key_on_anything_but_a_POST_means_nothing()
    {
        var story = await _editor.CreateAsync(Editor.Draft("patched-twice"));
        foreach (var headline in new[] { "First", "Second" })
        {
            using var response = await _editor.SendAsync(
                HttpMethod.Patch,
                story.Path,
                new { headline },
                story.ETag,
                "patch"
            );
            story = await EditorClient.StoryAsync(response);
            Assert.Equal(headline, story.Json.Text("headline"));
        }
    }

    [Fact]
    public async Task Twenty_of_the_same_request_at_once_make_one_story()
    {
        var draft = new
        {
            language = "en",
            section = "news",
            headline = "Impatient",
        };

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async _ =>
                {
                    using var response = await PostAsync(_editor, draft, "impatient");
                    var story = await EditorClient.StoryAsync(response, HttpStatusCode.Created);
                    return (story.Json.ToJsonString(), story.ETag, response.Header("Location"));
                })
        );

        Assert.Single(answers.Distinct());
        var list = await _editor.ReadAsync($"{EditorClient.Stories}?limit=100");
        Assert.Single(list.Items(), item => item.Text("headline") == "Impatient");
    }

    /// <summary>Those that wait for the first hold a connection each; what the first needs besides its own must not wait for
    /// theirs.</summary>
    [Theory]
    [InlineData("publish")]
    [InlineData("preview")]
    public async Task More_of_the_same_request_than_there_are_connections_do_not_stand_in_each_others_way(string step)
    {
        var few = new NpgsqlConnectionStringBuilder(shared.Newsroom.Connections.Editorial) { MaxPoolSize = 3 };
        await using var instance = await Newsroom.StartAsync(
            new DatabaseConnections(null, few.ConnectionString, shared.Newsroom.Connections.Delivery)
        );
        var editor = new EditorClient(instance, _editor.Key);
        var story = await editor.CreateAsync(Editor.Draft($"crowded-{step}"));

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(async _ =>
                {
                    using var response = await editor.SendAsync(
                        HttpMethod.Post,
                        $"{story.Path}/{step}",
                        "{}",
                        story.ETag,
                        $"crowded {step}"
                    );
                    return (response.StatusCode, await response.Content.ReadAsStringAsync());
                })
        );

        Assert.Single(answers.Distinct());
        Assert.True((int)answers[0].StatusCode < 300, answers[0].ToString());
    }

    [Fact]
    public async Task An_answer_is_kept_for_a_day()
    {
        var draft = new
        {
            language = "en",
            section = "news",
            headline = "Yesterday",
        };
        using var first = await PostAsync(_editor, draft, "yesterday");
        await using (var owner = new NpgsqlConnection(shared.Newsroom.Connections.Owner))
            await owner.ExecuteAsync(
                "update editorial.idempotent_answers set answered_at = answered_at - interval '25 hours' where idempotency_key = 'yesterday'"
            );
        await new StoryStandings(shared).ForgetOldAnswersAsync();

        using var later = await PostAsync(_editor, draft, "yesterday");

        Assert.NotEqual(
            (await EditorClient.StoryAsync(first, HttpStatusCode.Created)).Id,
            (await EditorClient.StoryAsync(later, HttpStatusCode.Created)).Id
        );
    }

    private static Task<HttpResponseMessage> PostAsync(EditorClient editor, object draft, string key) =>
        editor.SendAsync(HttpMethod.Post, EditorClient.Stories, draft, ifMatch: null, key);

    private Task<HttpResponseMessage> PublishAsync(StoryInHand story, string body, string key) =>
        _editor.SendAsync(HttpMethod.Post, $"{story.Path}/publish", body, story.ETag, key);
}
