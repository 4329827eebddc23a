using NewsApi.Tests.Http;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Caching;

/// <summary>Requests for the same share an answer, and requests for something else do not.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class NormalFormTests(NewsroomFixture fixture)
{
    [Theory]
    [InlineData("/v1/articles?section=science&limit=3", "/v1/articles?limit=3&section=science")]
    [InlineData("/v1/articles?limit=03&tag=tone/explainer", "/v1/articles?tag=tone%2Fexplainer&limit=3")]
    [InlineData("/v1/articles?section=science|world&limit=4", "/v1/articles?limit=4&section=world%7Cscience")]
    [InlineData("/v1/articles?section=-(science|world)&limit=4", "/v1/articles?section=-world,-science&limit=4")]
    [InlineData("/v1/articles?fields=slug,headline&limit=2", "/v1/articles?fields=headline,slug,id&limit=2")]
    [InlineData("/v1/articles/?limit=6", "/v1/articles?limit=6")]
    [InlineData("/V1/Sections/science", "/v1/sections/science")]
    [InlineData("/v1/tags/place/antarctica", "/v1/tags/place/%61ntarctica")]
    [InlineData("/v1/feeds/atom?limit=2&section=science", "/v1/feeds/atom?section=science&limit=2")]
    public async Task What_means_the_same_is_made_once_and_has_the_same_bytes(string one, string other)
    {
        var newsroom = fixture.Sample;
        using var made = await newsroom.GetAsync(one);
        using var found = await newsroom.GetAsync(other);

        Assert.Equal("newsapi; hit", found.Header("Cache-Status"));
        Assert.Equal(made.Header("ETag"), found.Header("ETag"));
        Assert.Equal(await made.Content.ReadAsByteArrayAsync(), await found.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/v1/articles?limit=7", "/v1/articles?limit=8")]
    [InlineData("/v1/articles?tag=place/antarctica", "/v1/articles?tag=place/antarctica~")]
    [InlineData("/v1/articles?facets=section,tag", "/v1/articles?facets=tag,section")]
    [InlineData("/v1/articles?q=ozone", "/v1/articles?q=%22ozone%22")]
    public async Task What_means_something_else_is_made_for_itself(string one, string other)
    {
        var newsroom = await fixture.StartAsync();
        await newsroom.FollowAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        await editor.AddTagAsync("place/antarctica");
        await editor.PublishAsync(Editor.Draft("story") with { Tags = ["place/antarctica"] });
        using var made = await newsroom.GetAsync(one);
        using var found = await newsroom.GetAsync(other);

        Assert.Equal("newsapi; fwd=uri-miss; stored", found.Header("Cache-Status"));
    }

    [Fact]
    public async Task Each_form_of_a_story_is_kept_for_itself_whoever_asked_first()
    {
        const string Story = "/v1/articles/how-radiocarbon-dating-works";
        foreach (var _ in new[] { 1, 2 })
        {
            foreach (var type in new[] { "application/json", "text/html", "text/markdown", "application/ld+json" })
            {
                using var response = await fixture.Sample.GetAsync(Story, ("Accept", type));
                Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
            }
        }
    }

    [Fact]
    public async Task What_a_client_does_not_take_is_refused_though_it_is_at_hand()
    {
        foreach (var path in new[] { "/v1/sections", "/v1/feeds/rss", "/v1/articles/how-radiocarbon-dating-works" })
        {
            using var taken = await fixture.Sample.GetAsync(path);
            using var refused = await fixture.Sample.GetAsync(path, ("Accept", "image/png"));
            Assert.Equal(200, (int)taken.StatusCode);
            Assert.Equal(406, (int)refused.StatusCode);
        }
    }

    [Fact]
    public async Task A_front_end_in_a_browser_may_read_what_is_at_hand_and_its_headers()
    {
        const string Path = "/v1/sections";
        using var first = await fixture.Sample.GetAsync(Path);
        using var hit = await fixture.Sample.GetAsync(Path, ("Origin", "https://app.example.org"));

        Assert.Equal("newsapi; hit", hit.Header("Cache-Status"));
        Assert.Equal("*", hit.Header("Access-Control-Allow-Origin"));
        Assert.Contains("ETag", hit.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
    }
}
