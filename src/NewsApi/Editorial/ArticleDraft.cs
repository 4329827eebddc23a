using NewsApi.Articles;

namespace NewsApi.Editorial;

/// <summary>A story as editors write it: what one revision holds.</summary>
/// <remarks>Members with a default have a setter, since the generated JSON reader would overwrite the default of an
/// init-only member that is absent.</remarks>
public record ArticleDraft
{
    public required string Slug { get; init; }
    public required ArticleType Type { get; init; }
    public required string Language { get; init; }
    public required string Headline { get; init; }
    public string Standfirst { get; set; } = "";
    public string? Byline { get; init; }

    /// <summary>Slug of the section.</summary>
    public required string Section { get; init; }

    /// <summary>Ids of the tags (<c>place/antarctica</c>), contributors among them, the most important first.</summary>
    public IReadOnlyList<string> Tags { get; set; } = [];

    public LeadImage? LeadImage { get; init; }
    public IReadOnlyList<Block> Body { get; set; } = [];

    /// <summary>From 1 (flash) to 8 (no haste).</summary>
    public int Urgency { get; set; } = 4;

    public Rights Rights { get; set; } = new() { Syndicatable = true, AiTraining = false };
    public IReadOnlyList<Correction> Corrections { get; set; } = [];
}
