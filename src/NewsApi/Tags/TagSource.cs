using Dapper;
using NewsApi.Selection;
using NewsApi.Storage;

namespace NewsApi.Tags;

/// <summary>Where a statement takes tags with their counts from; they are called <c>t</c>.</summary>
internal sealed class TagSource
{
    private readonly StatementValues _values;
    private string? _with;

    private TagSource(StatementValues values) => _values = values;

    /// <summary>With counts as they are kept ready: stories that have expired stand in them until they are swept.</summary>
    public static TagSource Kept =>
        new(new())
        {
            From = "delivery.tags t",
            Hold = "not (select u.any from delivery.unswept u)",
            InSection = $"""
                t.id in (
                    select k.tag_id from delivery.section_tags k where k.section_id = ({SectionAsked}))
                """,
        };

    /// <summary>With these stories taken off.</summary>
    public static TagSource Counted =>
        new(new())
        {
            From = """
                (
                  select
                    k.id, k.type, k.slug, k.title, k.description, k.aliases, k.external_ids, k.parent_id, k.sort_title,
                    k.article_count - coalesce(x.article_count, 0) as article_count,
                    case when x.tag_id is null then k.latest_published_at else l.published_at end as latest_published_at,
                    greatest(k.changed_at, case when x.tag_id is not null then (select at from delivery.last_change) end) as changed_at
                  from delivery.tags k
                  left join (
                    select u.tag_id, count(*)::int as article_count
                    from delivery.expired e cross join lateral unnest(e.tag_ids) u (tag_id)
                    group by 1
                  ) x on x.tag_id = k.id
                  left join lateral (
                    select a.published_at
                    from delivery.article_tags a
                    where x.tag_id is not null and a.tag_id = k.id
                      and not exists (select from delivery.expired e where e.id = a.article_id)
                    order by a.published_at desc
                    limit 1
                  ) l on true
                ) t
                """,
            InSection = $"""
                t.id in (
                    select k.tag_id from delivery.section_tags k
                    where k.section_id = ({SectionAsked}) and k.article_count > (
                      select count(*) from delivery.expired e where k.section_id = any(e.section_ids) and k.tag_id = any(e.tag_ids)
                    ))
                """,
        };

    private const string SectionAsked = "select section_id from delivery.section_slugs where slug = @section";

    /// <summary>The table, or what stands for it.</summary>
    public required string From { get; init; }

    /// <summary>The same where only their number matters.</summary>
    public string Countable { get; private init; } = "delivery.tags t";

    /// <summary>That the counts are right; otherwise the statement must answer nothing.</summary>
    public string Hold { get; private init; } = "true";

    /// <summary>That stories of the section <c>@section</c> bear the tag.</summary>
    public required string InSection { get; init; }

    /// <summary>Takes the values of the statement.</summary>
    public DynamicParameters Parameters => _values.Parameters;

    /// <summary>Tags of stories that some readers may read, counted for them, and the tags above these.</summary>
    public static TagSource Of(Readership readers)
    {
        var values = new StatementValues();
        const string Tags = "in_view";
        return new(values)
        {
            From = $"{Tags} t",
            Countable = $"{Tags} t",
            InSection = $"""
                t.id in (
                    select unnest(s.tag_ids) from stories_in_view s where ({SectionAsked}) = any(s.section_ids))
                """,
            _with = $"""
                stories_in_view as materialized (
                  {readers.Stories("i.section_ids, i.tag_ids, i.published_at", values)}
                ),
                counted_in_view as materialized (
                  select u.tag_id, count(*)::int as article_count, max(s.published_at) as latest_published_at
                  from stories_in_view s cross join lateral unnest(s.tag_ids) u (tag_id)
                  group by 1
                ),
                known_in_view as (
                  select tag_id from counted_in_view
                  union
                  select t.parent_id from known_in_view v join delivery.tags t on t.id = v.tag_id where t.parent_id is not null
                ),
                {Tags} as materialized (
                  select
                    k.id, k.type, k.slug, k.title, k.description, k.aliases, k.external_ids, k.parent_id, k.sort_title,
                    coalesce(x.article_count, 0) as article_count, x.latest_published_at,
                    (select at from delivery.last_change) as changed_at
                  from known_in_view v
                  join delivery.tags k on k.id = v.tag_id
                  left join counted_in_view x on x.tag_id = k.id
                )
                """,
        };
    }

    /// <summary>What stands before the statement.</summary>
    /// <param name="own">What the statement itself defines there; empty for nothing.</param>
    public string With(string own)
    {
        var all = string.Join(",\n", new[] { _with, own }.Where(part => !string.IsNullOrEmpty(part)));
        return all.Length > 0 ? "with recursive " + all : "";
    }
}
