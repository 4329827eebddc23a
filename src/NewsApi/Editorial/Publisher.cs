using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dapper;
using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.Search;
using NewsApi.Sections;
using NewsApi.Tags;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>The one place where stories become public, change in public and disappear: each time in one transaction that
/// writes what readers see and appends to the change log.</summary>
public sealed class Publisher(VocabularyStore vocabulary, SearchIndex index)
{
    /// <summary>Makes the story's current revision public.</summary>
    /// <param name="transaction">In which all of it happens; other publishers wait until it ends.</param>
    /// <param name="id">Id of the story.</param>
    /// <param name="publication">Its instants.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task PublishAsync(
        NpgsqlTransaction transaction,
        Guid id,
        Publication publication,
        CancellationToken cancellationToken
    )
    {
        var change = await TakeNumberAsync(transaction, cancellationToken);
        var story = await ReadAsync(transaction, id, cancellationToken);
        await vocabulary.ReleaseTagsAsync(transaction, story.TagIds, change.At, cancellationToken);
        var before = await PublicCounts.StandingAsync(transaction, id, cancellationToken);
        await WriteRowAsync(transaction, story, publication, change.At, cancellationToken);
        await WriteListsAsync(transaction, story, publication, cancellationToken);
        var after = await PublicCounts.StandingAsync(transaction, id, cancellationToken);
        await PublicCounts.ChangeAsync(transaction, before, after, change.At, cancellationToken);
        await RecordAsync(transaction, id, change, before is null ? "published" : "updated", cancellationToken);
        const string Sql = """
            -- publish.state
            update editorial.articles
            set
              state = 'published', first_published_at = @FirstPublishedAt, published_at = @PublishedAt,
              updated_at = @UpdatedAt, expires_at = @ExpiresAt, publish_at = null, embargo_until = null, withdrawn_at = null
            where id = @id
            """;
        await ExecuteAsync(
            transaction,
            Sql,
            new
            {
                id,
                publication.FirstPublishedAt,
                publication.PublishedAt,
                publication.UpdatedAt,
                publication.ExpiresAt,
            },
            cancellationToken
        );
    }

    /// <summary>Takes a public story out of everything readers can reach, and leaves a tombstone.</summary>
    public async Task WithdrawAsync(
        NpgsqlTransaction transaction,
        Guid id,
        Withdrawal withdrawal,
        CancellationToken cancellationToken
    )
    {
        var change = await TakeNumberAsync(transaction, cancellationToken);
        var before = await PublicCounts.StandingAsync(transaction, id, cancellationToken);
        const string Tombstone = """
            -- withdraw.tombstone
            insert into delivery.tombstones (article_id, slug, withdrawn_at, kind, reason, replaced_by)
            select id, slug, @At, @Kind, @Reason, @ReplacedBy from delivery.article_rows where id = @id
            """;
        const string State = """
            -- withdraw.state
            update editorial.articles set state = 'withdrawn', withdrawn_at = @At where id = @id
            """;
        var parameters = new
        {
            id,
            withdrawal.At,
            withdrawal.Kind,
            withdrawal.Reason,
            withdrawal.ReplacedBy,
        };
        await ExecuteAsync(transaction, Tombstone, parameters, cancellationToken);
        await RecordAsync(transaction, id, change, "withdrawn", cancellationToken);
        await ExecuteAsync(
            transaction,
            "-- withdraw.row\ndelete from delivery.article_rows where id = @id",
            parameters,
            cancellationToken
        );
        await PublicCounts.ChangeAsync(transaction, before, after: null, change.At, cancellationToken);
        await ExecuteAsync(transaction, State, parameters, cancellationToken);
    }

    private static async Task<Change> TakeNumberAsync(
        NpgsqlTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- changes.take_number
            update delivery.change_counter set seq = seq + 1, at = greatest(at, clock_timestamp()) returning seq, at
            """;
        return await transaction.Connection!.QuerySingleAsync<Change>(
            new(Sql, transaction: transaction, cancellationToken: cancellationToken)
        );
    }

    private static async Task RecordAsync(
        NpgsqlTransaction transaction,
        Guid id,
        Change change,
        string kind,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- changes.record
            with recursive own as (
              select unnest(tag_ids) as id from delivery.article_rows where id = @id
            ),
            above as (
              select t.parent_id as id from own join delivery.tags t using (id) where t.parent_id is not null
              union
              select t.parent_id from above join delivery.tags t using (id) where t.parent_id is not null
            )
            insert into delivery.changes (
              seq, kind, at, article_id, slug, version, impact, type, language, section_ids, tag_ids, tag_ids_above
            )
            select
              @Seq, @kind, @At, r.id, r.slug, r.version, 'major', f.type, f.language, f.section_ids, f.tag_ids, f.tag_ids_above
            from delivery.article_rows r
            left join lateral (
              select
                r.type, r.language,
                r.section_ids || array(select id from delivery.merged_sections where into_id = any(r.section_ids) order by id)
                  as section_ids,
                r.tag_ids || array(select id from delivery.merged_tags where into_id = any(r.tag_ids) order by id) as tag_ids,
                array(select id from above union select m.id from above join delivery.merged_tags m on m.into_id = above.id order by 1)
                  as tag_ids_above
            ) f on @kind not in ('withdrawn', 'expired')
            where r.id = @id;
            select pg_notify('newsapi_changes', @Seq::text);
            """;
        await ExecuteAsync(
            transaction,
            Sql,
            new
            {
                id,
                kind,
                change.Seq,
                change.At,
            },
            cancellationToken
        );
    }

    private static async Task<Story> ReadAsync(
        NpgsqlTransaction transaction,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- publish.read
            select
              a.id, a.slug, a.section_id, s.slug as section_slug, s.title as section_title, s.path as section_path,
              r.content::text as content,
              array(select tag_id from editorial.article_tags where article_id = a.id order by position) as tag_ids,
              array(select slug::text from editorial.article_slugs where article_id = a.id) as slugs
            from editorial.articles a
            join editorial.revisions r on r.article_id = a.id and r.number = a.revision
            join delivery.sections s on s.id = a.section_id
            where a.id = @id
            for update of a
            """;
        return await transaction.Connection!.QuerySingleAsync<Story>(
            new(Sql, new { id }, transaction, cancellationToken: cancellationToken)
        );
    }

    private async Task WriteRowAsync(
        NpgsqlTransaction transaction,
        Story story,
        Publication publication,
        DateTimeOffset changedAt,
        CancellationToken cancellationToken
    )
    {
        const string Tags = """
            -- publish.tags
            select t.type, t.slug, t.title
            from unnest(@TagIds) with ordinality as n (id, position)
            join delivery.tags t on t.id = n.id
            order by n.position
            """;
        const string Sql = """
            -- publish.row
            insert into delivery.article_rows (
              id, slug, version, type, language, headline, standfirst, byline, section_id, section_ids, tag_ids, section, tags,
              lead_image, rights, corrections, word_count, reading_minutes, urgency, first_published_at, published_at,
              updated_at, expires_at, changed_at, body, lines
            )
            values (
              @Id, @Slug, coalesce((select max(version) from delivery.changes where article_id = @Id), 0) + 1, @Type, @Language,
              @Headline, @Standfirst, @Byline, @SectionId, @SectionPath, @TagIds, @Section::json, @Tags::json,
              @LeadImage::json, @Rights::json, @Corrections::json, @WordCount, @ReadingMinutes, @Urgency, @FirstPublishedAt,
              @PublishedAt, @UpdatedAt, @ExpiresAt, @changedAt, @Body::json, @Lines
            )
            on conflict (id) do update set
              slug = excluded.slug, version = excluded.version, type = excluded.type, language = excluded.language,
              headline = excluded.headline, standfirst = excluded.standfirst, byline = excluded.byline,
              section_id = excluded.section_id, section_ids = excluded.section_ids, tag_ids = excluded.tag_ids,
              section = excluded.section, tags = excluded.tags, lead_image = excluded.lead_image, rights = excluded.rights,
              corrections = excluded.corrections, word_count = excluded.word_count,
              reading_minutes = excluded.reading_minutes, urgency = excluded.urgency,
              first_published_at = excluded.first_published_at, published_at = excluded.published_at,
              updated_at = excluded.updated_at, expires_at = excluded.expires_at, changed_at = excluded.changed_at,
              body = excluded.body, lines = excluded.lines
            """;
        var draft = JsonSerializer.Deserialize(story.Content, NewsJsonContext.Wire.ArticleDraft)!;
        var tags = (
            await transaction.Connection!.QueryAsync<(string Type, string Slug, string Title)>(
                new(Tags, new { story.TagIds }, transaction, cancellationToken: cancellationToken)
            )
        ).AsList();
        var body = BodyText.Render(draft.Body);
        var wordCount = BodyText.CountWords(body);
        var type = new Choice<ArticleType>(draft.Type).Word;
        var words = new StoryWords(
            draft.Headline,
            draft.Standfirst,
            body,
            string.Join('\n', tags.Select(tag => tag.Title).Prepend(draft.Byline)),
            SearchIndex.MarksOf(type, draft.Language)
        );
        var parameters = new
        {
            story.Id,
            story.Slug,
            Type = type,
            draft.Language,
            draft.Headline,
            draft.Standfirst,
            draft.Byline,
            story.SectionId,
            story.SectionPath,
            story.TagIds,
            Section = Json(
                new SectionReference(story.SectionSlug, story.SectionTitle),
                NewsJsonContext.Wire.SectionReference
            ),
            Tags = Json(
                [
                    .. tags.Select(tag => new TagReference(
                        $"{tag.Type}/{tag.Slug}",
                        Choice<TagType>.Words[tag.Type],
                        tag.Slug,
                        tag.Title
                    )),
                ],
                NewsJsonContext.Wire.IReadOnlyListTagReference
            ),
            LeadImage = draft.LeadImage is null ? null : Json(draft.LeadImage, NewsJsonContext.Wire.LeadImage),
            Rights = Json(draft.Rights with { ExpiresAt = publication.ExpiresAt }, NewsJsonContext.Wire.Rights),
            Corrections = Json(draft.Corrections, NewsJsonContext.Wire.IReadOnlyListCorrection),
            WordCount = wordCount,
            ReadingMinutes = Math.Max(1, (int)Math.Round(wordCount / 230.0)),
            draft.Urgency,
            publication.FirstPublishedAt,
            publication.PublishedAt,
            publication.UpdatedAt,
            publication.ExpiresAt,
            changedAt,
            Body = Json(draft.Body, NewsJsonContext.Wire.IReadOnlyListBlock),
            words.Lines,
        };
        await ExecuteAsync(transaction, Sql, parameters, cancellationToken);
        await index.WriteAsync(transaction, story.Id, draft.Language, words, cancellationToken);
    }

    private static async Task WriteListsAsync(
        NpgsqlTransaction transaction,
        Story story,
        Publication publication,
        CancellationToken cancellationToken
    )
    {
        const string Sql = """
            -- publish.lists
            delete from delivery.article_tags where article_id = @Id;
            delete from delivery.article_sections where article_id = @Id;
            delete from delivery.tombstones where article_id = @Id;
            insert into delivery.article_tags (tag_id, article_id, position, published_at, updated_at)
            select n.id, @Id, n.position - 1, @PublishedAt, @UpdatedAt
            from unnest(@TagIds) with ordinality as n (id, position);
            insert into delivery.article_sections (section_id, article_id, published_at, updated_at)
            select n.id, @Id, @PublishedAt, @UpdatedAt from unnest(@SectionPath) as n (id);
            insert into delivery.article_slugs (slug, article_id)
            select n.slug, @Id from unnest(@Slugs) as n (slug)
            on conflict (slug) do nothing;
            """;
        var parameters = new
        {
            story.Id,
            story.TagIds,
            story.SectionPath,
            story.Slugs,
            publication.PublishedAt,
            publication.UpdatedAt,
        };
        await ExecuteAsync(transaction, Sql, parameters, cancellationToken);
    }

    private static string Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    private static Task<int> ExecuteAsync(
        NpgsqlTransaction transaction,
        string sql,
        object parameters,
        CancellationToken cancellationToken
    ) => transaction.Connection!.ExecuteAsync(new(sql, parameters, transaction, cancellationToken: cancellationToken));

    /// <summary>A place in the change log, taken but not yet filled.</summary>
    private sealed record Change
    {
        public required long Seq { get; init; }
        public required DateTimeOffset At { get; init; }
    }

    private sealed record Story
    {
        public required Guid Id { get; init; }
        public required string Slug { get; init; }
        public required int SectionId { get; init; }
        public required string SectionSlug { get; init; }
        public required string SectionTitle { get; init; }
        public required int[] SectionPath { get; init; }
        public required string Content { get; init; }
        public required int[] TagIds { get; init; }
        public required string[] Slugs { get; init; }
    }
}
