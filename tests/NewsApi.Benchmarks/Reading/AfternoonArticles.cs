using Dapper;
using Npgsql;

namespace NewsApi.Benchmarks.Reading;

/// <summary>Reads what the afternoon's service answers with, in two statements each.</summary>
internal sealed class AfternoonArticles(NpgsqlDataSource database)
{
    private const int PageSize = 20;

    private const string Summary = """
        select a.id, a.slug, a.headline, a.standfirst, a.published_at as publishedat, s.slug as section, s.title as sectiontitle
        """;

    public async Task<AfternoonArticle?> FindAsync(string slug, CancellationToken ct)
    {
        const string Sql = $"""
            {Summary}, a.body
            from afternoon.articles a
            join afternoon.sections s on s.id = a.section_id
            where a.slug = @slug
            """;
        await using var connection = await database.OpenConnectionAsync(ct);
        var article = await connection.QuerySingleOrDefaultAsync<AfternoonArticle>(
            new(Sql, new { slug }, cancellationToken: ct)
        );
        if (article is not null)
            await AddTagsAsync(connection, [article], ct);
        return article;
    }

    public async Task<AfternoonList> ListAsync(string? section, string? tag, string? q, CancellationToken ct)
    {
        var join = tag is null
            ? ""
            : """
                join afternoon.article_tags l on l.article_id = a.id
                join afternoon.tags t on t.id = l.tag_id and t.slug = @topic
                """;
        string[] conditions =
        [
            "true",
            .. section is null ? [] : (string[])["s.slug = @section"],
            .. q is null ? [] : (string[])["a.search @@ websearch_to_tsquery('english', @q)"],
        ];
        var order = q is null ? "" : "ts_rank(a.search, websearch_to_tsquery('english', @q)) desc, ";
        var sql = $"""
            {Summary}
            from afternoon.articles a
            join afternoon.sections s on s.id = a.section_id
            {join}
            where {string.Join(" and ", conditions)}
            order by {order}a.published_at desc, a.id desc
            limit {PageSize}
            """;
        var topic = tag?[(tag.IndexOf('/') + 1)..];
        await using var connection = await database.OpenConnectionAsync(ct);
        var articles = (
            await connection.QueryAsync<AfternoonArticle>(
                new(
                    sql,
                    new
                    {
                        section,
                        topic,
                        q,
                    },
                    cancellationToken: ct
                )
            )
        ).AsList();
        await AddTagsAsync(connection, articles, ct);
        return new(articles);
    }

    private static async Task AddTagsAsync(
        NpgsqlConnection connection,
        IReadOnlyList<AfternoonArticle> articles,
        CancellationToken ct
    )
    {
        const string Sql = """
            select l.article_id as articleid, t.slug, t.title
            from afternoon.article_tags l
            join afternoon.tags t on t.id = l.tag_id
            where l.article_id = any(@ids)
            order by t.id
            """;
        var ids = articles.Select(article => article.Id).ToArray();
        var tags = await connection.QueryAsync<AfternoonTag>(new(Sql, new { ids }, cancellationToken: ct));
        var byArticle = tags.ToLookup(tag => tag.ArticleId);
        foreach (var article in articles)
            article.Tags = [.. byArticle[article.Id]];
    }
}

/// <summary>A story, in a list without its body.</summary>
internal sealed record AfternoonArticle
{
    public int Id { get; init; }
    public required string Slug { get; init; }
    public required string Headline { get; init; }
    public required string Standfirst { get; init; }
    public DateTime PublishedAt { get; init; }
    public required string Section { get; init; }
    public required string SectionTitle { get; init; }
    public string[]? Body { get; init; }
    public IReadOnlyList<AfternoonTag> Tags { get; set; } = [];
}

internal sealed record AfternoonTag
{
    public int ArticleId { get; init; }
    public required string Slug { get; init; }
    public required string Title { get; init; }
}

internal sealed record AfternoonList(IReadOnlyList<AfternoonArticle> Items);
