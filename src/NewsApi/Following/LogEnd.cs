namespace NewsApi.Following;

/// <summary>Where the change log ends, and what else decides how long that stays true; members named like their columns.
/// </summary>
internal sealed record LogEnd
{
    /// <summary>Number of the last change; 0 while the log is empty.</summary>
    public required long Seq { get; init; }

    /// <summary>How often sections and tags have changed.</summary>
    public required long Vocabulary { get; init; }

    /// <summary>When the next story goes by itself because the right to publish it ends; null for never.</summary>
    public DateTimeOffset? NextExpiry { get; init; }

    /// <summary>What every search hangs on; null where nobody asked for it.</summary>
    public Archive? Archive { get; init; }
}
