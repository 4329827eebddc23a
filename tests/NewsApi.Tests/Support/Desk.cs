using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Articles;
using NewsApi.Editorial;
using NewsApi.Storage;

namespace NewsApi.Tests.Support;

/// <summary>What happens to stories before they go public, and stories of which every word is known.</summary>
public sealed class Desk(Newsroom newsroom)
{
    private readonly EditorialDatabase _database = newsroom.Services.GetRequiredService<EditorialDatabase>();
    private readonly ArticleStore _articles = newsroom.Services.GetRequiredService<ArticleStore>();

    /// <summary>A story with these words and no others.</summary>
    public static ArticleDraft Story(
        string slug,
        string headline,
        string standfirst = "",
        string body = "",
        string language = "en",
        string section = "news"
    ) =>
        Editor.Draft(slug, section) with
        {
            Headline = headline,
            Standfirst = standfirst,
            Language = language,
            Body = body.Length == 0 ? [] : [new ParagraphBlock { Html = body }],
        };

    /// <summary>Gives a story what another one has as its newest revision. It is public from the next publication on.</summary>
    public async Task ReviseAsync(Guid id, Guid model)
    {
        const string Sql = """
            with revised as (
              update editorial.articles set revision = revision + 1 where id = @id returning revision, slug
            )
            insert into editorial.revisions (article_id, number, content, saved_by)
            select @id, r.revision, jsonb_set(v.content::jsonb, '{slug}', to_jsonb(r.slug::text))::json, 'test'
            from revised r, editorial.revisions v
            where v.article_id = @model
            """;
        await using var connection = await _database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(Sql, new { id, model });
    }

    public async Task ScheduleAsync(Guid id, DateTimeOffset? publishAt, DateTimeOffset? embargoUntil)
    {
        await using var connection = await _database.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await _articles.ScheduleAsync(
            transaction,
            id,
            embargoUntil is null ? StoryState.Scheduled : StoryState.Embargoed,
            publishAt ?? DateTimeOffset.UtcNow,
            embargoUntil,
            Impact.Major,
            CancellationToken.None
        );
        await newsroom.CommitAsync(transaction);
    }
}
