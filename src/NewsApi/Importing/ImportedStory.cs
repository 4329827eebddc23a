using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using NewsApi.Editorial;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Importing;

/// <summary>A story in an import: a draft, what it is called where it comes from, and what became of it there.</summary>
public sealed record ImportedStory : ArticleDraft
{
    public const int MaxFormerSlugs = 100;

    public ImportedStory() { }

    [SetsRequiredMembers]
    internal ImportedStory(ArticleDraft draft)
        : base(draft) { }

    /// <summary>Id that the story gets here, or has already; left out, a new story gets a new one.</summary>
    /// <example>01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42</example>
    [JsonPropertyOrder(-2)]
    public Guid? Id { get; init; }

    /// <summary>Short name of who delivers it; by default that of the parameter <c>provider</c>.</summary>
    /// <example>example-wire</example>
    [JsonPropertyOrder(-1), WrittenAs<ProviderName>]
    public string? Provider { get; init; }

    /// <summary>What it is called there. By this it is known when it comes again; without it and without <c>id</c>, by the
    /// SHA-256 of its line.</summary>
    /// <example>urn:newsml:example.org:20261123:4711</example>
    [JsonPropertyOrder(-1), MaxLength(ExternalName.MaxLength)]
    public string? ExternalId { get; init; }

    /// <summary>Slugs under which readers knew it elsewhere: they redirect once it is public.</summary>
    /// <example>["how-the-tides-turn"]</example>
    [MaxLength(MaxFormerSlugs)]
    public IReadOnlyList<string> FormerSlugs { get; set; } = [];

    /// <summary>What became of it. Left out, it is a draft, or published now if the import publishes.</summary>
    public ImportedPublication? Publication { get; init; }

    /// <summary>Of a story that is or was public: what has been saved since and is not public yet. The members beside it are
    /// what readers see, or saw last.</summary>
    public ArticleDraft? Pending { get; init; }
}

/// <summary>What became of a story elsewhere.</summary>
public sealed record ImportedPublication
{
    /// <summary>Where it stands.</summary>
    public required StoryState State { get; init; }

    /// <summary>Number of its public version; this service counts on from there.</summary>
    /// <example>3</example>
    [Range(1, int.MaxValue)]
    public int? Version { get; init; }

    /// <summary>When it was public for the first time; <c>publishedAt</c> unless said.</summary>
    public DateTimeOffset? FirstPublishedAt { get; init; }

    /// <summary>When its latest major version was published; <c>firstPublishedAt</c> unless said, else now.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When it last changed in a way that readers should know of; <c>publishedAt</c> unless said.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>When it goes public. Of a public story: when <c>pending</c> does.</summary>
    public DateTimeOffset? PublishAt { get; init; }

    /// <summary>With <c>publishAt</c>: how much that is going to matter to readers.</summary>
    public Impact? Impact { get; init; }

    /// <summary>When it was withdrawn; now unless said. A story in another state may have this too, if it was withdrawn once
    /// and readers get its tombstone still.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>Kind of reason for which it was withdrawn; <c>editorial</c> unless said.</summary>
    public WithdrawalKind? Kind { get; init; }

    /// <summary>Why it was withdrawn, in words for the public.</summary>
    [MaxLength(500)]
    public string? Reason { get; init; }

    /// <summary>Of a duplicate: the story that stands in its place, by its external id, slug or id. It must come earlier.
    /// </summary>
    /// <example>how-the-tides-turn</example>
    [MaxLength(ExternalName.MaxLength)]
    public string? ReplacedBy { get; init; }

    /// <summary>Whether it was withdrawn, though it may have become a draft again.</summary>
    [JsonIgnore]
    public bool WasWithdrawn => State == StoryState.Withdrawn || WithdrawnAt is not null;
}

/// <summary>A section in an import.</summary>
public sealed record ImportedSection
{
    /// <summary>Says that this line is one.</summary>
    [AllowedValues(LineKinds.Section)]
    public required string Kind { get; init; }

    /// <summary>Readable name in addresses.</summary>
    /// <example>science</example>
    [WrittenAs<SlugText>]
    public required string Slug { get; init; }

    /// <summary>What readers see.</summary>
    /// <example>Science</example>
    [MaxLength(ImportedTag.MaxTitle)]
    public required string Title { get; init; }

    /// <summary>What is in it, in a sentence.</summary>
    [MaxLength(ImportedTag.MaxTitle)]
    public string? Description { get; init; }

    /// <summary>Slug of the section above it, which comes earlier.</summary>
    [WrittenAs<SlugText>]
    public string? Parent { get; init; }

    /// <summary>Its place among its siblings.</summary>
    public int Position { get; set; }

    /// <summary>Slugs it had before; they redirect.</summary>
    [MaxLength(ImportedStory.MaxFormerSlugs)]
    public IReadOnlyList<string> FormerSlugs { get; set; } = [];
}

/// <summary>A tag in an import.</summary>
public sealed record ImportedTag
{
    /// <summary>Of titles, descriptions and aliases.</summary>
    public const int MaxTitle = 500;

    public const int MaxAliases = 200;

    /// <summary>Says that this line is one.</summary>
    [AllowedValues(LineKinds.Tag)]
    public required string Kind { get; init; }

    /// <summary>Type and slug.</summary>
    /// <example>topic/ocean</example>
    public required string Id { get; init; }

    /// <summary>What readers see.</summary>
    /// <example>Ocean</example>
    [MaxLength(MaxTitle)]
    public required string Title { get; init; }

    /// <summary>What or who it is, in a sentence.</summary>
    [MaxLength(MaxTitle)]
    public string? Description { get; init; }

    /// <summary>Other names.</summary>
    [MaxLength(MaxAliases)]
    public IReadOnlyList<string> Aliases { get; set; } = [];

    /// <summary>Its names in other vocabularies.</summary>
    public Tags.ExternalIds? ExternalIds { get; init; }

    /// <summary>Id of the tag above it, of the same type, which comes earlier.</summary>
    /// <example>topic/nature</example>
    public string? Parent { get; init; }

    /// <summary>Ids it had before, or of tags that were merged into it; they redirect.</summary>
    [MaxLength(ImportedStory.MaxFormerSlugs)]
    public IReadOnlyList<string> FormerIds { get; set; } = [];

    /// <summary>Whether readers may know of it at once. Otherwise it is public with the first public story that bears it.
    /// </summary>
    public bool Public { get; set; }
}

/// <summary>The words by which a line says what it is. A story says nothing.</summary>
internal static class LineKinds
{
    public const string Section = "section";
    public const string Tag = "tag";
}
