namespace NewsApi.Editorial;

/// <summary>The instants that a story has had so far.</summary>
internal sealed record StoryInstants(
    bool IsPublic,
    DateTimeOffset? FirstPublishedAt,
    DateTimeOffset? PublishedAt,
    DateTimeOffset? UpdatedAt
)
{
    public static StoryInstants Of(EditorialArticleRow story) =>
        new(story.StoryState == StoryState.Published, story.FirstPublishedAt, story.PublishedAt, story.UpdatedAt);

    /// <summary>Those with which it is published at a moment. A minor change of a public story leaves it where it is in every
    /// list; anything else is news.</summary>
    public Publication At(DateTimeOffset now, Impact impact, DateTimeOffset? expiresAt)
    {
        // A clock that was set back must not put a publication before an earlier one.
        var at = UpdatedAt > now ? UpdatedAt.Value : now;
        return IsPublic && impact == Impact.Minor
            ? new(FirstPublishedAt!.Value, PublishedAt!.Value, UpdatedAt!.Value, expiresAt)
            : new(FirstPublishedAt ?? at, at, at, expiresAt);
    }
}
