using NewsApi.Sections;
using NewsApi.Tags;

namespace NewsApi.Articles;

/// <summary>A published story as those formats take it that are not this API's own: whole, typed, its addresses absolute.
/// <see cref="Article"/> is what clients of the JSON see of it, with just the members they want.</summary>
public sealed record Story
{
    public required Guid Id { get; init; }
    public required string Slug { get; init; }
    public required ArticleType Type { get; init; }
    public required string Language { get; init; }
    public required int Version { get; init; }
    public required string Headline { get; init; }

    /// <summary>Possibly empty.</summary>
    public required string Standfirst { get; init; }

    public required string? Byline { get; init; }
    public required SectionReference Section { get; init; }
    public required IReadOnlyList<TagReference> Tags { get; init; }
    public required LeadImage? LeadImage { get; init; }

    /// <summary>Null where the text was not read: in lists that show summaries.</summary>
    public required IReadOnlyList<Block>? Body { get; init; }

    public required int WordCount { get; init; }
    public required int Urgency { get; init; }
    public required DateTimeOffset FirstPublishedAt { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required IReadOnlyList<Correction> Corrections { get; init; }
    public required Rights Rights { get; init; }
    public required string WebUrl { get; init; }
    public required string ApiUrl { get; init; }

    /// <summary>Names the story for ever and everywhere, whatever its addresses (RFC 9562, RFC 8141).</summary>
    public string Urn => UrnOf(Id);

    public IEnumerable<TagReference> Contributors => Tags.Where(tag => tag.Type == TagType.Contributor);

    /// <summary>What it is about: not by whom, nor in what manner.</summary>
    public IEnumerable<TagReference> Subjects =>
        Tags.Where(tag => tag.Type is not (TagType.Contributor or TagType.Tone));

    public static string UrnOf(Guid id) => $"urn:uuid:{id}";
}
