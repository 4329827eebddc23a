using NewsApi.Articles;

namespace NewsApi.Feeds;

/// <summary>One page of a list, as every format of a feed needs it.</summary>
internal sealed record Feed
{
    public required string Title { get; init; }
    public required string Description { get; init; }

    /// <summary>Of the publisher.</summary>
    public required string Name { get; init; }

    /// <summary>Whom to ask to have the feed pushed (WebSub).</summary>
    public required string HubUrl { get; init; }

    /// <summary>Where readers find the publisher.</summary>
    public required string HomeUrl { get; init; }

    /// <summary>Address of the feed, the same for all its pages: names it for ever.</summary>
    public required string Url { get; init; }

    /// <summary>Address of this page.</summary>
    public required string SelfUrl { get; init; }

    public required string? NextUrl { get; init; }
    public required string? PreviousUrl { get; init; }

    /// <summary>When anything that the page shows last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    public required IReadOnlyList<Story> Stories { get; init; }

    /// <summary>Stories of this feed that were taken back of late, the last first.</summary>
    public required IReadOnlyList<Takedown> Takedowns { get; init; }

    public string FirstUrl => Url;

    /// <summary>Language of all the stories; null where they have several, or there are none.</summary>
    public string? Language =>
        Stories.Select(story => story.Language).Distinct(StringComparer.Ordinal).ToList() is [var one] ? one : null;
}

/// <summary>A story that was taken back, or whose rights have ended.</summary>
/// <param name="Id">Of the story.</param>
/// <param name="At">Since when.</param>
internal sealed record Takedown(Guid Id, DateTimeOffset At);
