using System.Text.Json;
using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>A story as the schema <c>editorial</c> keeps it, with its current revision and what is public of it.</summary>
internal sealed record EditorialArticleRow
{
    public required Guid Id { get; init; }
    public required string Slug { get; init; }
    public required string State { get; init; }
    public required int Revision { get; init; }
    public int? PublishedRevision { get; init; }
    public DateTimeOffset? PublishAt { get; init; }
    public DateTimeOffset? DueAt { get; init; }
    public required string Impact { get; init; }
    public DateTimeOffset? FirstPublishedAt { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ModifiedAt { get; init; }
    public required string SavedBy { get; init; }
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>JSON of the <see cref="ArticleDraft"/> as it was saved.</summary>
    public required string Content { get; init; }

    /// <summary>What the section is called now.</summary>
    public required string SectionSlug { get; init; }

    /// <summary>What the tags are called now, in the order of the story.</summary>
    public required string[] TagTypes { get; init; }
    public required string[] TagSlugs { get; init; }

    public int? Version { get; init; }
    public DateTimeOffset? WithdrawnAt { get; init; }
    public string? WithdrawalKind { get; init; }
    public string? WithdrawalReason { get; init; }
    public Guid? ReplacedBy { get; init; }
    public string? Provider { get; init; }
    public string? ExternalId { get; init; }

    public const string Columns = """
        a.id, a.slug, a.state, a.revision, a.published_revision, a.publish_at, a.due_at, a.impact, a.first_published_at,
          a.published_at, a.updated_at, a.created_at, a.modified_at, r.saved_by, r.saved_at, r.content::text as content,
          s.slug as section_slug, t.tag_types, t.tag_slugs, d.version, g.withdrawn_at, g.kind as withdrawal_kind,
          g.reason as withdrawal_reason, g.replaced_by, x.provider, x.external_id
        """;

    /// <summary>What belongs to the story <c>a</c>.</summary>
    public const string Joins = $"""
        join editorial.revisions r on r.article_id = a.id and r.number = a.revision
        {StoryRevision.Names}
        left join delivery.article_rows d on d.id = a.id
        left join delivery.tombstones g on g.article_id = a.id
        left join editorial.article_sources x on x.article_id = a.id
        """;

    public StoryState StoryState => Choice<StoryState>.Words[State];

    public bool IsDue => DueAt is not null;

    public IReadOnlyList<StoryStep> Open =>
        StorySteps.OpenFrom(StoryState, isDue: IsDue, wasPublic: FirstPublishedAt is not null);

    /// <summary>What an editor goes on writing: as it was saved, under the names that section and tags have now.</summary>
    public ArticleDraft Draft =>
        JsonSerializer.Deserialize(Content, NewsJsonContext.Wire.ArticleDraft)! with
        {
            Section = SectionSlug,
            Tags = [.. TagTypes.Zip(TagSlugs, (type, slug) => $"{type}/{slug}")],
        };

    public EditorialArticle ToArticle()
    {
        var draft = Draft;
        return new()
        {
            Id = Id,
            State = StoryState,
            Open = Open,
            Slug = Slug,
            Type = draft.Type,
            Language = draft.Language,
            Headline = draft.Headline,
            Standfirst = draft.Standfirst,
            Byline = draft.Byline,
            Section = draft.Section,
            Tags = draft.Tags,
            LeadImage = draft.LeadImage,
            Body = draft.Body,
            Urgency = draft.Urgency,
            Rights = draft.Rights,
            Corrections = draft.Corrections ?? [],
            EmbargoUntil = draft.EmbargoUntil,
            Revision = Revision,
            PublishedRevision = PublishedRevision,
            Version = Version,
            DueAt = DueAt,
            Impact = IsDue ? Choice<Impact>.Words[Impact] : null,
            FirstPublishedAt = FirstPublishedAt,
            PublishedAt = PublishedAt,
            UpdatedAt = UpdatedAt,
            CreatedAt = CreatedAt,
            ModifiedAt = ModifiedAt,
            SavedBy = SavedBy,
            SavedAt = SavedAt,
            Withdrawal = WithdrawnAt is { } at
                ? new(at, Choice<WithdrawalKind>.Words[WithdrawalKind!], WithdrawalReason, ReplacedBy)
                : null,
            Source = Provider is null ? null : new(Provider, ExternalId!),
        };
    }

    /// <summary>Of all that an editor sees of it.</summary>
    public string ETag =>
        PrivateAnswer.EntityTag(
            JsonSerializer.SerializeToUtf8Bytes(ToArticle(), NewsJsonContext.Wire.EditorialArticle)
        );
}
