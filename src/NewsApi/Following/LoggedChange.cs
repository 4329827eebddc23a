namespace NewsApi.Following;

/// <summary>An entry of the change log; members named like their columns.</summary>
internal sealed record LoggedChange
{
    public required long Seq { get; init; }
    public required ChangeKind Kind { get; init; }
    public required DateTimeOffset At { get; init; }
    public required Guid ArticleId { get; init; }
    public required string Slug { get; init; }
    public required int Version { get; init; }
    public required ChangeImpact Impact { get; init; }

    /// <summary>Where a story becomes public to those alone who get stories so many days late; null for all others.</summary>
    public int? DelayDays { get; init; }

    /// <summary>The terms that the story has after the change or had before it, in order; null where they are not known any more.
    /// </summary>
    public int[]? Terms { get; init; }

    /// <summary>What the story could be filtered by after the change; null where it was no longer public.</summary>
    public StoryState? After { get; init; }

    /// <summary>The same after the story's change before this one; null where there is none.</summary>
    public StoryState? Before { get; init; }
}

/// <summary>What a public story could be filtered by at some moment; members named like their columns.</summary>
internal sealed record StoryState
{
    public required string Type { get; init; }
    public required string Language { get; init; }

    /// <summary>Its section and all above, and what was merged into these.</summary>
    public required int[] SectionIds { get; init; }

    /// <summary>Its tags, and what was merged into them.</summary>
    public required int[] TagIds { get; init; }

    /// <summary>The tags above its own.</summary>
    public required int[] TagIdsAbove { get; init; }

    /// <summary>Whether others may publish it.</summary>
    public required bool Syndicatable { get; init; }

    public required DateTimeOffset FirstPublishedAt { get; init; }
}
