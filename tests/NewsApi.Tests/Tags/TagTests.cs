using System.Net;
using NewsApi.Tags;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Tags;

[Collection(NewsroomCollection.Name)]
public sealed class TagTests(NewsroomFixture fixture)
{
    private readonly HttpClient _client = fixture.Sample.Client;

    [Fact]
    public async Task A_tag_has_its_names_elsewhere_and_its_parent()
    {
        var ukraine = await _client.JsonAsync("/v1/tags/place/ukraine");

        Assert.Equal("Q212", ukraine["externalIds"]!.Text("wikidata"));
        Assert.Equal("place/europe", ukraine["parent"]!.Text("id"));
    }

    [Theory]
    [InlineData("title")]
    [InlineData("usage")]
    [InlineData("recent")]
    public async Task Every_order_pages_through_all_tags_once_both_ways(string sort)
    {
        var (forth, last) = await ReadAsync($"/v1/tags?sort={sort}&limit=37", "next");
        var (back, _) = await ReadAsync(last, "prev");

        Assert.Equal(290, forth.Count);
        Assert.Equal(forth.Distinct(StringComparer.Ordinal), forth);
        back.Reverse();
        Assert.Equal(forth, back);
    }

    [Fact]
    public async Task Counts_agree_with_the_lists()
    {
        var tags = await _client.JsonAsync("/v1/tags?limit=30&sort=usage");
        foreach (var tag in tags.Items())
        {
            var list = await _client.JsonAsync($"/v1/articles?tag={tag.Text("id")}&limit=0");
            Assert.Equal(list["total"]!["value"]!.GetValue<int>(), tag["articleCount"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task Filters_by_type_section_and_word_combine()
    {
        var tags = await _client.JsonAsync("/v1/tags?type=place&section=world&q=ukr&limit=100");

        Assert.Equal(["place/ukraine"], tags.Items().Select(tag => tag.Text("id")));
    }

    [Theory]
    [InlineData("ANTAR", "place/antarctica")]
    [InlineData("états", null)]
    [InlineData("nat", "organisation/united-nations")]
    [InlineData("Україн", "place/ukraine")]
    [InlineData("tomas", "contributor/tomas-okafor-reyes")]
    [InlineData("okafor r", "contributor/tomas-okafor-reyes")]
    public async Task A_prefix_of_any_word_of_a_title_or_alias_suggests_the_tag(string prefix, string? expected)
    {
        var suggestions = await _client.JsonAsync($"/v1/tags/suggest?prefix={Uri.EscapeDataString(prefix)}&limit=50");
        var ids = suggestions.Items().Select(item => item.Text("id")).ToList();

        if (expected is null)
            Assert.Empty(ids);
        else
            Assert.Contains(expected, ids);
    }

    [Fact]
    public async Task A_tag_is_unseen_until_a_story_that_bears_it_is_published()
    {
        var newsroom = await fixture.StartAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        await editor.AddTagAsync("place/whole", "The Whole");
        await editor.AddTagAsync("place/part", "The Part", parent: "place/whole");
        var id = await editor.SaveAsync(Editor.Draft("secret") with { Tags = ["place/part"] });

        await newsroom.Client.JsonAsync("/v1/tags/place/part", HttpStatusCode.NotFound);
        await newsroom.Client.JsonAsync("/v1/articles?tag=place/part", HttpStatusCode.BadRequest);
        Assert.Empty((await newsroom.Client.JsonAsync("/v1/tags/suggest?prefix=the")).Items());
        Assert.Empty((await newsroom.Client.JsonAsync("/v1/tags")).Items());

        await editor.PublishAsync(id);
        var tag = await newsroom.Client.JsonAsync("/v1/tags/place/part");
        Assert.Equal("place/whole", tag["parent"]!.Text("id"));
        Assert.Equal(2, (await newsroom.Client.JsonAsync("/v1/tags/suggest?prefix=the")).Items().Count());
    }

    [Theory]
    [InlineData("Zürich", "zurich")]
    [InlineData("STRASSE straße", "strasse strasse")]
    [InlineData("L'Œuvre d’Émile", "loeuvre demile")]
    [InlineData("  São—Paulo  ", "sao paulo")]
    [InlineData("日本", "日本")]
    public void Text_is_compared_without_case_accents_and_punctuation(string text, string folded) =>
        Assert.Equal(folded, FoldedText.Of(text));

    [Fact]
    public void A_name_can_be_found_from_each_of_its_words_on() =>
        Assert.Equal(["new york city", "york city", "city"], FoldedText.Phrases("New York City"));

    private async Task<(List<string> Ids, string LastPath)> ReadAsync(string path, string direction)
    {
        var ids = new List<string>();
        while (true)
        {
            var page = await _client.JsonAsync(path);
            var items = page.Items().Select(item => item.Text("id"));
            ids.AddRange(direction == "next" ? items : items.Reverse());
            if (page["links"]![direction]?.GetValue<string>() is not { } next)
                return (ids, path);
            path = new Uri(next).PathAndQuery;
        }
    }
}
