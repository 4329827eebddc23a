using Dapper;
using NewsApi.Articles;
using NewsApi.Following;
using NewsApi.Storage;

namespace NewsApi.Changes;

/// <summary>Reads the stories that changes are about.</summary>
internal sealed class ChangedArticleRepository(DeliveryDatabase database)
{
    /// <summary>How long the database may take, in seconds: whoever follows has to know when it does not answer.</summary>
    private const int Patience = 10;

    /// <summary>Those of the stories that are public now, each with what it can be filtered by.</summary>
    public async Task<ArticlesNow> ReadArticlesAsync(
        IReadOnlyCollection<Guid> ids,
        ArticleMembers members,
        CancellationToken cancellationToken
    )
    {
        var sql = $"""
            -- changes.articles
            select
              n.at as changed_at, s.type, s.language, s.section_ids, s.tag_ids, s.tag_ids_above,
              s.syndicatable, s.first_published_at,
              {ArticleRow.ColumnsFor(members)}
            from delivery.last_change n
            left join delivery.articles a on a.id = any(@ids)
            left join lateral (
              select c.type, c.language, c.section_ids, c.tag_ids, c.tag_ids_above, c.syndicatable, c.first_published_at
              from delivery.changes c
              where c.article_id = a.id
              order by c.seq desc
              limit 1
            ) s on true
            """;
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync<
            DateTimeOffset,
            StoryState?,
            ArticleRow?,
            (DateTimeOffset ChangedAt, StoryState? State, ArticleRow? Row)
        >(
            new(sql, new { ids = ids.ToArray() }, commandTimeout: Patience, cancellationToken: cancellationToken),
            (changedAt, state, row) => (changedAt, state, row),
            splitOn: "type,id"
        );
        var read = rows.AsList();
        return new(
            read.Where(entry => entry is { State: not null, Row: not null })
                .ToDictionary(entry => entry.Row!.Id, entry => (entry.State!, entry.Row!)),
            read[0].ChangedAt
        );
    }
}

/// <summary>Stories as they are now, by their ids.</summary>
/// <param name="ById">Only those that are public.</param>
/// <param name="ChangedAt">When anything public last changed.</param>
internal sealed record ArticlesNow(
    IReadOnlyDictionary<Guid, (StoryState State, ArticleRow Row)> ById,
    DateTimeOffset ChangedAt
);
