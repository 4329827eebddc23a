using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Editorial;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Search;

[Collection(NewsroomCollection.Name)]
public sealed class SearchIndexTests(NewsroomFixture fixture)
{
    /// <summary>Once the type was not read, and the stories were found under none.</summary>
    [Fact]
    public async Task Stories_without_an_index_row_are_given_the_one_that_publishing_would_have_given()
    {
        var newsroom = await fixture.StartAsync();
        var editor = new Editor(newsroom);
        await editor.AddSectionAsync("news");
        await editor.AddTagAsync("topic/ozone", "Ozone layer");
        await editor.PublishAsync(Editor.Draft("a") with { Tags = ["topic/ozone"], Byline = "By Ann Lee" });
        await editor.PublishAsync(
            Editor.Draft("b") with
            {
                Language = "pt-BR",
                Type = NewsApi.Articles.ArticleType.Brief,
            }
        );
        await using var owner = new NpgsqlConnection(newsroom.Connections.Owner);
        var published = await RowsAsync(owner);
        await owner.ExecuteAsync(
            "delete from delivery.article_index_rows; update delivery.article_rows set lines = ''"
        );

        var filled = await newsroom.Services.GetRequiredService<SearchIndex>().FillAsync(CancellationToken.None);

        Assert.Equal(2, filled);
        Assert.Equal(published, await RowsAsync(owner));
    }

    private static async Task<IReadOnlyList<string>> RowsAsync(NpgsqlConnection owner) =>
        [
            .. await owner.QueryAsync<string>(
                """
                select i::text || a.lines
                from delivery.article_index_rows i
                join delivery.article_rows a on a.id = i.article_id
                order by i.article_id
                """
            ),
        ];
}
