using System.Net;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Sections;

[Collection(NewsroomCollection.Name)]
public sealed class SectionTests(NewsroomFixture fixture)
{
    private readonly HttpClient _client = fixture.Sample.Client;

    [Fact]
    public async Task The_tree_comes_whole_in_the_editors_order()
    {
        var tree = await _client.JsonAsync("/v1/sections");

        Assert.Equal("world", tree.Items().First().Text("slug"));
        var science = tree.Items().Single(section => section.Text("slug") == "science");
        Assert.Equal(
            ["space", "archaeology", "medicine"],
            science["children"]!.AsArray().Select(child => child!.Text("slug"))
        );
    }

    [Fact]
    public async Task Counts_include_the_subsections_and_agree_with_the_lists()
    {
        var tree = await _client.JsonAsync("/v1/sections");
        foreach (var section in tree.Items().SelectMany(top => top["children"]!.AsArray().Append(top)))
        {
            var list = await _client.JsonAsync(
                $"/v1/articles?section={section!.Text("slug")}&limit=1&fields=publishedAt"
            );
            Assert.Equal(list["total"]!["value"]!.GetValue<int>(), section!["articleCount"]!.GetValue<int>());
            Assert.Equal(
                list.Items().FirstOrDefault()?.Text("publishedAt"),
                section["latestPublishedAt"]?.GetValue<string>()
            );
        }
    }

    [Fact]
    public async Task A_section_names_its_parent()
    {
        var space = await _client.JsonAsync("/v1/sections/space");

        Assert.Equal("science", space["parent"]!.Text("slug"));
        Assert.Empty(space["children"]!.AsArray());
    }

    [Theory]
    [InlineData("no-such-section")]
    [InlineData("Space")]
    [InlineData("-")]
    public async Task What_is_no_section_is_not_found(string slug) =>
        await _client.JsonAsync($"/v1/sections/{slug}", HttpStatusCode.NotFound);
}
