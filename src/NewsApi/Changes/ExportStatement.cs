using Dapper;
using NewsApi.Articles;

namespace NewsApi.Changes;

/// <summary>Composes the one statement that reads all articles of an export.</summary>
internal sealed class ExportStatement(ArticleRequest request, DateTimeOffset now) : ArticleStatement(request, now)
{
    /// <remarks>Only ids are sorted. Rows are then looked up one by one, so that the first comes at once and the database
    /// keeps none of them.</remarks>
    public (string Sql, DynamicParameters Parameters) Compose() =>
        (
            $"""
            -- export.articles
            select {ArticleRow.ColumnsFor(Request.Members)}
            from (
              select i.article_id
              from {Source}
              {Where([.. Driver, .. Conditions.OnRows, .. Conditions.Dates("i")])}
              order by i.article_id
            ) i
            cross join lateral (select x.* from delivery.articles x where x.id = i.article_id offset 0) a
            order by i.article_id
            """,
            Parameters
        );
}
