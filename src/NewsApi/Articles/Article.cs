using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Sections;
using NewsApi.Tags;

namespace NewsApi.Articles;

/// <summary>A published story. Without <c>fields</c> every member is there that the story has, in lists all but
/// <c>body</c>; with <c>fields</c> only <c>id</c> and what was asked for.</summary>
public sealed record Article
{
    /// <summary>A language alone, or with a script, a region, or both.</summary>
    public const string LanguageForm = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$";

    /// <summary>Never changes and is never given to another story.</summary>
    /// <example>01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42</example>
    public required Guid Id { get; init; }

    /// <summary>Readable name in addresses. When it changes, the old one redirects here for ever.</summary>
    /// <example>how-the-world-mended-the-ozone-layer</example>
    [WrittenAs<SlugText>]
    public string? Slug { get; init; }

    /// <summary>What kind of story it is.</summary>
    public ArticleType? Type { get; init; }

    /// <summary>Language of the text (BCP 47).</summary>
    /// <example>en</example>
    [RegularExpression(LanguageForm)]
    public string? Language { get; init; }

    /// <summary>Counts the published versions of this story, from 1.</summary>
    /// <example>1</example>
    [Range(1, int.MaxValue)]
    public int? Version { get; init; }

    /// <summary>The title, plain text.</summary>
    /// <example>How the world mended the ozone layer</example>
    public string? Headline { get; init; }

    /// <summary>One or two sentences that sum the story up, plain text.</summary>
    /// <example>A treaty of 1987 is the reason why the hole over Antarctica is closing.</example>
    public string? Standfirst { get; init; }

    /// <summary>Who wrote it, as readers see it.</summary>
    /// <example>By Amara Lindqvist</example>
    public string? Byline { get; init; }

    /// <summary>The section that the story belongs to.</summary>
    public Stored<SectionReference>? Section { get; init; }

    /// <summary>What the story is about, who it was written by and how; the most important first.</summary>
    public Stored<IReadOnlyList<TagReference>>? Tags { get; init; }

    /// <summary>The tags of type <c>contributor</c> once more: whose work the story is.</summary>
    public IReadOnlyList<ContributorReference>? Contributors { get; init; }

    /// <summary>The picture shown with the headline.</summary>
    public Stored<LeadImage>? LeadImage { get; init; }

    /// <summary>The text: blocks, or one string in the <c>bodyFormat</c> asked for.</summary>
    public ArticleBody? Body { get; init; }

    /// <summary>Number of words in the body; for scripts without spaces between words, an estimate from the characters.</summary>
    /// <example>412</example>
    [Range(0, int.MaxValue)]
    public int? WordCount { get; init; }

    /// <summary>How long the body takes to read, in minutes, at least 1.</summary>
    /// <example>2</example>
    [Range(1, int.MaxValue)]
    public int? ReadingMinutes { get; init; }

    /// <summary>News value from 1 (flash) to 8 (no haste), as in IPTC standards.</summary>
    /// <example>4</example>
    [Range(1, 8)]
    public int? Urgency { get; init; }

    /// <summary>When it became public for the first time.</summary>
    public DateTimeOffset? FirstPublishedAt { get; init; }

    /// <summary>When its latest major version was published: what <c>sort=newest</c> goes by.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>When anything in it last changed.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Mistakes that were put right after publication, in the order of time. Empty when there were none.</summary>
    public Stored<IReadOnlyList<Correction>>? Corrections { get; init; }

    /// <summary>What others may do with the story.</summary>
    public Stored<Rights>? Rights { get; init; }

    /// <summary>Data for a share button, in the shape of the Web Share API.</summary>
    public Share? Share { get; init; }

    /// <summary>Where <c>q</c> matched; only in lists that were asked for it by <c>highlight</c>.</summary>
    public Highlights? Highlights { get; init; }

    /// <summary>Where readers find the story.</summary>
    /// <example>https://www.example.org/science/how-the-world-mended-the-ozone-layer</example>
    [Url]
    public string? WebUrl { get; init; }

    /// <summary>Where this API serves the story.</summary>
    /// <example>https://api.example.org/v1/articles/01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42</example>
    [Url]
    public string? ApiUrl { get; init; }
}

/// <summary>Kind of story.</summary>
[JsonConverter(typeof(WordConverter<ArticleType>))]
public enum ArticleType
{
    /// <summary>A news report or a feature.</summary>
    Article,

    /// <summary>What the news means.</summary>
    Analysis,

    /// <summary>What its author thinks.</summary>
    Opinion,

    /// <summary>Minute by minute.</summary>
    Live,

    /// <summary>Told in pictures.</summary>
    Gallery,

    /// <summary>A film, with text around it.</summary>
    Video,

    /// <summary>A recording, with text around it.</summary>
    Audio,

    /// <summary>A short report.</summary>
    Brief,
}

/// <summary>Someone whose work the story is.</summary>
/// <param name="Id" example="contributor/amara-lindqvist">Id of the tag.</param>
/// <param name="Title" example="Amara Lindqvist">Name as readers see it.</param>
public sealed record ContributorReference(string Id, string Title);

/// <summary>The picture shown with the headline.</summary>
public sealed partial record LeadImage
{
    /// <summary>More pixels than any picture has on a side.</summary>
    public const int MaxSide = 100_000;

    public const int MaxRenditions = 20;

    private const string MediaTypeForm = "^image/[a-z0-9][a-z0-9.+-]{0,90}$";

    /// <summary>Absolute address of the picture.</summary>
    /// <example>https://api.example.org/media/ozone-hole.svg</example>
    [Url, MaxLength(Block.MaxUrl)]
    public required string Url { get; init; }

    /// <summary>What it shows, for someone who does not see it.</summary>
    /// <example>A globe seen from below, with a dark oval gap over Antarctica</example>
    [MaxLength(Block.MaxLine)]
    public required string Alt { get; init; }

    /// <summary>Plain text below the picture.</summary>
    /// <example>The hole opens over Antarctica each southern spring.</example>
    [MaxLength(Block.MaxLine)]
    public string? Caption { get; init; }

    /// <summary>Whose picture it is.</summary>
    /// <example>Illustration: Example News</example>
    [MaxLength(Block.MaxLine)]
    public string? Credit { get; init; }

    /// <summary>In pixels.</summary>
    /// <example>1600</example>
    [Range(1, MaxSide)]
    public required int Width { get; init; }

    /// <summary>In pixels.</summary>
    /// <example>900</example>
    [Range(1, MaxSide)]
    public required int Height { get; init; }

    /// <summary>Media type of the file; where it is absent the ending of the address tells.</summary>
    /// <example>image/svg+xml</example>
    [RegularExpression(MediaTypeForm), MaxLength(100)]
    public string? MediaType { get; init; }

    /// <summary>Length of the file, which podcast and feed readers want to know.</summary>
    /// <example>48213</example>
    [Range(1, int.MaxValue)]
    public int? Bytes { get; init; }

    /// <summary>The point that must stay visible when the picture is cropped.</summary>
    public FocalPoint? FocalPoint { get; init; }

    /// <summary>The same picture in other sizes.</summary>
    [Required, MaxLength(MaxRenditions)]
    public IReadOnlyList<Rendition> Renditions { get; set; } = [];

    /// <summary>Whether a text is the media type of a picture.</summary>
    public static bool IsMediaType(string text) => PictureType().IsMatch(text) && !text.EndsWith('\n');

    [GeneratedRegex(MediaTypeForm, RegexOptions.None, 1000)]
    private static partial Regex PictureType();
}

/// <summary>A point in a picture.</summary>
/// <param name="X" example="0.5">From the left edge, 0, to the right, 1.</param>
/// <param name="Y" example="0.4">From the upper edge, 0, to the lower, 1.</param>
public sealed record FocalPoint([property: Range(0d, 1d)] double X, [property: Range(0d, 1d)] double Y);

/// <summary>A picture in another size.</summary>
/// <param name="Url" example="https://api.example.org/media/ozone-hole-800.webp">Absolute address of the picture.</param>
/// <param name="Width" example="800">In pixels.</param>
/// <param name="Height" example="450">In pixels.</param>
public sealed record Rendition(
    [property: Url, MaxLength(Block.MaxUrl)] string Url,
    [property: Range(1, LeadImage.MaxSide)] int Width,
    [property: Range(1, LeadImage.MaxSide)] int Height
);

/// <summary>A mistake put right, or something made clearer.</summary>
/// <param name="Kind">Whether something was wrong, or only unclear.</param>
/// <param name="Text" example="An earlier version gave the year as 1986. It was 1987.">What was wrong and what is right, plain text.</param>
/// <param name="At">When it was put right.</param>
public sealed record Correction(
    CorrectionKind Kind,
    [property: MaxLength(Block.MaxText)] string Text,
    DateTimeOffset At
);

/// <summary>Whether something was wrong, or only unclear.</summary>
[JsonConverter(typeof(WordConverter<CorrectionKind>))]
public enum CorrectionKind
{
    /// <summary>Something was wrong.</summary>
    Correction,

    /// <summary>Something could be misunderstood.</summary>
    Clarification,
}

/// <summary>What others may do with a story. An editor may leave out what is as usual: syndicatable, and not for training.
/// </summary>
public sealed record Rights
{
    /// <summary>Whether partners may publish it.</summary>
    [Required]
    public bool Syndicatable { get; set; } = true;

    /// <summary>Notice of copyright.</summary>
    /// <example>© Example News</example>
    [MaxLength(Block.MaxLine)]
    public string? Copyright { get; init; }

    /// <summary>Conditions of use, in words.</summary>
    /// <example>Free to republish unchanged with the byline.</example>
    [MaxLength(Block.MaxLine)]
    public string? UsageTerms { get; init; }

    /// <summary>Address of the licence.</summary>
    /// <example>https://creativecommons.org/licenses/by/4.0/</example>
    [Url, MaxLength(Block.MaxUrl)]
    public string? Licence { get; init; }

    /// <summary>When the right to show the story ends; it disappears then.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether it may be used to train machine learning models.</summary>
    [Required]
    public bool AiTraining { get; set; }
}

/// <summary>Data for a share button: pass it to <c>navigator.share</c> as it is.</summary>
/// <param name="Url" example="https://www.example.org/science/how-the-world-mended-the-ozone-layer">Where readers find the story.</param>
/// <param name="Title" example="How the world mended the ozone layer">The headline.</param>
/// <param name="Text" example="A treaty of 1987 is the reason why the hole over Antarctica is closing.">The standfirst.</param>
public sealed record Share([property: Url] string Url, string Title, string Text);
