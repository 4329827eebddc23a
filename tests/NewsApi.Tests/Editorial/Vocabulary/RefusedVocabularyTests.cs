using System.Net;
using System.Text.Json.Nodes;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Vocabulary;

/// <summary>What sections and tags must not be.</summary>
[Collection(EditingCollection.Name)]
public sealed class RefusedVocabularyTests(RefusedVocabularyTests.Shared shared)
    : IClassFixture<RefusedVocabularyTests.Shared>
{
    private const string Sections = "/v1/editorial/sections";
    private const string Tags = "/v1/editorial/tags";

    [Theory]
    [InlineData("""{}""", "/title")]
    [InlineData("""{ "title": "" }""", "/title")]
    [InlineData("""{ "title": "a\u2028b" }""", "/title")]
    [InlineData("""{ "title": "a\u0085b" }""", "/title")]
    [InlineData("""{ "title": "a\ufffab" }""", "/title")]
    [InlineData("""{ "title": "!?" }""", "/slug")]
    [InlineData("""{ "title": "News" }""", "/slug")]
    [InlineData("""{ "title": "Other", "slug": "older" }""", "/slug")]
    [InlineData("""{ "title": "Other", "slug": "Not-a-slug" }""", "/slug")]
    [InlineData("""{ "title": "Other", "parent": "-" }""", "/parent")]
    [InlineData("""{ "title": "Other", "position": 1000001 }""", "/position")]
    [InlineData("""{ "title": "Other", "depth": 0 }""", "/depth")]
    public async Task What_no_section_may_be_is_refused_and_changes_nothing(string draft, string pointer)
    {
        var before = await shared.Desk.ReadAsync(Sections);

        using var answer = await shared.Desk.SendAsync(HttpMethod.Post, Sections, JsonNode.Parse(draft));

        Assert.Equal([pointer], (await answer.JsonAsync(HttpStatusCode.BadRequest)).FaultyNames());
        Assert.True(JsonNode.DeepEquals(before, await shared.Desk.ReadAsync(Sections)));
    }

    [Theory]
    [InlineData("""{ "title": "Mine" }""", "/type")]
    [InlineData("""{ "type": "mood", "title": "Mine" }""", "/type")]
    [InlineData("""{ "type": "topic", "title": "?!" }""", "/slug")]
    [InlineData("""{ "type": "topic", "title": "Ocean" }""", "/slug")]
    [InlineData("""{ "type": "topic", "title": "Mine", "slug": "sea" }""", "/slug")]
    [InlineData("""{ "type": "topic", "title": "Mine", "parent": "ocean" }""", "/parent")]
    [InlineData("""{ "type": "topic", "title": "Mine", "parent": "topic/sky" }""", "/parent")]
    [InlineData("""{ "type": "place", "title": "Mine", "parent": "topic/ocean" }""", "/parent")]
    [InlineData("""{ "type": "topic", "title": "Mine", "aliases": [null] }""", "/aliases/0")]
    [InlineData("""{ "type": "topic", "title": "Mine", "externalIds": { "viaf": "1" } }""", "/externalIds/viaf")]
    [InlineData("""{ "type": "topic", "title": "Mine", "isPublic": true }""", "/isPublic")]
    public async Task What_no_tag_may_be_is_refused_and_changes_nothing(string draft, string pointer)
    {
        var before = await shared.Desk.ReadAsync(Tags);

        using var answer = await shared.Desk.SendAsync(HttpMethod.Post, Tags, JsonNode.Parse(draft));

        Assert.Equal([pointer], (await answer.JsonAsync(HttpStatusCode.BadRequest)).FaultyNames());
        Assert.True(JsonNode.DeepEquals(before["items"], (await shared.Desk.ReadAsync(Tags))["items"]));
    }

    public sealed class Shared(NewsroomFixture fixture) : IAsyncLifetime
    {
        internal EditorialClient Desk { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Desk = await EditorialClient.ForAsync(await fixture.StartAsync());
            await Desk.CreateSectionAsync(new { title = "News", slug = "older" });
            await Desk.PatchSectionAsync("older", new { slug = "news" });
            await Desk.CreateTagAsync(new { type = "topic", title = "Sea" });
            await Desk.PatchTagAsync("topic/sea", new { slug = "ocean" });
            // The same slug of another type is another name.
            await Desk.CreateTagAsync(new { type = "series", title = "Sea" });
        }

        public Task DisposeAsync()
        {
            Desk.Dispose();
            return Task.CompletedTask;
        }
    }
}
