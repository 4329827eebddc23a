using System.ComponentModel.DataAnnotations;
using NewsApi.Articles;
using NewsApi.Following;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Changes;

/// <summary>Something that happened to a story in public, as the one who follows learns of it.</summary>
public sealed record Change
{
    /// <summary>Its place in the change log, which is numbered in the order in which things became public. Some
    /// numbers are passed over: what they stand for is told to others alone.</summary>
    /// <example>41</example>
    public required long Seq { get; init; }

    /// <summary>What happened.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>When it happened. Never earlier than the change before.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Id of the story.</summary>
    /// <example>01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42</example>
    public required Guid ArticleId { get; init; }

    /// <summary>What the story was called in addresses then.</summary>
    /// <example>how-the-world-mended-the-ozone-layer</example>
    [WrittenAs<SlugText>]
    public required string Slug { get; init; }

    /// <summary>The version that the change brought, or ended.</summary>
    /// <example>1</example>
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }

    /// <summary>How much it means to readers.</summary>
    public required ChangeImpact Impact { get; init; }

    /// <summary>With <c>include=article</c>: the article as it is now, which may be newer than the change. Absent when it is no
    /// longer public, or no longer matches the filter.</summary>
    public Article? Article { get; init; }
}

/// <summary>A part of the change log, and the place to go on from.</summary>
/// <param name="Items">What happened, in that order. Possibly empty, even with <c>hasMore</c>: one request looks at a bounded part of the log.</param>
/// <param name="After" example="41">The place up to which the log was looked at: where the next request goes on. Keep it with what you have mirrored.</param>
/// <param name="HasMore">Whether the log goes on already. When it does not, wait a little, or ask with <c>wait</c>.</param>
/// <param name="Links">The same as ready addresses.</param>
public sealed record ChangePage(IReadOnlyList<Change> Items, long After, bool HasMore, ChangeLinks Links);

/// <summary>Addresses of a part of the change log and of the next.</summary>
/// <param name="Self" example="https://api.example.org/v1/changes?after=0">This part.</param>
/// <param name="Next" example="https://api.example.org/v1/changes?after=41">Where it goes on. Always there, for the log has no last page.</param>
public sealed record ChangeLinks([property: Url] string Self, [property: Url] string Next);
