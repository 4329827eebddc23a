using Dapper;
using Npgsql;

namespace NewsApi.Benchmarks.Scale;

/// <summary>What there is to ask for in an archive: names and words of a known popularity. Always the same for the same
/// archive.</summary>
internal sealed record ArchiveSights
{
    /// <summary>How many values each question is asked with.</summary>
    private const int Values = 10;

    public required IReadOnlyList<string> Sections { get; init; }

    /// <summary>Ids of the tags with the most stories.</summary>
    public required IReadOnlyList<string> PopularTags { get; init; }

    /// <summary>Ids of tags with a handful of stories.</summary>
    public required IReadOnlyList<string> RareTags { get; init; }

    /// <summary>Pairs of popular tags with most of their stories in common.</summary>
    public required IReadOnlyList<(string, string)> OverlappingTags { get; init; }

    /// <summary>Pairs of popular tags with next to no stories in common.</summary>
    public required IReadOnlyList<(string, string)> DistantTags { get; init; }

    /// <summary>Words that two to twenty of a hundred stories have.</summary>
    public required IReadOnlyList<string> CommonWords { get; init; }

    /// <summary>Words that a handful of stories have.</summary>
    public required IReadOnlyList<string> RareWords { get; init; }
    public required IReadOnlyList<string> Headlines { get; init; }
    public required IReadOnlyList<Guid> Ids { get; init; }

    /// <summary>The first two letters of popular tags.</summary>
    public required IReadOnlyList<string> Prefixes { get; init; }

    public static async Task<ArchiveSights> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var pairs = await ReadAsync<(string One, string Other, double Share)>(
            """
            with popular as (
              select id, type || '/' || slug as name, article_count from delivery.tags order by article_count desc, id limit 40
            )
            select p.name, q.name, count(b.tag_id) / least(p.article_count, q.article_count)::float8 as share
            from popular p
            join popular q on p.id < q.id
            join delivery.article_tags a on a.tag_id = p.id
            left join delivery.article_tags b on b.article_id = a.article_id and b.tag_id = q.id
            group by p.id, q.id, p.name, q.name, p.article_count, q.article_count
            having count(b.tag_id) > 0
            order by share, p.id, q.id
            """
        );
        var popular = await TagsAsync("order by article_count desc, id");
        return new()
        {
            Sections = await ReadAsync<string>(
                $"select slug::text from delivery.sections order by article_count desc, id limit {Values}"
            ),
            PopularTags = popular,
            RareTags = await TagsAsync("where article_count between 4 and 20 order by md5(slug)"),
            DistantTags = [.. pairs.Take(Values).Select(pair => (pair.One, pair.Other))],
            OverlappingTags = [.. pairs.TakeLast(Values).Select(pair => (pair.One, pair.Other))],
            CommonWords = await ReadAsync<string>(
                """
                select w.word
                from delivery.change_counter c
                cross join unnest('{.20,.16,.13,.11,.09,.07,.06,.05,.03,.02}'::float8[]) with ordinality as share (of_all, n)
                cross join lateral (
                  select word from archive.words
                  where word ~ '^[a-z]{5,}$'
                  order by abs(stories - c.seq * of_all), word
                  limit 1
                ) w
                order by n
                """
            ),
            RareWords = await ReadAsync<string>(
                $$"""
                select word from archive.words
                where stories between 5 and 40 and word ~ '^[a-z]{6,}$'
                order by md5(word)
                limit {{Values}}
                """
            ),
            Headlines = await ReadAsync<string>(
                $$"""
                select headline::text
                from (
                  select headline, md5(id::text) as chance from delivery.article_rows
                  where language = 'en' and headline ~ '^(\w+ ){5,}\w+$'
                ) h
                order by chance
                limit {{Values}}
                """
            ),
            Ids = await ReadAsync<Guid>(
                $"select id from delivery.article_rows order by md5(id::text) limit {20 * Values}"
            ),
            Prefixes = [.. popular.Select(tag => tag[(tag.IndexOf('/', StringComparison.Ordinal) + 1)..][..2])],
        };

        Task<IReadOnlyList<string>> TagsAsync(string which) =>
            ReadAsync<string>($"select type || '/' || slug from delivery.tags {which} limit {Values}");

        async Task<IReadOnlyList<T>> ReadAsync<T>(string sql) =>
            (await connection.QueryAsync<T>(new(sql, cancellationToken: cancellationToken))).AsList();
    }
}
