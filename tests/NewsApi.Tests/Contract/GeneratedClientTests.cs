using NewsApi.Client;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Contract;

/// <summary>The client that the build generates from the document with NSwag (see the project file): it compiles, or there
/// would be no test; here it speaks to the service.</summary>
[Collection(NewsroomCollection.Name)]
public sealed class GeneratedClientTests(NewsroomFixture fixture)
{
    private const string Story = "how-the-world-mended-the-ozone-layer";

    private readonly NewsApiClient _client = new(new HttpClient { BaseAddress = fixture.Sample.BaseAddress });

    [Fact]
    public async Task It_fetches_an_article()
    {
        var article = await _client.GetArticleAsync(Story, null, null, null, null, null);

        Assert.Equal("How the world mended the ozone layer", article.Headline);
        Assert.Equal(ArticleType.Analysis, article.Type);
        Assert.Equal(TimeSpan.Zero, article.PublishedAt!.Value.Offset);
        Assert.Contains(article.Tags!, tag => tag is { Type: TagType.Place, Slug: "antarctica" });
        Assert.Contains(article.Body!.Blocks!, block => block.Type == "heading");
    }

    [Fact]
    public async Task It_fetches_the_body_as_one_string()
    {
        var article = await _client.GetArticleAsync(Story, "body", BodyFormat.Markdown, null, null, null);

        Assert.Contains("## ", article.Body!.Text, StringComparison.Ordinal);
        Assert.Null(article.Headline);
    }

    [Fact]
    public async Task It_walks_a_list_by_cursors()
    {
        var seen = new HashSet<Guid>();
        string? cursor = null;
        int total;
        do
        {
            var page = await _client.ListArticlesAsync(
                q: null,
                qFields: null,
                section: "science",
                tag: null,
                type: null,
                language: null,
                ids: null,
                from: null,
                to: null,
                dateField: null,
                sort: ArticleSort.Oldest,
                limit: 5,
                cursor: cursor,
                page: null,
                fields: "headline",
                bodyFormat: null,
                facets: "type",
                facetLimit: 100,
                facetScope: null,
                highlight: null,
                if_None_Match: null,
                if_Modified_Since: null
            );
            Assert.Equal(page.Total.Value, page.Facets?.Type?.Sum(value => value.Count));
            Assert.All(page.Items, article => Assert.True(seen.Add(article.Id)));
            (cursor, total) = (page.Page.Next, page.Total.Value);
        } while (cursor is not null);

        Assert.Equal(total, seen.Count);
    }

    [Fact]
    public async Task It_gets_many_articles_with_a_status_for_each()
    {
        var batch = await _client.GetArticlesAsync(
            "headline",
            null,
            new ArticleBatchRequest { Ids = [Story, "no-such-story"] }
        );

        Assert.Equal([200, 404], batch.Items.Select(item => item.Status));
    }

    [Fact]
    public async Task A_refusal_comes_as_a_typed_problem()
    {
        var refusal = await Assert.ThrowsAsync<ApiException<Problem>>(() =>
            _client.GetArticleAsync("no-such-story", null, null, null, null, null)
        );

        Assert.Equal(404, refusal.StatusCode);
        Assert.Equal("/problems/not-found", refusal.Result.Type);
    }
}
