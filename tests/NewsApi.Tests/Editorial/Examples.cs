using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;

namespace NewsApi.Tests.Editorial;

/// <summary>Makes requests from the document's own examples, each about something new that is where the operation needs it.
/// </summary>
public sealed class Examples(EditorsSample sample)
{
    private const string Story = EditorClient.Stories + "/{id}";
    private const string Section = Sections + "/{slug}";
    private const string Tag = Tags + "/{type}/{slug}";
    private const string Sections = "/v1/editorial/sections";
    private const string Tags = "/v1/editorial/tags";

    private readonly EditorClient _editor = sample.Editor;

    /// <summary>The document's own example of a draft.</summary>
    public static JsonNode Draft()
    {
        using var request = EditorialOperation.Get("createArticle").Request();
        return JsonNode.Parse(request.Content!.ReadAsStringAsync().Result)!;
    }

    /// <summary>What Swagger UI would send once key and entity tag are filled in.</summary>
    public async Task<HttpRequestMessage> RequestAsync(EditorialOperation operation, string? mediaType = null)
    {
        var (target, etag) = await SubjectAsync(operation);
        var request = operation.Request(target, mediaType);
        request.Headers.Add("Accept-Encoding", "br, gzip");
        if (operation.NeedsKey)
            request.Headers.Add("X-Api-Key", _editor.Key.Text);
        if (operation.NeedsIfMatch)
            request.Headers.Add("If-Match", etag);
        return request;
    }

    private async Task<(string Target, string? ETag)> SubjectAsync(EditorialOperation operation)
    {
        if (operation.Id == "getPreview")
            return (operation.TargetsNaming(await LinkAsync()).Single(), null);
        if (IsAbout(operation, Story))
        {
            var story = await StoryAsync(operation.Id);
            return (operation.TargetAt(Story, story.Path), story.ETag);
        }
        if (IsAbout(operation, Section))
            return await NewAsync(operation, Section, Sections, new { title = $"Section {Guid.NewGuid()}" });
        if (IsAbout(operation, Tag))
            return await NewAsync(operation, Tag, Tags, new { type = "place", title = $"Place {Guid.NewGuid()}" });
        return (operation.Target, null);
    }

    private static bool IsAbout(EditorialOperation operation, string template) =>
        operation.Template.StartsWith(template, StringComparison.Ordinal);

    private async Task<StoryInHand> StoryAsync(string operation) =>
        operation switch
        {
            "deleteDraft" => await _editor.CreateAsync(Draft()),
            "unscheduleArticle" => await _editor.PublishAsync(
                await _editor.CreateAsync(Draft()),
                new { at = DateTimeOffset.UtcNow.AddDays(1) }
            ),
            "reinstateArticle" => await _editor.WithdrawAsync(await _editor.CreatePublicAsync(Draft())),
            _ => await _editor.CreatePublicAsync(Draft()),
        };

    private async Task<(string Target, string? ETag)> NewAsync(
        EditorialOperation operation,
        string template,
        string list,
        object body
    )
    {
        using var response = await _editor.SendAsync(HttpMethod.Post, list, body);
        await response.JsonAsync(HttpStatusCode.Created);
        return (operation.TargetAt(template, response.Header("Location")), response.Header("ETag"));
    }

    private async Task<string> LinkAsync()
    {
        var story = await _editor.CreateAsync(Draft());
        using var response = await _editor.SendAsync(HttpMethod.Post, $"{story.Path}/preview", "{}");
        await response.JsonAsync(HttpStatusCode.Created);
        return response.Header("Location").Split('/')[^1];
    }
}
