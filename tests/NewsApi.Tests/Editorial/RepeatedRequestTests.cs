using NewsApi.Http;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>Requests that come again because their first answer was lost, for every operation that takes an
/// <c>Idempotency-Key</c>.</summary>
[Collection(EditingCollection.Name)]
public sealed class RepeatedRequestTests(EditorsSample shared) : IClassFixture<EditorsSample>
{
    public static TheoryData<string> Repeatable => EditorialOperation.Ids(operation => operation.TakesIdempotencyKey);

    [Theory]
    [MemberData(nameof(Repeatable))]
    public async Task Sent_again_under_its_key_it_is_answered_again_and_done_once(string id)
    {
        var operation = EditorialOperation.Get(id);
        using var first = await new Examples(shared).RequestAsync(operation);
        first.Headers.Add("Idempotency-Key", $"once {id}");
        using var again = await CopyAsync(first);

        using var answer = await shared.Newsroom.Client.SendAsync(first);
        var stored = await shared.Newsroom.Connections.TableHashesAsync();
        using var replay = await shared.Newsroom.Client.SendAsync(again);
        using var other = await shared.Editor.SendAsync(
            HttpMethod.Post,
            EditorClient.Stories,
            Examples.Draft(),
            idempotencyKey: $"once {id}"
        );

        Assert.True(operation.Promises(answer.StatusCode), await answer.Content.ReadAsStringAsync());
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
}
