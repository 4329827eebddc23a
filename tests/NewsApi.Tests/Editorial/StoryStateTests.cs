using System.Net;
using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Every step from everywhere a story may stand: what is open works, all else is refused and changes nothing.</summary>
[Collection(EditingCollection.Name)]
public sealed class StoryStateTests(EditorsNewsroom shared) : IClassFixture<EditorsNewsroom>
{
    private static readonly Dictionary<string, string?> Bodies = new(StringComparer.Ordinal)
    {
        ["publish"] = "{}",
        ["unschedule"] = null,
        ["correct"] = """{ "text": "It was 1987." }""",
        ["withdraw"] = """{ "kind": "editorial" }""",
        ["reinstate"] = null,
        ["delete"] = null,
    };

    private readonly EditorClient _editor = shared.Editor;
    private readonly StoryStandings _standings = new(shared);

    public static TheoryData<Standing, string> EveryStep
    {
        get
        {
            var data = new TheoryData<Standing, string>();
            foreach (var standing in Enum.GetValues<Standing>())
            foreach (var step in Bodies.Keys)
                data.Add(standing, step);
            return data;
        }
    }

    public static TheoryData<Standing> Everywhere => new(Enum.GetValues<Standing>());

    [Theory]
    [MemberData(nameof(EveryStep))]
    public async Task A_step_that_is_open_is_done_and_another_is_refused(Standing standing, string step)
    {
        var story = await _standings.NewAsync(standing);
        var before = await shared.Newsroom.Connections.TableHashesAsync();

        using var response = await SendAsync(story, step);

        Assert.Equal(Open(standing), story.Open);
        if (!Open(standing).Contains(step))
        {
            var problem = await response.ProblemAsync(ProblemType.NotOpen);
            Assert.Equal(story.State, problem.Text("state"));
            Assert.Equal(story.Open, problem["open"]!.AsArray().Select(open => open!.GetValue<string>()));
            Assert.Equal(before, await shared.Newsroom.Connections.TableHashesAsync());
        }
        else if (step == "delete")
        {
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
            using var gone = await _editor.SendAsync(HttpMethod.Get, story.Path);
            await gone.ProblemAsync(ProblemType.NotFound);
        }
        else
        {
            var after = await EditorClient.StoryAsync(response);
            Assert.Equal(StateAfter(standing, step), after.State);
            var read = await _editor.GetAsync(story.Id);
            Assert.Equal((after.ETag, after.Json.ToJsonString()), (read.ETag, read.Json.ToJsonString()));
        }
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_save_changes_neither_the_state_nor_anything_that_readers_see(Standing standing)
    {
        var story = await _standings.NewAsync(standing);
        var before = await PublicTablesAsync();

        var saved = await _editor.PatchAsync(story, """{ "headline": "Another headline", "tags": ["topic/moon"] }""");

        Assert.Equal((story.State, story.Revision + 1), (saved.State, saved.Revision));
        Assert.Equal(story.Open, saved.Open);
        Assert.Equal(story.Json["dueAt"]?.ToString(), saved.Json["dueAt"]?.ToString());
        Assert.Equal(before, await PublicTablesAsync());
    }

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_list_of_the_newsroom_shows_it_under_its_state_and_no_other(Standing standing)
    {
        var story = await _standings.NewAsync(standing);

        foreach (var state in new[] { "draft", "scheduled", "embargoed", "published", "withdrawn" })
        {
            var list = await _editor.ReadAsync($"{EditorClient.Stories}?state={state}&limit=100");
            Assert.Equal(state == story.State, list.Slugs().Contains(story.Slug));
            Assert.All(list.Items(), item => Assert.Equal(state, item.Text("state")));
        }
    }

    private Task<HttpResponseMessage> SendAsync(StoryInHand story, string step) =>
        step switch
        {
            "delete" => _editor.SendAsync(HttpMethod.Delete, story.Path, null, story.ETag),
            "correct" => _editor.SendAsync(HttpMethod.Post, $"{story.Path}/corrections", Bodies[step], story.ETag),
            _ => _editor.SendAsync(HttpMethod.Post, $"{story.Path}/{step}", Bodies[step], story.ETag),
        };

    private async Task<IEnumerable<string>> PublicTablesAsync() =>
        (await shared.Newsroom.Connections.TableHashesAsync()).Where(line =>
            line.StartsWith("delivery.", StringComparison.Ordinal)
        );

    private static string[] Open(Standing standing) =>
        standing switch
        {
            Standing.Draft => ["publish", "delete"],
            Standing.Scheduled or Standing.Embargoed => ["publish", "unschedule"],
            Standing.Published => ["publish", "correct", "withdraw"],
            Standing.PublishedAndDue => ["publish", "unschedule", "correct", "withdraw"],
            Standing.Withdrawn or Standing.Expired => ["reinstate"],
            Standing.Reinstated => ["publish"],
            _ => throw new ArgumentOutOfRangeException(nameof(standing), standing, message: null),
        };

    private static string StateAfter(Standing standing, string step) =>
        (standing, step) switch
        {
            // An embargo holds whatever is asked for.
            (Standing.Embargoed, "publish") => "embargoed",
            (Standing.PublishedAndDue, "unschedule") => "published",
            (_, "unschedule" or "reinstate") => "draft",
            (_, "withdraw") => "withdrawn",
            _ => "published",
        };
}
