using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Editorial;

/// <summary>The instants with which a story goes public.</summary>
/// <param name="FirstPublishedAt">When it was public for the first time.</param>
/// <param name="PublishedAt">When its latest major version was published.</param>
/// <param name="UpdatedAt">When it last changed in a way that readers should know of.</param>
/// <param name="ExpiresAt">When the right to show it ends.</param>
public sealed record Publication(
    DateTimeOffset FirstPublishedAt,
    DateTimeOffset PublishedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? ExpiresAt
);

/// <summary>How much a change matters to readers.</summary>
[JsonConverter(typeof(WordConverter<Impact>))]
public enum Impact
{
    /// <summary>News: the story moves up in lists and feeds.</summary>
    Major,

    /// <summary>A correction of spelling or the like: the story stays where it is.</summary>
    Minor,
}

/// <summary>A story about to go public with its current revision.</summary>
/// <param name="Id">Of the story.</param>
/// <param name="Publication">Its instants.</param>
public sealed record Release(Guid Id, Publication Publication)
{
    public Impact Impact { get; init; } = Impact.Major;

    /// <summary>Whether the change is one that readers are told of as a correction.</summary>
    public bool IsCorrection { get; init; }

    /// <summary>Number that the version is to have, where that is higher than the next: so that a story which had versions
    /// elsewhere goes on counting from there.</summary>
    public int LeastVersion { get; init; } = 1;
}

/// <summary>How a story leaves the public.</summary>
/// <param name="Kind"><c>legal</c>, <c>rights</c>, <c>editorial</c> or <c>duplicate</c>.</param>
/// <param name="Reason">Why, in words for the public.</param>
/// <param name="ReplacedBy">For a duplicate, the story that stands in its place.</param>
public sealed record Withdrawal(string Kind, string? Reason, Guid? ReplacedBy)
{
    /// <summary>Since when; null for now.</summary>
    public DateTimeOffset? At { get; init; }
}
