namespace NewsApi.Editorial;

/// <summary>The instants with which a story goes public.</summary>
/// <param name="FirstPublishedAt">When it was public for the first time.</param>
/// <param name="PublishedAt">When its latest major version was published.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="ExpiresAt">When the right to show it ends.</param>
public sealed record Publication(
    DateTimeOffset FirstPublishedAt,
    DateTimeOffset PublishedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? ExpiresAt
);

/// <summary>How a story leaves the public.</summary>
/// <param name="At">Since when.</param>
/// <param name="Kind"><c>legal</c>, <c>rights</c>, <c>editorial</c> or <c>duplicate</c>.</param>
/// <param name="Reason">Why, in words for the public.</param>
/// <param name="ReplacedBy">For a duplicate, the story that stands in its place.</param>
public sealed record Withdrawal(DateTimeOffset At, string Kind, string? Reason, Guid? ReplacedBy);
