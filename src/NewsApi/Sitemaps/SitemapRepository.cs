using NewsApi.Selection;
using NewsApi.Storage;

namespace NewsApi.Sitemaps;

/// <summary>A month of stories, by when their latest major version was published (UTC).</summary>
internal sealed record SitemapMonth
{
    /// <summary>As in <c>2026-11</c>.</summary>
    public required string Month { get; init; }

    /// <summary>How many stories it has; those that have just expired may be among them.</summary>
    public required int ArticleCount { get; init; }

    /// <summary>When any of them was last changed; null where the last one has just expired.</summary>
    public required DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>A story as a sitemap lists it.</summary>
internal sealed record SitemapStory
{
    public required Guid Id { get; init; }
    public required string Slug { get; init; }
    public required string Section { get; init; }
    public required string Language { get; init; }
    public required string Headline { get; init; }
    public required DateTimeOffset FirstPublishedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Reads what sitemaps list.</summary>
internal sealed class SitemapRepository(DeliveryDatabase database)
{
    /// <summary>Every month that has stories, the latest first; and when anything public last changed.</summary>
    public async Task<(IReadOnlyList<SitemapMonth> Months, DateTimeOffset ChangedAt)> MonthsAsync(
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        if (!readers.IsEveryone)
            return await MonthsInViewAsync(readers, cancellationToken);
        // The last change of a month is the end of one index range, whatever the number of stories.
        const string Sql = """
            -- sitemaps.months
            select n.at as changed_at, m.month as id, m.month, m.article_count, l.updated_at
            from delivery.last_change n
            left join (
              select left(value, 7) as month, sum(article_count)::int as article_count
              from delivery.facet_counts
              where section_id = 0 and facet = 'day' and article_count > 0
              group by 1
            ) m on true
            left join lateral (
              select i.updated_at
              from delivery.article_index i
              where date_trunc('month', i.published_at at time zone 'UTC') = (m.month || '-01')::timestamp
              order by i.updated_at desc
              limit 1
            ) l on true
            order by m.month desc
            """;
        var (changedAt, months) = await database.ReadListAsync<DateTimeOffset, SitemapMonth>(
            Sql,
            null,
            cancellationToken
        );
        return (months, changedAt);
    }

    /// <summary>The same, counted for these readers.</summary>
    private async Task<(IReadOnlyList<SitemapMonth> Months, DateTimeOffset ChangedAt)> MonthsInViewAsync(
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        var values = new StatementValues();
        var sql = $"""
            -- sitemaps.months_in_view
            select n.at as changed_at, m.month as id, m.month, m.article_count, m.updated_at
            from delivery.last_change n
            left join (
              select
                to_char(s.published_at at time zone 'UTC', 'YYYY-MM') as month, count(*)::int as article_count,
                max(s.updated_at) as updated_at
              from ({readers.Stories("i.published_at, i.updated_at", values)}) s
              group by 1
            ) m on true
            order by m.month desc
            """;
        var (changedAt, months) = await database.ReadListAsync<DateTimeOffset, SitemapMonth>(
            sql,
            values.Parameters,
            cancellationToken
        );
        return (months, changedAt);
    }

    /// <summary>A part of the stories of one month, in the order of publication.</summary>
    /// <param name="month">Its first day.</param>
    /// <param name="part">From 1.</param>
    /// <param name="size">Of each part.</param>
    /// <param name="readers">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public Task<(DateTimeOffset ChangedAt, IReadOnlyList<SitemapStory> Stories)> PartAsync(
        DateOnly month,
        int part,
        int size,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        var values = new StatementValues();
        string[] conditions = ["i.published_at >= @from", "i.published_at < @to", .. readers.Conditions(values)];
        var sql = $"""
            -- sitemaps.part
            select
              n.at as changed_at, a.id, a.slug, a.section ->> 'slug' as section, a.language, a.headline,
              a.first_published_at, a.updated_at, a.expires_at
            from delivery.last_change n
            left join (
              select i.article_id, i.published_at
              from delivery.article_index i
              where {string.Join(" and ", conditions)}
              order by i.published_at, i.article_id
              limit @size offset @skipped
            ) i on true
            left join delivery.articles a on a.id = i.article_id
            order by i.published_at, i.article_id
            """;
        var from = new DateTimeOffset(month, TimeOnly.MinValue, TimeSpan.Zero);
        values.Parameters.AddDynamicParams(
            new
            {
                from,
                to = from.AddMonths(1),
                size,
                skipped = (part - 1) * size,
            }
        );
        return ReadAsync(sql, values.Parameters, cancellationToken);
    }

    /// <summary>Stories that were published for the first time since a moment, the latest first.</summary>
    public Task<(DateTimeOffset ChangedAt, IReadOnlyList<SitemapStory> Stories)> LatestAsync(
        DateTimeOffset since,
        int most,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        var values = new StatementValues();
        string[] conditions = ["i.first_published_at > @since", .. readers.Conditions(values)];
        var sql = $"""
            -- sitemaps.latest
            select
              n.at as changed_at, a.id, a.slug, a.section ->> 'slug' as section, a.language, a.headline,
              a.first_published_at, a.updated_at, a.expires_at
            from delivery.last_change n
            left join (
              select i.article_id, i.first_published_at
              from delivery.article_index i
              where {string.Join(" and ", conditions)}
              order by i.first_published_at desc, i.article_id desc
              limit @most
            ) i on true
            left join delivery.articles a on a.id = i.article_id
            order by i.first_published_at desc, i.article_id desc
            """;
        values.Parameters.AddDynamicParams(new { since, most });
        return ReadAsync(sql, values.Parameters, cancellationToken);
    }

    private async Task<(DateTimeOffset ChangedAt, IReadOnlyList<SitemapStory> Stories)> ReadAsync(
        string sql,
        object parameters,
        CancellationToken cancellationToken
    ) => await database.ReadListAsync<DateTimeOffset, SitemapStory>(sql, parameters, cancellationToken);
}
