using System.Text.Json;
using NewsApi.Editorial;
using NewsApi.Http;

namespace NewsApi.Importing;

/// <summary>A story as the newsroom keeps it, on its way out.</summary>
internal sealed record ExportedStory
{
    public required Guid Id { get; init; }
    public required string State { get; init; }
    public required int Revision { get; init; }
    public int? PublishedRevision { get; init; }
    public DateTimeOffset? PublishAt { get; init; }
    public DateTimeOffset? EmbargoUntil { get; init; }
    public required string Impact { get; init; }
    public DateTimeOffset? FirstPublishedAt { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public int? Version { get; init; }
    public required string Current { get; init; }
    public required string SectionSlug { get; init; }
    public required string[] TagTypes { get; init; }
    public required string[] TagSlugs { get; init; }
    public required string Public { get; init; }
    public required string PublicSection { get; init; }
    public required string[] PublicTags { get; init; }
    public required string[] FormerSlugs { get; init; }
    public DateTimeOffset? WithdrawnAt { get; init; }
    public string? Kind { get; init; }
    public string? Reason { get; init; }
    public Guid? ReplacedBy { get; init; }
    public string? Provider { get; init; }
    public string? ExternalId { get; init; }

    public const string Columns = """
        a.id, a.state, a.revision, a.published_revision, a.publish_at, a.embargo_until, a.impact, a.first_published_at,
          a.published_at, a.updated_at, a.expires_at,
          (select max(c.version) from delivery.changes c where c.article_id = a.id) as version,
          r.content::text as current, s.slug as section_slug, t.tag_types, t.tag_slugs,
          p.content::text as public,
          (
            select x.slug
            from editorial.section_slugs o
            join editorial.sections x on x.id = o.section_id
            where o.slug = p.content->>'section'
          ) as public_section,
          array(
            select x.type || '/' || x.slug
            from (
              select g.tag_id, min(w.position) as position
              from json_array_elements_text(coalesce(p.content->'tags', '[]')) with ordinality as w (name, position)
              join editorial.tag_slugs g on g.type = split_part(w.name, '/', 1) and g.slug = split_part(w.name, '/', 2)
              group by g.tag_id
            ) n
            join editorial.tags x on x.id = n.tag_id
            order by n.position
          ) as public_tags,
          array(
            select o.slug::text
            from editorial.article_slugs o
            where o.article_id = a.id and o.was_public and o.slug <> (p.content->>'slug') and o.slug <> a.slug
            order by 1
          ) as former_slugs,
          g.withdrawn_at, g.kind, g.reason, g.replaced_by, f.provider, f.external_id
        """;

    public const string Joins = $"""
        join editorial.revisions r on r.article_id = a.id and r.number = a.revision
        {StoryRevision.Names}
        join editorial.revisions p on p.article_id = a.id and p.number = coalesce(a.published_revision, a.revision)
        left join delivery.tombstones g on g.article_id = a.id
        left join editorial.article_sources f on f.article_id = a.id
        """;

    public ImportedStory ToStory()
    {
        var state = Choice<StoryState>.Words[State];
        var wasPublic = FirstPublishedAt is not null;
        var isPending = PublishedRevision < Revision;
        var current = Read(Current) with
        {
            Section = SectionSlug,
            Tags = [.. TagTypes.Zip(TagSlugs, (type, slug) => $"{type}/{slug}")],
        };
        // What the clock goes by, should the draft not say it.
        if (PublishAt is not null)
            current = current with { EmbargoUntil = EmbargoUntil ?? current.EmbargoUntil };
        var shown = isPending ? Read(Public) with { Section = PublicSection, Tags = PublicTags } : current;
        if (wasPublic)
            shown = shown with { Rights = shown.Rights with { ExpiresAt = ExpiresAt } };
        return new(shown)
        {
            Id = Id,
            Provider = Provider,
            ExternalId = ExternalId,
            FormerSlugs = FormerSlugs,
            Publication = Publication(state),
            Pending = isPending ? current : null,
        };
    }

    private ImportedPublication Publication(StoryState state) =>
        new()
        {
            State = state,
            Version = Version,
            FirstPublishedAt = FirstPublishedAt,
            PublishedAt = PublishedAt,
            UpdatedAt = UpdatedAt,
            PublishAt = PublishAt,
            Impact = PublishAt is null ? null : Choice<Impact>.Words[Impact],
            WithdrawnAt = WithdrawnAt,
            Kind = Kind is null ? null : Choice<WithdrawalKind>.Words[Kind],
            Reason = Reason,
            ReplacedBy = ReplacedBy?.ToString(),
        };

    private static ArticleDraft Read(string content) =>
        JsonSerializer.Deserialize(content, NewsJsonContext.Wire.ArticleDraft)!;
}
