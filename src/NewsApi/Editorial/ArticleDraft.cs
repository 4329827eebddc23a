using System.ComponentModel.DataAnnotations;
using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Editorial;

/// <summary>A story as editors write it: what one revision holds. A draft may lack what only a public story needs, such as a
/// headline.</summary>
/// <remarks>Members with a default have a setter, since the generated JSON reader would overwrite the default of an
/// init-only member that is absent.</remarks>
public record ArticleDraft
{
    public const int MaxHeadlineLength = 300;
    public const int MaxStandfirstLength = 2_000;
    public const int MaxBylineLength = 300;
    public const int MaxTags = 50;
    public const int MaxBlocks = 2_000;
    public const int MaxCorrections = 100;

    /// <summary>Readable name in addresses. Left out, it is made from the headline when the story is created, and kept later. A
    /// public story that gets another one goes on answering under the old.</summary>
    /// <example>how-tides-turn</example>
    [WrittenAs<SlugText>]
    public string? Slug { get; init; }

    /// <summary>What kind of story it is; <c>article</c> unless said.</summary>
    public ArticleType Type { get; set; } = ArticleType.Article;

    /// <summary>Language of the text (BCP 47).</summary>
    /// <example>en</example>
    [RegularExpression(Article.LanguageForm), MaxLength(11)]
    public required string Language { get; init; }

    /// <summary>The title, one line of plain text. A draft may still lack it.</summary>
    /// <example>How tides turn</example>
    [MaxLength(MaxHeadlineLength)]
    public string Headline { get; set; } = "";

    /// <summary>One or two sentences that sum the story up, plain text.</summary>
    /// <example>Twice a day the sea comes and goes, and twice a month it overdoes it.</example>
    [MaxLength(MaxStandfirstLength)]
    public string Standfirst { get; set; } = "";

    /// <summary>Who wrote it, as readers see it.</summary>
    /// <example>By Amara Lindqvist</example>
    [MaxLength(MaxBylineLength)]
    public string? Byline { get; init; }

    /// <summary>Slug of the section.</summary>
    /// <example>science</example>
    [WrittenAs<SlugText>]
    public required string Section { get; init; }

    /// <summary>Ids of the tags, contributors among them, the most important first.</summary>
    /// <example>["topic/ocean", "tone/explainer"]</example>
    [MaxLength(MaxTags)]
    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>The picture shown with the headline.</summary>
    public LeadImage? LeadImage { get; init; }

    /// <summary>The text. Inline HTML outside the small set that stories may hold is taken out, and the answer says what.</summary>
    [MaxLength(MaxBlocks)]
    public IReadOnlyList<Block> Body { get; set; } = [];

    /// <summary>News value from 1 (flash) to 8 (no haste), as in IPTC standards; 4 unless said.</summary>
    /// <example>4</example>
    [Range(1, 8)]
    public int Urgency { get; set; } = 4;

    /// <summary>What others may do with the story. With <c>expiresAt</c> it disappears at that moment.</summary>
    public Rights Rights { get; set; } = new();

    /// <summary>Mistakes put right after publication. Left out, those there are stay.</summary>
    [MaxLength(MaxCorrections)]
    public IReadOnlyList<Correction>? Corrections { get; init; }

    /// <summary>Before this moment the story does not go public, whatever else is asked for.</summary>
    public DateTimeOffset? EmbargoUntil { get; init; }
}
