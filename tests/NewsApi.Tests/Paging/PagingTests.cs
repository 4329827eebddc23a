using System.Net;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Paging;

[Collection(NewsroomCollection.Name)]
public sealed class PagingTests(NewsroomFixture fixture)
{
    private readonly HttpClient _client = fixture.Sample.Client;

    [Fact]
    public async Task A_page_past_the_end_is_empty_and_knows_the_total()
    {
        var page = await _client.JsonAsync("/v1/articles?page=90&limit=100");

        Assert.Empty(page.Items());
        Assert.Equal(66, page["total"]!["value"]!.GetValue<int>());
        Assert.Equal("exact", page["total"]!.Text("relation"));
    }

    [Fact]
    public async Task Numbered_pages_and_cursors_lead_to_the_same_items()
    {
        var first = await _client.JsonAsync("/v1/articles?limit=7&fields=id");
        var byNumber = await _client.JsonAsync("/v1/articles?limit=7&fields=id&page=2");
        var byCursor = await _client.JsonAsync(new Uri(first["links"]!.Text("next")).PathAndQuery);

        Assert.Equal(byNumber["items"]!.ToJsonString(), byCursor["items"]!.ToJsonString());
        Assert.NotNull(byNumber["page"]!["prev"]);
        Assert.Null(first["page"]!["prev"]);
    }

    [Fact]
    public async Task The_way_back_leads_to_the_page_one_came_from()
    {
        var first = await _client.JsonAsync("/v1/articles?limit=7&fields=id&sort=oldest");
        var second = await _client.JsonAsync(new Uri(first["links"]!.Text("next")).PathAndQuery);
        var back = await _client.JsonAsync(new Uri(second["links"]!.Text("prev")).PathAndQuery);

        Assert.Equal(first["items"]!.ToJsonString(), back["items"]!.ToJsonString());
        Assert.Null(back["page"]!["prev"]);
    }

    [Fact]
    public async Task Links_stand_in_the_header_too()
    {
        using var response = await _client.GetAsync("/v1/articles?limit=1&page=2");
        var page = await response.JsonAsync(HttpStatusCode.OK);

        Assert.Equal(
            $"<{page["links"]!.Text("next")}>; rel=\"next\", <{page["links"]!.Text("prev")}>; rel=\"prev\"",
            Assert.Single(response.Headers.GetValues("Link"))
        );
    }

    [Fact]
    public async Task A_limit_of_nothing_gives_the_total_alone()
    {
        var page = await _client.JsonAsync("/v1/articles?limit=0&section=space");

        Assert.Empty(page.Items());
        Assert.Equal(4, page["total"]!["value"]!.GetValue<int>());
        Assert.Null(page["links"]!["next"]);
    }

    [Theory]
    [InlineData("/v1/articles?limit=1", "/v1/articles?limit=1&sort=oldest&cursor=")]
    [InlineData("/v1/articles?limit=1", "/v1/articles?limit=1&section=space&cursor=")]
    [InlineData("/v1/tags?limit=1", "/v1/tags?limit=1&sort=usage&cursor=")]
    [InlineData("/v1/tags?limit=1", "/v1/articles?limit=1&cursor=")]
    public async Task A_cursor_is_refused_by_a_query_that_it_was_not_made_for(string source, string other)
    {
        var cursor = (await _client.JsonAsync(source))["page"]!.Text("next");

        var problem = await _client.JsonAsync(other + cursor, HttpStatusCode.BadRequest);

        Assert.Equal(["cursor"], problem.FaultyNames());
    }

    [Fact]
    public async Task A_cursor_serves_with_another_limit_and_other_fields()
    {
        var cursor = (await _client.JsonAsync("/v1/articles?limit=3&fields=id"))["page"]!.Text("next");

        var page = await _client.JsonAsync($"/v1/articles?limit=9&fields=headline&cursor={cursor}");

        Assert.Equal(9, page.Items().Count());
    }

    [Fact]
    public async Task A_cursor_with_any_bit_changed_is_refused()
    {
        var cursor = (await _client.JsonAsync("/v1/articles?limit=3"))["page"]!.Text("next");
        for (var i = 0; i < cursor.Length; i++)
        {
            var changed = cursor.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            using var response = await _client.GetAsync($"/v1/articles?limit=3&cursor={new string(changed)}");
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }
    }

    [Fact]
    public async Task Numbered_pages_end_at_their_window_and_say_how_to_go_on()
    {
        var problem = await _client.JsonAsync("/v1/articles?page=101&limit=100", HttpStatusCode.BadRequest);

        Assert.Contains("page.next", problem["errors"]!["page"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
