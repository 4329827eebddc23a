using Dapper;
using Microsoft.Extensions.DependencyInjection;
using NewsApi.Editorial;
using NewsApi.Tests.Support;
using Npgsql;

namespace NewsApi.Tests.Visibility;

/// <summary>Lets hours and days pass for single stories: their instants are moved in the database.</summary>
internal sealed class StoryTime(Newsroom newsroom)
{
    /// <summary>How long ago aged stories were published first, in days.</summary>
    public const int AgedDays = 3;

    private readonly DueStories _due = newsroom.Services.GetRequiredService<DueStories>();
    private readonly LateStories _late = newsroom.Services.GetRequiredService<LateStories>();

    /// <summary>Has the moment come that a story waits for, and what is due done.</summary>
    public async Task PassAsync(Guid id)
    {
        await InTheDatabaseAsync(
            """
            update editorial.articles
            set
              publish_at = least(publish_at, now() - interval '1 second'),
              embargo_until = least(embargo_until, now() - interval '1 second')
            where id = @id;
            update editorial.revisions
            set content = (content::jsonb - 'embargoUntil')::json
            where article_id = @id;
            """,
            id
        );
        while ((await _due.PublishAsync(DueStories.AtOnce, [], CancellationToken.None)).Count > 0) { }
    }

    /// <summary>Has cleared away what has expired.</summary>
    public async Task SweepAsync()
    {
        while (await _due.ExpireAsync(CancellationToken.None) > 0) { }
    }

    /// <summary>Lets the right to a story end in a moment, as if that had been known since its last change: the change log tells
    /// of it, since nothing in public changes without; but the story itself stays as it is.</summary>
    public async Task ExpireAsync(Guid id)
    {
        await InTheDatabaseAsync(
            $"""
            with {ChangeOf("@id")}, wide as (
              update delivery.article_rows set expires_at = clock_timestamp() + interval '200 ms' where id = @id
              returning id, expires_at
            ), narrow as (
              update delivery.article_index_rows i set expires_at = w.expires_at from wide w where i.article_id = w.id
            )
            select pg_notify('newsapi_changes', seq::text) from taken
            """,
            id
        );
        await newsroom.CatchUpAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(250));
    }

    /// <summary>Dates the first publication of a story back, so that in a moment it will be some days old, as if that had been known
    /// since its last change; and waits for that moment.</summary>
    public async Task AgeAsync(Guid id)
    {
        await InTheDatabaseAsync(
            $"""
            with {ChangeOf("@id")}, instant as (
              select clock_timestamp() - interval '{AgedDays * 24} hours' + interval '200 ms' as at
            ), wide as (
              update delivery.article_rows set first_published_at = i.at from instant i where id = @id
            ), narrow as (
              update delivery.article_index_rows set first_published_at = i.at from instant i where article_id = @id
            ), saved as (
              update editorial.articles set first_published_at = i.at from instant i where id = @id
            ), log as (
              update delivery.changes set first_published_at = i.at from instant i where article_id = @id
            )
            select pg_notify('newsapi_changes', seq::text) from taken
            """,
            id
        );
        // What was written in the same statement was not there yet to be dated back.
        await InTheDatabaseAsync(
            """
            update delivery.changes c
            set first_published_at = r.first_published_at
            from delivery.article_rows r
            where r.id = @id and c.article_id = r.id
            """,
            id
        );
        await newsroom.CatchUpAsync();
        await Task.Delay(TimeSpan.FromMilliseconds(250));
        while (await _late.ReleaseAsync(CancellationToken.None) > 0) { }
        await newsroom.CatchUpAsync();
    }

    /// <summary>An entry of the change log for a story to which nothing has happened.</summary>
    private static string ChangeOf(string id) =>
        $"""
            taken as (
              update delivery.change_counter set seq = seq + 1, at = clock_timestamp() returning seq, at
            ), recorded as (
              insert into delivery.changes (
                seq, kind, at, article_id, slug, version, impact, type, language, section_ids, tag_ids, tag_ids_above,
                syndicatable, first_published_at
              )
              select
                t.seq, 'updated', t.at, c.article_id, c.slug, c.version + 1000000, 'minor', c.type, c.language, c.section_ids,
                c.tag_ids, c.tag_ids_above, c.syndicatable, c.first_published_at
              from taken t, lateral (
                select * from delivery.changes l where l.article_id = {id} order by l.seq desc limit 1
              ) c
            )
            """;

    private async Task InTheDatabaseAsync(string sql, Guid id)
    {
        await using var connection = new NpgsqlConnection(newsroom.Connections.Owner);
        await connection.ExecuteAsync(sql, new { id });
    }
}
