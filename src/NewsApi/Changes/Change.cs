using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Changes;

/// <summary>Something that happened to a story in public, as the one who follows learns of it.</summary>
public sealed record Change
{
    /// <summary>Its place in the change log, which is numbered in the order in which things became public, without gaps.
    /// </summary>
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

/// <summary>What happened to a story.</summary>
[JsonConverter(typeof(WordConverter<ChangeKind>))]
public enum ChangeKind
{
    /// <summary>It became public, for the first time or again.</summary>
    Published,

    /// <summary>A new version replaced the one before. To a filtered reader it may be new.</summary>
    Updated,

    /// <summary>A correction was added.</summary>
    Corrected,

    /// <summary>It was taken back and must not be shown any more.</summary>
    Withdrawn,

    /// <summary>The right to publish it has ended: it must not be shown any more.</summary>
    Expired,

    /// <summary>It is public still, but no longer matches the filter.</summary>
    Left,
}

/// <summary>How much a change means to readers.</summary>
[JsonConverter(typeof(WordConverter<ChangeImpact>))]
public enum ChangeImpact
{
    /// <summary>Worth telling readers of.</summary>
    Major,

    /// <summary>Typing errors and the like.</summary>
    Minor,
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
