using System.ComponentModel.DataAnnotations;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Sections;

/// <summary>A part of the newsroom's programme. Sections form a tree; a story belongs to one and shows in all above it.</summary>
public sealed record Section
{
    /// <summary>Readable name in addresses and filters.</summary>
    /// <example>science</example>
    [WrittenAs<SlugText>]
    public required string Slug { get; init; }

    /// <summary>What readers see.</summary>
    /// <example>Science</example>
    public required string Title { get; init; }

    /// <summary>What belongs here, in a sentence.</summary>
    /// <example>What researchers find out, and how.</example>
    public string? Description { get; init; }

    /// <summary>Public stories here and in the sections below.</summary>
    /// <example>14</example>
    [Range(0, int.MaxValue)]
    public required int ArticleCount { get; init; }

    /// <summary>When the latest of them was published; absent while there is none.</summary>
    public DateTimeOffset? LatestPublishedAt { get; init; }

    /// <summary>The section above; absent at the top, and within a tree, where it is plain.</summary>
    public SectionReference? Parent { get; init; }

    /// <summary>The sections below, in the editors' order, each with its own below it.</summary>
    public required IReadOnlyList<Section> Children { get; init; }

    /// <summary>Where this API serves the section.</summary>
    /// <example>https://api.example.org/v1/sections/science</example>
    [Url]
    public required string ApiUrl { get; init; }
}

/// <summary>All sections.</summary>
/// <param name="Items">Those at the top, in the editors' order, each with its own below it.</param>
public sealed record SectionTree(IReadOnlyList<Section> Items);
