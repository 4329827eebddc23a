using System.ComponentModel.DataAnnotations;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Tags;

/// <summary>A subject, person, organisation, place, event, contributor, series or tone, used to describe stories.</summary>
public sealed record Tag
{
    /// <summary>Type and slug: what the filter <c>tag</c> takes.</summary>
    /// <example>topic/ozone-layer</example>
    public required string Id { get; init; }

    /// <summary>What the tag stands for.</summary>
    public required TagType Type { get; init; }

    /// <summary>Unique among tags of this type.</summary>
    /// <example>ozone-layer</example>
    [WrittenAs<SlugText>]
    public required string Slug { get; init; }

    /// <summary>What readers see.</summary>
    /// <example>Ozone layer</example>
    public required string Title { get; init; }

    /// <summary>What or who it is, in a sentence.</summary>
    /// <example>The part of the stratosphere that absorbs most ultraviolet light.</example>
    public string? Description { get; init; }

    /// <summary>Other names, also in other languages. Empty when there are none.</summary>
    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>What it is a part of.</summary>
    public TagReference? Parent { get; init; }

    /// <summary>Its names in other vocabularies.</summary>
    public ExternalIds? ExternalIds { get; init; }

    /// <summary>Public stories that bear the tag itself.</summary>
    /// <example>3</example>
    [Range(0, int.MaxValue)]
    public required int ArticleCount { get; init; }

    /// <summary>When the latest of them was published; absent while there is none.</summary>
    public DateTimeOffset? LatestPublishedAt { get; init; }

    /// <summary>Where this API serves the tag.</summary>
    /// <example>https://api.example.org/v1/tags/topic/ozone-layer</example>
    [Url]
    public required string ApiUrl { get; init; }
}

/// <summary>Names in other vocabularies.</summary>
/// <param name="Wikidata" example="Q51">Item of Wikidata.</param>
/// <param name="Iptc" example="medtop:20000419">Concept of the IPTC Media Topics.</param>
public sealed record ExternalIds(string? Wikidata, string? Iptc);

/// <summary>Tags for a typed prefix, the best first.</summary>
/// <param name="Items">Up to as many as asked for.</param>
public sealed record TagSuggestions(IReadOnlyList<TagSuggestion> Items);

/// <summary>A tag that may be meant.</summary>
/// <param name="Id" example="topic/ozone-layer">Type and slug: what the filter <c>tag</c> takes.</param>
/// <param name="Type">What the tag stands for.</param>
/// <param name="Title" example="Ozone layer">What readers see.</param>
/// <param name="Description" example="The part of the stratosphere that absorbs most ultraviolet light.">What or who it is, to tell namesakes apart.</param>
/// <param name="ArticleCount" example="3">Public stories that bear it.</param>
public sealed record TagSuggestion(
    string Id,
    TagType Type,
    string Title,
    string? Description,
    [property: Range(0, int.MaxValue)] int ArticleCount
);
