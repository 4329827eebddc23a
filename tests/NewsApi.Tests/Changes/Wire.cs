using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Editorial;
using NewsApi.Storage;
using NewsApi.Tests.Support;
using Npgsql;

namespace NewsApi.Tests.Changes;

/// <summary>What happens to stories besides what an <see cref="Editor"/> does, and to the database that tells of it.</summary>
internal sealed class Wire(Newsroom newsroom)
{
    private readonly EditorialDatabase _editorial = newsroom.Services.GetRequiredService<EditorialDatabase>();

    /// <summary>Gives a story another content, section and tags. It is public from the next publication on.</summary>
    public async Task RewriteAsync(Guid id, ArticleDraft draft)
    {
        const string Sql = """
            update editorial.articles
            set
              revision = revision + 1,
              section_id = (select section_id from editorial.section_slugs where slug = @Section)
            where id = @id;
            insert into editorial.revisions (article_id, number, content, saved_by)
            select id, revision, @content::json, 'test' from editorial.articles where id = @id;
            delete from editorial.article_tags where article_id = @id;
            insert into editorial.article_tags (article_id, position, tag_id)
            select @id, n.position - 1, t.id
            from unnest(@Tags) with ordinality n (name, position)
            join editorial.tags t on t.type || '/' || t.slug = n.name;
            """;
        var content = JsonSerializer.Serialize(draft, NewsJsonContext.Wire.ArticleDraft);
        await using var connection = await _editorial.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync(
            Sql,
            new
            {
                id,
                draft.Section,
                content,
                Tags = draft.Tags.ToArray(),
            },
            transaction
        );
        await transaction.CommitAsync();
    }

    /// <summary>Ends a story as the clock does when its rights have ended.</summary>
    public async Task ExpireAsync(Guid id)
    {
        const string Sql = """
            with number as (
              update delivery.change_counter set seq = seq + 1, at = clock_timestamp() returning seq, at
            ),
            recorded as (
              insert into delivery.changes (seq, kind, at, article_id, slug, version, impact)
              select n.seq, 'expired', n.at, r.id, r.slug, r.version, 'major'
              from number n, delivery.article_rows r
              where r.id = @id
              returning pg_notify('newsapi_changes', seq::text)
            ),
            gone as (
              delete from delivery.article_rows where id = @id
            )
            select count(*) from recorded
            """;
        await ExecuteAsync(Sql, new { id });
        await newsroom.CatchUpAsync();
    }

    /// <summary>Appends changes of stories that nobody can read: they were published in a section of no name and are gone.
    /// </summary>
    public Task AppendAsync(int number) =>
        ExecuteAsync(
            """
            with taken as (
              update delivery.change_counter set seq = seq + @number, at = clock_timestamp() returning seq - @number as before, at
            ),
            recorded as (
              insert into delivery.changes (
                seq, kind, at, article_id, slug, version, impact, type, language, section_ids, tag_ids, tag_ids_above
              )
              select
                t.before + n, 'published', t.at, gen_random_uuid(), 'story-' || n, 1, 'minor', 'article', 'en', '{0}', '{}', '{}'
              from taken t, generate_series(1, @number) n
              returning seq
            )
            select pg_notify('newsapi_changes', max(seq)::text) from recorded
            """,
            new { number }
        );

    /// <summary>Cuts every connection that the public side has at this moment.</summary>
    public Task DisconnectAsync() =>
        ExecuteAsync(
            """
            select count(pg_terminate_backend(pid))
            from pg_stat_activity
            where datname = current_database() and usename = 'newsapi_delivery'
            """,
            null
        );

    /// <param name="most">How many the service may have to the database; -1 for any number. Those it has stay.</param>
    public Task LimitConnectionsAsync(int most) =>
        ExecuteAsync(
            $"""
            do $limit$ begin
              execute format('alter database %I connection limit {most}', current_database());
            end $limit$
            """,
            null
        );

    public async Task<int> ConnectionsAsync()
    {
        await using var connection = new NpgsqlConnection(newsroom.Connections.Owner);
        return await connection.ExecuteScalarAsync<int>(
            """
            select count(*)::int from pg_stat_activity
            where datname = current_database() and usename = 'newsapi_delivery'
            """
        );
    }

    public async Task ExecuteAsync(string sql, object? parameters)
    {
        await using var connection = new NpgsqlConnection(newsroom.Connections.Owner);
        await connection.ExecuteAsync(sql, parameters);
    }
}
