using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using NewsApi.Search;
using NewsApi.Storage;
using NewsApi.Tests.Support;
using Npgsql;
using Xunit;

namespace NewsApi.Tests.Articles;

/// <summary>A newsroom with <see cref="StoryCount"/> public stories, enough that lists take every way there is to a page. It
/// is written straight into the schema <c>delivery</c>, by a few statements instead of thirty thousand publications, and is
/// the same in each run. Tests only read it.</summary>
/// <remarks>The stories are numbered in the order of publication, three to an instant. Words and tags are given to shares of
/// them, some only to the oldest.</remarks>
public sealed class LargeArchive : IAsyncLifetime
{
    public const int StoryCount = 30_000;

    private PostgresServer _postgres = null!;

    /// <summary>Words that no stemmer of English changes. The first three are common, and of the third most stories say
    /// little; of <c>morv</c> none says enough for a tier; those that start with <c>old</c> only old stories have.</summary>
    public static IReadOnlyList<ArchiveWord> Words { get; } =
    [
        new("kroft", 0.6),
        new("blund", 0.6),
        new("zimp", 0.6) { Skew = 4 },
        new("dalk", 0.2),
        new("morv", 0.2) { HighestLevel = TermKey.Tiers[1] - 1 },
        new("gripk", 0.05),
        new("holb", 0.05),
        new("julm", 0.005),
        new("lorp", 0.005),
        new("nulk", 0.0002),
        new("oldvrast", 0.6) { Last = 10_000 },
        new("oldtick", 0.2) { Last = 3000 },
    ];

    /// <summary>Tags by their numbers, from 1. <c>topic/analogue</c> and <c>topic/digital</c> have thousands of stories each,
    /// and next to none in common.</summary>
    public static IReadOnlyList<ArchiveTag> Tags { get; } =
    [
        new("topic/politics", 0.4),
        new("topic/health", 0.25),
        new("topic/analogue", 0.5) { Last = 12_000 },
        new("topic/digital", 0.4) { First = 11_980 },
        new("place/europe", 0.03),
        new("place/france", 0.04) { Parent = 5 },
        new("place/paris", 0.01) { Parent = 6 },
        new("topic/chess", 0.0005),
        .. Enumerable.Range(1, 20).Select(number => new ArchiveTag($"event/fair-{number}", 0.04)),
    ];

    /// <summary>Sections by their numbers, from 1.</summary>
    public static IReadOnlyList<ArchiveSection> Sections { get; } =
    [
        new("news", [1], 0.3),
        new("world", [1, 2], 0.2),
        new("europe", [1, 2, 3], 0.1),
        new("sport", [4], 0.2),
        new("football", [4, 5], 0.15),
        new("culture", [6], 0.049),
        new("chess", [4, 7], 0.001),
    ];

    /// <summary>The service on this database.</summary>
    public Newsroom Newsroom { get; private set; } = null!;

    /// <summary>What is in the database, the oldest first.</summary>
    public IReadOnlyList<ArchiveStory> Stories { get; private set; } = [];

    public async Task InitializeAsync()
    {
        _postgres = await PostgresServer.StartAsync();
        var connections = await _postgres.CreateDatabaseAsync();
        await Migrations.ApplyAsync(connections, NullLogger.Instance, CancellationToken.None);
        await using (var connection = new NpgsqlConnection(connections.Owner))
        {
            await connection.OpenAsync();
            await WriteVocabularyAsync(connection);
            await WriteStoriesAsync(connection);
            await WriteCountsAsync(connection);
            await connection.ExecuteAsync("vacuum analyze");
        }
        Newsroom = await Newsroom.StartAsync(connections);
        Stories = await ReadAsync(connections);
    }

    public async Task DisposeAsync()
    {
        if (Newsroom is not null)
            await Newsroom.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private static Task WriteVocabularyAsync(NpgsqlConnection connection)
    {
        const string Sql = """
            insert into delivery.sections (id, slug, title, position, parent_id, path, changed_at)
            select id, slug, initcap(slug), id, path[cardinality(path) - 1], path, now()
            from (
              select id, slug, string_to_array(path, ',')::int[] as path
              from unnest(@sections, @paths) with ordinality s (slug, path, id)
            ) s;
            insert into delivery.section_slugs (slug, section_id) select slug, id from delivery.sections;
            insert into delivery.tags (
              id, type, slug, title, aliases, external_ids, parent_id, changed_at, sort_title
            )
            select
              id, split_part(name, '/', 1), split_part(name, '/', 2), initcap(split_part(name, '/', 2)), '{}', '{}',
              nullif(parent, 0), now(), replace(split_part(name, '/', 2), '-', ' ')
            from unnest(@tags, @parents) with ordinality t (name, parent, id);
            insert into delivery.tag_slugs (type, slug, tag_id) select type, slug, id from delivery.tags;
            insert into delivery.tag_phrases (tag_id, phrase) select id, sort_title from delivery.tags;
            insert into delivery.terms (id, lexeme) overriding system value
            select id, lexeme from unnest(@words) with ordinality w (lexeme, id);
            insert into delivery.words (word, shortened)
            select
              w.word,
              array(select distinct overlay(w.word placing '' from n for 1) from generate_series(1, length(w.word)) n) || w.word
            from unnest(@words) w (word);
            """;
        return connection.ExecuteAsync(
            Sql,
            new
            {
                sections = Sections.Select(section => section.Slug).ToArray(),
                paths = Sections.Select(section => string.Join(',', section.Path)).ToArray(),
                tags = Tags.Select(tag => tag.Name).ToArray(),
                parents = Tags.Select(tag => tag.Parent).ToArray(),
                words = Words.Select(word => word.Lexeme).ToArray(),
            }
        );
    }

    private static Task WriteStoriesAsync(NpgsqlConnection connection)
    {
        const string Sql = """
            set jit = off;
            -- From 0 up to 1, always the same for the same story and purpose.
            create function pg_temp.chance(story int, purpose int) returns float8 language sql immutable
            return (hashint4extended(story, purpose) & 16777215) / 16777216.0::float8;

            create temp table story as
            select
              n, md5('story ' || n)::uuid as id, s.path as section_ids, s.slug as section,
              case
                when pg_temp.chance(n, 2) < 0.6 then 'article'
                when pg_temp.chance(n, 2) < 0.8 then 'analysis'
                when pg_temp.chance(n, 2) < 0.95 then 'brief'
                when pg_temp.chance(n, 2) < 0.9995 then 'opinion'
                else 'gallery'
              end as type,
              case
                when pg_temp.chance(n, 3) < 0.8 then 'en'
                when pg_temp.chance(n, 3) < 0.9 then 'en-GB'
                when pg_temp.chance(n, 3) < 0.96 then 'de'
                when pg_temp.chance(n, 3) < 0.999 then 'pt-BR'
                else 'cy'
              end as language,
              at - case when pg_temp.chance(n, 4) < 0.1 then pg_temp.chance(n, 5) * interval '40 days' else '0' end as first_at,
              at,
              at + case when pg_temp.chance(n, 6) < 0.2 then pg_temp.chance(n, 7) * interval '400 days' else '0' end as updated_at,
              case when pg_temp.chance(n, 8) < 0.01 then now() + interval '30 days' end as expires_at
            from generate_series(1, @stories) n
            cross join lateral (select timestamptz '2001-01-01 00:00Z' + n / 3 * interval '21 hours' as at) t
            join (
              select slug, string_to_array(path, ',')::int[] as path, sum(share) over (order by id) - share as above,
                sum(share) over (order by id) as below
              from unnest(@sections, @paths, @sectionShares) with ordinality s (slug, path, share, id)
            ) s on pg_temp.chance(n, 1) >= s.above and pg_temp.chance(n, 1) < s.below;

            create temp table story_tag as
            select s.n, t.id::int as tag_id, (row_number() over (partition by s.n order by t.id) - 1)::int as position
            from unnest(@tagShares, @tagFirsts, @tagLasts) with ordinality t (share, first, last, id)
            join story s on s.n between t.first and t.last and pg_temp.chance(s.n, 100 + t.id::int) < t.share;

            insert into delivery.terms (id, lexeme) overriding system value
            select 100 + row_number() over (order by mark), mark
            from (
              select distinct '=type/' || type as mark from story
              union select distinct '=language/' || language from story
              union select distinct '=language/' || split_part(language, '-', 1) from story
            ) m;
            insert into delivery.terms (id, lexeme) overriding system value
            select id, 'filler' || id from generate_series(1000, 2500) id;

            create temp table story_word as
            select
              s.n, w.id::int as term,
              1 + floor(w.highest * power(pg_temp.chance(s.n, 300 + w.id::int), w.skew))::int as level,
              1 + floor(7 * pg_temp.chance(s.n, 400 + w.id::int))::int as fields
            from unnest(@shares, @firsts, @lasts, @highest, @skews)
              with ordinality w (share, first, last, highest, skew, id)
            join story s on s.n between w.first and w.last and pg_temp.chance(s.n, 200 + w.id::int) < w.share
            union all
            select distinct on (s.n, term) s.n, term, 1 + floor(@levels * pg_temp.chance(s.n, term))::int, 4
            from story s
            cross join generate_series(1, 8) k
            cross join lateral (select 1000 + floor(1500 * power(pg_temp.chance(s.n, 500 + k), 2))::int as term) t
            union all
            select s.n, t.id, 1, 0
            from story s
            join delivery.terms t on t.lexeme in (
              '=type/' || s.type, '=language/' || s.language, '=language/' || split_part(s.language, '-', 1)
            );
            analyze story, story_tag, story_word;

            insert into delivery.article_rows (
              id, slug, version, type, language, headline, standfirst, section_id, section_ids, tag_ids, section, tags, rights,
              corrections, word_count, reading_minutes, urgency, first_published_at, published_at, updated_at, expires_at,
              changed_at, body, lines
            )
            select
              s.id, 'story-' || s.n, 1, s.type, s.language, 'Headline of story ' || s.n, 'What happened, in a sentence.',
              s.section_ids[cardinality(s.section_ids)], s.section_ids, coalesce(t.ids, '{}'),
              json_build_object('slug', s.section, 'title', initcap(s.section)), coalesce(t.tags, '[]'),
              '{"syndicatable": true}', '[]', 2, 1, 4, s.first_at, s.at, s.updated_at, s.expires_at, s.updated_at,
              '[{"type": "paragraph", "html": "It happened."}]', w.lines
            from story s
            left join (
              select
                g.n, array_agg(g.tag_id order by g.position) as ids,
                json_agg(
                  json_build_object('id', t.type || '/' || t.slug, 'type', t.type, 'slug', t.slug, 'title', t.title)
                  order by g.position
                ) as tags
              from story_tag g
              join delivery.tags t on t.id = g.tag_id
              group by g.n
            ) t on t.n = s.n
            left join (
              select
                n,
                concat(
                  ' ' || string_agg(lexeme, ' ' order by place) filter (where fields & 1 > 0), ' ', e'\n',
                  ' ' || string_agg(lexeme, ' ' order by place) filter (where fields & 2 > 0), ' ', e'\n',
                  ' ' || string_agg(lexeme, ' ' order by place) filter (where fields & 4 > 0), ' ', e'\n '
                ) as lines
              from (
                select w.n, t.lexeme, w.fields, pg_temp.chance(w.n, 5000 + w.term) as place
                from story_word w
                join delivery.terms t on t.id = w.term
              ) w
              group by n
            ) w on w.n = s.n
            order by s.n;

            -- An index is built faster than it is kept up to date.
            create temp table postponed as
            select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
            from pg_index
            where indrelid = 'delivery.article_index_rows'::regclass and not indisunique;
            do $do$
              declare name text;
              begin for name in select p.name from postponed p loop execute 'drop index ' || name; end loop; end
            $do$;
            insert into delivery.article_index_rows (
              article_id, published_at, updated_at, first_published_at, expires_at, type, language, section_ids, tag_ids, terms,
              fields
            )
            select
              a.id, a.published_at, a.updated_at, a.first_published_at, a.expires_at, a.type, a.language, a.section_ids,
              a.tag_ids, l.lists || w.terms, decode(repeat('00', cardinality(l.lists)), 'hex') || w.fields
            from delivery.article_rows a
            join story s on s.id = a.id
            cross join lateral (
              select array(
                select -2 * tag_id from unnest(a.tag_ids) tag_id
                union all
                select -2 * section_id - 1 from unnest(a.section_ids) section_id
                order by 1
              ) as lists
            ) l
            join (
              select
                n, array_agg(term * @levels + level - 1 order by term) as terms,
                string_agg(set_byte('\x00', 0, fields), '' order by term) as fields
              from story_word
              group by n
            ) w on w.n = s.n
            order by s.n;
            do $do$
              declare definition text;
              begin for definition in select p.definition from postponed p loop execute definition; end loop; end
            $do$;

            insert into delivery.article_tags (tag_id, article_id, position, published_at, updated_at)
            select t.tag_id, s.id, t.position, s.at, s.updated_at from story_tag t join story s on s.n = t.n;
            insert into delivery.article_sections (section_id, article_id, published_at, updated_at)
            select x.section_id, s.id, s.at, s.updated_at from story s, unnest(s.section_ids) x (section_id);
            insert into delivery.article_slugs (slug, article_id) select slug, id from delivery.article_rows;
            """;
        return connection.ExecuteAsync(
            Sql,
            new
            {
                stories = StoryCount,
                levels = TermKey.Levels,
                sections = Sections.Select(section => section.Slug).ToArray(),
                paths = Sections.Select(section => string.Join(',', section.Path)).ToArray(),
                sectionShares = Sections.Select(section => section.Share).ToArray(),
                tagShares = Tags.Select(tag => tag.Share).ToArray(),
                tagFirsts = Tags.Select(tag => tag.First).ToArray(),
                tagLasts = Tags.Select(tag => tag.Last).ToArray(),
                shares = Words.Select(word => word.Share).ToArray(),
                firsts = Words.Select(_ => 1).ToArray(),
                lasts = Words.Select(word => word.Last).ToArray(),
                highest = Words.Select(word => word.HighestLevel).ToArray(),
                skews = Words.Select(word => word.Skew).ToArray(),
            }
        );
    }

    private static Task WriteCountsAsync(NpgsqlConnection connection) =>
        connection.ExecuteAsync(
            """
            update delivery.sections s
            set (article_count, latest_published_at) = (
              select count(*), max(published_at) from delivery.article_sections where section_id = s.id
            );
            update delivery.tags t
            set (article_count, latest_published_at) = (
              select count(*), max(published_at) from delivery.article_tags where tag_id = t.id
            );
            insert into delivery.facet_counts (section_id, facet, value, article_count)
            select s.id, v.facet, v.value, count(*)
            from delivery.article_rows a
            cross join lateral unnest(0 || a.section_ids) s (id)
            cross join lateral delivery.facet_values(a.type, a.language, a.published_at) v
            group by 1, 2, 3;
            insert into delivery.section_tags (section_id, tag_id, article_count)
            select s.section_id, t.tag_id, count(*)
            from delivery.article_sections s
            join delivery.article_tags t using (article_id)
            group by 1, 2;
            insert into delivery.languages (language, article_count)
            select language, count(*) from delivery.article_rows group by 1;
            """
        );

    private static async Task<IReadOnlyList<ArchiveStory>> ReadAsync(DatabaseConnections connections)
    {
        const string Sql = """
            select
              i.article_id, i.published_at, i.updated_at, i.first_published_at, i.type::text, i.language::text,
              i.section_ids, i.tag_ids, i.terms, i.fields, a.lines
            from delivery.article_index_rows i
            join delivery.article_rows a on a.id = i.article_id
            order by i.published_at, i.article_id
            """;
        await using var connection = new NpgsqlConnection(connections.Owner);
        var rows = await connection.QueryAsync<StoryRow>(Sql);
        return
        [
            .. rows.Select(row => new ArchiveStory(
                row.ArticleId,
                row.PublishedAt,
                row.UpdatedAt,
                row.FirstPublishedAt,
                row.Type,
                row.Language,
                [.. row.SectionIds.Select(id => Sections[id - 1].Slug)],
                [.. row.TagIds.Select(id => Tags[id - 1].Name)],
                row.Terms.Zip(row.Fields)
                    .Where(term => term.First > 0 && term.First / TermKey.Levels <= Words.Count)
                    .ToDictionary(
                        term => Words[(term.First / TermKey.Levels) - 1].Lexeme,
                        term => ((term.First % TermKey.Levels) + 1, (SearchField)term.Second),
                        StringComparer.Ordinal
                    ),
                row.Lines.Split('\n')
            )),
        ];
    }

    private sealed record StoryRow
    {
        public required Guid ArticleId { get; init; }
        public required DateTimeOffset PublishedAt { get; init; }
        public required DateTimeOffset UpdatedAt { get; init; }
        public required DateTimeOffset FirstPublishedAt { get; init; }
        public required string Type { get; init; }
        public required string Language { get; init; }
        public required int[] SectionIds { get; init; }
        public required int[] TagIds { get; init; }
        public required int[] Terms { get; init; }
        public required byte[] Fields { get; init; }
        public required string Lines { get; init; }
    }
}

/// <summary>Tests of this collection share the archive; xunit runs them one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class LargeArchiveCollection : ICollectionFixture<LargeArchive>
{
    public const string Name = "large archive";
}
