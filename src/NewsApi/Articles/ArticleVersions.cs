using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Articles;

/// <summary>The versions of a story that readers have seen, the latest first. Those of a withdrawn story are gone with it.</summary>
/// <param name="Items">A number may be missing: between the two there was only a change of the names of section or tags.</param>
public sealed record ArticleVersions(IReadOnlyList<ArticleVersion> Items);

/// <summary>One version of a story.</summary>
public sealed record ArticleVersion
{
    /// <summary>Its number, from 1.</summary>
    /// <example>2</example>
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }

    /// <summary>When it became public.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How it came about.</summary>
    public required ArticleVersionKind Kind { get; init; }

    /// <summary>The headline that it has.</summary>
    /// <example>How the world mended the ozone layer</example>
    public required string Headline { get; init; }

    /// <summary>Where this API serves it.</summary>
    /// <example>https://api.example.org/v1/articles/01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42/versions/2</example>
    [Url]
    public required string ApiUrl { get; init; }
}

/// <summary>How a version came about.</summary>
[JsonConverter(typeof(WordConverter<ArticleVersionKind>))]
public enum ArticleVersionKind
{
    /// <summary>The story became public, for the first time or again.</summary>
    Published,

    /// <summary>The story changed.</summary>
    Updated,

    /// <summary>A mistake was put right, and <c>corrections</c> tells of it.</summary>
    Corrected,
}

/// <summary>A version as the schema <c>delivery</c> keeps it.</summary>
public sealed record ArticleVersionRow
{
    public required int Version { get; init; }
    public required string Kind { get; init; }
    public required DateTimeOffset ChangedAt { get; init; }
    public required string Headline { get; init; }
}
