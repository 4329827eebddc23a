using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using NewsApi.Http;
using NewsApi.Storage;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>What Swagger UI fills in for an editor: whoever gives a key and the entity tag and presses Execute must get what
/// the document promises.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class EditorialExampleTests(EditorsSample shared) : IClassFixture<EditorsSample>, IAsyncLifetime
{
    private const string StoryTemplate = EditorClient.Stories + "/{id}";

    /// <summary>What must have happened to a new, public story for an operation to be open.</summary>
    private static readonly Dictionary<string, Func<EditorClient, StoryInHand, Task<StoryInHand>>> Preparations = new(
        StringComparer.Ordinal
    )
    {
        ["unscheduleArticle"] = (editor, story) =>
            editor.PublishAsync(story, new { at = DateTimeOffset.UtcNow.AddDays(1) }),
        ["reinstateArticle"] = (editor, story) => editor.WithdrawAsync(story),
        ["deleteDraft"] = (editor, _) => editor.CreateAsync(Draft()),
    };

    public static TheoryData<string> All => EditorialOperation.Ids(_ => true);

    public static TheoryData<string> Repeatable => EditorialOperation.Ids(operation => operation.TakesIdempotencyKey);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        Assert.Empty(shared.Newsroom.Logs.AtLeast(LogLevel.Warning));
        return Task.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_operation_answers_its_own_examples(string id)
    {
        var operation = EditorialOperation.Get(id);

        foreach (var mediaType in operation.MediaTypes.DefaultIfEmpty())
        {
            using var request = await ExampleAsync(operation, mediaType);
            using var response = await shared.Newsroom.Client.SendAsync(request);

            Assert.True(
                (int)response.StatusCode == operation.Success,
                $"{operation} {response.StatusCode}: {await response.Content.ReadAsStringAsync()}"
            );
            Assert.Equal(new() { NoStore = true, Private = true }, response.Headers.CacheControl);
            Assert.Empty(response.Header("Content-Encoding"));
        }
    }

    [Theory]
    [MemberData(nameof(Repeatable))]
    public async Task Sent_again_under_its_key_it_is_answered_again_and_done_once(string id)
    {
        var operation = EditorialOperation.Get(id);
        using var first = await ExampleAsync(operation);
        first.Headers.Add("Idempotency-Key", $"once {id}");
        using var again = await CopyAsync(first);

        using var answer = await shared.Newsroom.Client.SendAsync(first);
        var stored = await shared.Newsroom.Connections.TableHashesAsync();
        using var replay = await shared.Newsroom.Client.SendAsync(again);
        using var other = await shared.Editor.SendAsync(
            HttpMethod.Post,
            EditorClient.Stories,
            Draft(),
            idempotencyKey: $"once {id}"
        );

        Assert.Equal(operation.Success, (int)answer.StatusCode);
        Assert.Equal(answer.StatusCode, replay.StatusCode);
        Assert.Equal(await answer.Content.ReadAsByteArrayAsync(), await replay.Content.ReadAsByteArrayAsync());
        Assert.All(
            ["ETag", "Location", "Content-Type", "Cache-Control"],
            name => Assert.Equal((name, answer.Header(name)), (name, replay.Header(name)))
        );
        Assert.Equal(("", "true"), (answer.Header("Idempotency-Replayed"), replay.Header("Idempotency-Replayed")));
        await other.ProblemAsync(ProblemType.IdempotencyKeyReused);
        Assert.Equal(stored, await shared.Newsroom.Connections.TableHashesAsync());
    }

    [Fact]
    public async Task The_story_of_the_examples_is_in_the_sample_newsroom()
    {
        var operation = EditorialOperation.Get("getEditorialArticle");

        using var response = await shared.SendAsync(operation);

        var story = await response.JsonAsync(HttpStatusCode.OK);
        Assert.Equal("how-the-world-mended-the-ozone-layer", story.Text("slug"));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Without_its_database_it_says_so_and_asks_for_patience(string id)
    {
        const string Away = "Host=127.0.0.1;Port=1;Timeout=1";
        var operation = EditorialOperation.Get(id);
        await using var newsroom = await Newsroom.StartAsync(new DatabaseConnections(null, Away, Away));
        using var request = operation.Request();
        request.Headers.Add("X-Api-Key", shared.Editor.Key.Text);

        using var response = await newsroom.Client.SendAsync(request);

        if (operation.NeedsKey)
        {
            await response.ProblemAsync(ProblemType.Unavailable);
            Assert.NotNull(response.Headers.RetryAfter);
        }
        Assert.Empty(newsroom.Logs.AtLeast(LogLevel.Error));
    }

    /// <summary>The example, about a story that is where the operation needs it.</summary>
    private async Task<HttpRequestMessage> ExampleAsync(EditorialOperation operation, string? mediaType = null)
    {
        var target = operation.Target;
        string? etag = null;
        if (operation.Template.StartsWith(StoryTemplate, StringComparison.Ordinal))
        {
            var story = await shared.Editor.CreatePublicAsync(Draft());
            if (Preparations.TryGetValue(operation.Id, out var prepare))
                story = await prepare(shared.Editor, story);
            target = operation.TargetsNaming(story.Id.ToString()).First();
            etag = story.ETag;
        }
        else if (operation.Id == "getPreview")
            target = operation.TargetsNaming(await LinkAsync()).Single();
        else if (operation.NeedsIfMatch)
            etag = (await shared.ETagAsync(operation)).ToString();
        var request = operation.Request(target, mediaType);
        request.Headers.Add("Accept-Encoding", "br, gzip");
        if (operation.NeedsKey)
            request.Headers.Add("X-Api-Key", shared.Editor.Key.Text);
        if (operation.NeedsIfMatch)
            request.Headers.Add("If-Match", etag);
        return request;
    }

    private async Task<string> LinkAsync()
    {
        var story = await shared.Editor.CreateAsync(Draft());
        using var response = await shared.Editor.SendAsync(HttpMethod.Post, $"{story.Path}/preview", "{}");
        await response.JsonAsync(HttpStatusCode.Created);
        return response.Header("Location").Split('/')[^1];
    }

    private static async Task<HttpRequestMessage> CopyAsync(HttpRequestMessage request)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri);
        foreach (var (name, values) in request.Headers)
            copy.Headers.Add(name, values);
        if (request.Content is not null)
        {
            copy.Content = new ByteArrayContent(await request.Content.ReadAsByteArrayAsync());
            copy.Content.Headers.ContentType = request.Content.Headers.ContentType;
        }
        return copy;
    }

    /// <summary>The document's own example of a draft.</summary>
    private static JsonNode Draft()
    {
        using var request = EditorialOperation.Get("createArticle").Request();
        return JsonNode.Parse(request.Content!.ReadAsStringAsync().Result)!;
    }
}
