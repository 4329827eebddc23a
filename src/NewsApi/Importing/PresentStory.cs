using NewsApi.Editorial;
using NewsApi.Http;

namespace NewsApi.Importing;

/// <summary>A story that is here already, as far as a delivery has to know of it.</summary>
internal sealed record PresentStory
{
    public required Guid Id { get; init; }
    public required string Slug { get; init; }
    public required string State { get; init; }
    public required int Revision { get; init; }
    public int? PublishedRevision { get; init; }
    public DateTimeOffset? PublishAt { get; init; }
    public DateTimeOffset? EmbargoUntil { get; init; }
    public required string Impact { get; init; }
    public DateTimeOffset? FirstPublishedAt { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Whether the right to show it has ended, though it may stand among the public ones still.</summary>
    public required bool IsExpired { get; init; }

    public string? Provider { get; init; }
    public string? ExternalId { get; init; }

    /// <summary>Of the text as it was delivered last; null where it never was under a name.</summary>
    public byte[]? ContentHash { get; init; }

    /// <summary>Whether it is not here, but a dry run would have made it what it is.</summary>
    public bool IsSupposed { get; init; }

    public StoryState StoryState => Choice<StoryState>.Words[State];

    public bool IsDue => PublishAt is not null;

    public bool WasPublic => FirstPublishedAt is not null;

    public bool IsPublic => StoryState == StoryState.Published;

    /// <summary>Whether it must not be shown any more. Nothing that is delivered brings it back.</summary>
    public bool IsGone => StoryState == StoryState.Withdrawn || IsExpired;

    /// <summary>Whether readers see the latest that was saved.</summary>
    public bool IsAllPublic => IsPublic && PublishedRevision == Revision;

    /// <summary>What it is after its provider has taken it back.</summary>
    public PresentStory AsCancelled() =>
        this with
        {
            State = new Choice<StoryState>(IsPublic ? StoryState.Withdrawn : StoryState.Draft).Word,
            PublishAt = null,
            IsSupposed = true,
        };

    public StoryInstants Instants => new(IsPublic, FirstPublishedAt, PublishedAt, UpdatedAt);
}

/// <summary>What is saved of a story, as JSON.</summary>
/// <param name="Current">The latest revision.</param>
/// <param name="Public">The one that readers see, or saw last; the latest where there is none.</param>
internal sealed record SavedTexts(string Current, string Public)
{
    public IReadOnlyList<Articles.Correction>? Corrections =>
        System.Text.Json.JsonSerializer.Deserialize(Current, NewsJsonContext.Wire.ArticleDraft)!.Corrections;
}
