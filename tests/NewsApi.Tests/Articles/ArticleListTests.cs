using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Articles;

[Collection(NewsroomCollection.Name)]
public sealed class ArticleListTests(NewsroomFixture fixture)
{
    private readonly HttpClient _client = fixture.Sample.Client;

    [Fact]
    public async Task The_newest_stories_come_first_without_their_bodies()
    {
        var list = await _client.JsonAsync("/v1/articles");

        var published = list.Items().Select(item => item.Text("publishedAt")).ToList();
        Assert.Equal(20, published.Count);
        Assert.Equal(published.OrderDescending(StringComparer.Ordinal), published);
        Assert.All(list.Items(), item => Assert.Null(item["body"]));
        Assert.All(list.Items(), item => Assert.NotNull(item["headline"]));
    }

    [Fact]
    public async Task A_section_includes_its_subsections()
    {
        var list = await _client.JsonAsync("/v1/articles?section=science&limit=100&fields=section");

        var sections = list.Items().Select(item => item["section"]!.Text("slug")).ToHashSet();
        Assert.Superset(new HashSet<string> { "space", "medicine", "archaeology" }, sections);
        Assert.Subset(new HashSet<string> { "science", "space", "medicine", "archaeology" }, sections);
    }
}
