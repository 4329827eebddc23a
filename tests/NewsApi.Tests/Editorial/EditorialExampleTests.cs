using System.Net;
using Microsoft.Extensions.Logging;
using NewsApi.Http;
using NewsApi.Storage;
using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>What Swagger UI fills in for an editor: whoever gives a key and the entity tag and presses Execute must get what
/// the document promises.</summary>
[Collection(EditingCollection.Name)]
public sealed class EditorialExampleTests(EditorsSample shared) : IClassFixture<EditorsSample>, IAsyncLifetime
{
    public static TheoryData<string> All => EditorialOperation.Ids(_ => true);

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
            using var request = await new Examples(shared).RequestAsync(operation, mediaType);
            using var response = await shared.Newsroom.Client.SendAsync(request);

            Assert.True(
                operation.Promises(response.StatusCode),
                $"{operation} {response.StatusCode}: {await response.Content.ReadAsStringAsync()}"
            );
            Assert.Equal(new() { NoStore = true, Private = true }, response.Headers.CacheControl);
            Assert.Empty(response.Header("Content-Encoding"));
        }
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
}
