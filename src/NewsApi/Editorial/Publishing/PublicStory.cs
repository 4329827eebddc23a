using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.Search;
using NewsApi.Sections;
using NewsApi.Tags;

namespace NewsApi.Editorial;

/// <summary>One revision of a story with the names of its section and tags as they are now: all that its public form is made
/// of but the instants.</summary>
internal sealed record StoryRevision
{
    public required Guid Id { get; init; }

    /// <summary>Number of the revision.</summary>
    public required int Revision { get; init; }

    /// <summary>JSON of an <see cref="ArticleDraft"/>.</summary>
    public required string Content { get; init; }

    public required int SectionId { get; init; }
    public required string SectionSlug { get; init; }
    public required string SectionTitle { get; init; }

    /// <summary>In the order of the story, parallel to the three that follow.</summary>
    public required int[] TagIds { get; init; }
    public required string[] TagTypes { get; init; }
    public required string[] TagSlugs { get; init; }
    public required string[] TagTitles { get; init; }

    /// <summary>Finds the names in the revision <c>r</c>: a former name leads to its present bearer, and what has been merged
    /// into one stands once.</summary>
    public const string Names = """
        join editorial.section_slugs o on o.slug = r.content->>'section'
            join editorial.sections s on s.id = o.section_id
            cross join lateral (
              select
                coalesce(array_agg(t.id order by n.position), '{}') as tag_ids,
                coalesce(array_agg(t.type::text order by n.position), '{}') as tag_types,
                coalesce(array_agg(t.slug::text order by n.position), '{}') as tag_slugs,
                coalesce(array_agg(t.title::text order by n.position), '{}') as tag_titles
              from (
                select g.tag_id, min(w.position) as position
                from json_array_elements_text(coalesce(r.content->'tags', '[]')) with ordinality as w (name, position)
                join editorial.tag_slugs g on g.type = split_part(w.name, '/', 1) and g.slug = split_part(w.name, '/', 2)
                group by g.tag_id
              ) n
              join editorial.tags t on t.id = n.tag_id
            ) t
        """;

    public const string Columns = """
        r.article_id as id, r.number as revision, r.content::text as content, s.id as section_id, s.slug as section_slug,
              s.title as section_title, t.tag_ids, t.tag_types, t.tag_slugs, t.tag_titles
        """;
}

/// <summary>A story in its public form, ready to be stored.</summary>
internal sealed class PublicStory
{
    private const double WordsPerMinute = 230;

    public PublicStory(StoryRevision revision, Publication publication, int leastVersion = 1)
    {
        (Revision, Publication, LeastVersion) = (revision, publication, leastVersion);
        Draft = Read(revision);
        var body = BodyText.Render(Draft.Body);
        WordCount = BodyText.CountWords(body);
        Words = new StoryWords(
            Draft.Headline,
            Draft.Standfirst,
            body,
            string.Join('\n', revision.TagTitles.Prepend(Draft.Byline)),
            SearchIndex.MarksOf(Type, Draft.Language)
        );
    }

    public StoryRevision Revision { get; }
    public Publication Publication { get; }
    public int LeastVersion { get; }
    public ArticleDraft Draft { get; }
    public StoryWords Words { get; }
    public int WordCount { get; }

    public Guid Id => Revision.Id;
    public string Type => new Choice<ArticleType>(Draft.Type).Word;
    public short ReadingMinutes => (short)Math.Clamp(Math.Round(WordCount / WordsPerMinute), 1, short.MaxValue);

    public string Section =>
        Json(new SectionReference(Revision.SectionSlug, Revision.SectionTitle), NewsJsonContext.Wire.SectionReference);

    public string Tags =>
        Json(
            [
                .. Enumerable
                    .Range(0, Revision.TagIds.Length)
                    .Select(i => new TagReference(
                        $"{Revision.TagTypes[i]}/{Revision.TagSlugs[i]}",
                        Choice<TagType>.Words[Revision.TagTypes[i]],
                        Revision.TagSlugs[i],
                        Revision.TagTitles[i]
                    )),
            ],
            NewsJsonContext.Wire.IReadOnlyListTagReference
        );

    public string? LeadImage => Draft.LeadImage is null ? null : Json(Draft.LeadImage, NewsJsonContext.Wire.LeadImage);

    public string Rights => Json(Draft.Rights with { ExpiresAt = Publication.ExpiresAt }, NewsJsonContext.Wire.Rights);

    public string Corrections => Json(Draft.Corrections ?? [], NewsJsonContext.Wire.IReadOnlyListCorrection);

    public string Body => Json(Draft.Body, NewsJsonContext.Wire.IReadOnlyListBlock);

    /// <summary>As the delivery side would read it, for a preview of what is not public yet.</summary>
    public ArticleRow ToRow(int version, DateTimeOffset changedAt) =>
        new()
        {
            Id = Id,
            Slug = Draft.Slug!,
            Version = version,
            Type = Type,
            Language = Draft.Language,
            Headline = Draft.Headline,
            Standfirst = Draft.Standfirst,
            Byline = Draft.Byline,
            Section = Encoding.UTF8.GetBytes(Section),
            Tags = Encoding.UTF8.GetBytes(Tags),
            LeadImage = LeadImage is { } image ? Encoding.UTF8.GetBytes(image) : null,
            Rights = Encoding.UTF8.GetBytes(Rights),
            Corrections = Encoding.UTF8.GetBytes(Corrections),
            WordCount = WordCount,
            ReadingMinutes = ReadingMinutes,
            Urgency = (short)Draft.Urgency,
            FirstPublishedAt = Publication.FirstPublishedAt,
            PublishedAt = Publication.PublishedAt,
            UpdatedAt = Publication.UpdatedAt,
            ExpiresAt = Publication.ExpiresAt,
            ChangedAt = changedAt,
            Body = Encoding.UTF8.GetBytes(Body),
        };

    public static ArticleDraft Read(StoryRevision revision) =>
        JsonSerializer.Deserialize(revision.Content, NewsJsonContext.Wire.ArticleDraft)!;

    private static string Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);
}
