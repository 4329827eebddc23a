using NewsApi.Editorial;
using NewsApi.Http;

namespace NewsApi.Importing;

/// <summary>What a story's publication elsewhere must be to make sense: members that fit its state, and instants in their
/// order.</summary>
internal static class PublicationRules
{
    private const string Root = "/publication";

    /// <param name="story">With a publication or without.</param>
    /// <param name="now">Nothing has happened later.</param>
    /// <param name="faults">Gets what is wrong, under JSON pointers.</param>
    public static void Check(ImportedStory story, DateTimeOffset now, Faults faults)
    {
        var wasPublic = story.Publication is { } known && (known.State == StoryState.Published || known.WasWithdrawn);
        if (story.Pending is not null && !wasPublic)
            faults.Add("/pending", "Only a story that is or was public has changes that are not public yet.");
        if (story.Publication is not { } publication)
            return;
        CheckMembers(publication, story, wasPublic, faults);
        CheckOrder(publication, now, faults);
        if (publication.State != StoryState.Published)
            return;
        if (story.EmbargoUntil > now)
            faults.Add("/embargoUntil", "Is yet to come, but the story is said to be public.");
        if (story.Rights.ExpiresAt <= (publication.PublishedAt ?? publication.FirstPublishedAt))
            faults.Add("/rights/expiresAt", "Must be later than the publication.");
    }

    private static void CheckMembers(
        ImportedPublication publication,
        ImportedStory story,
        bool wasPublic,
        Faults faults
    )
    {
        var (state, word) = (publication.State, new Choice<StoryState>(publication.State).Word);
        if (!wasPublic)
        {
            Refuse("firstPublishedAt", publication.FirstPublishedAt is not null);
            Refuse("publishedAt", publication.PublishedAt is not null);
            Refuse("updatedAt", publication.UpdatedAt is not null);
            Refuse("version", publication.Version is not null);
        }
        if (!publication.WasWithdrawn)
        {
            Refuse("kind", publication.Kind is not null);
            Refuse("reason", publication.Reason is not null);
            Refuse("replacedBy", publication.ReplacedBy is not null);
        }
        Refuse("publishAt", publication.PublishAt is not null && state is StoryState.Draft or StoryState.Withdrawn);
        Refuse("withdrawnAt", publication.WithdrawnAt is not null && state == StoryState.Published);
        Refuse("impact", publication.Impact is not null && publication.PublishAt is null);
        if (state == StoryState.Scheduled && publication.PublishAt is null)
            faults.Add($"{Root}/publishAt", "A scheduled story needs it.");
        CheckEmbargo(publication, (story.Pending ?? story).EmbargoUntil, faults);
        if (publication.Version < 1)
            faults.Add($"{Root}/version", "Must be at least 1.");
        if (publication.Reason is { } reason && !OneLine.Is(reason, OneLine.MaxLength))
            faults.Add($"{Root}/reason", "Must be one line of 1 to 500 characters; or leave it out.");
        if (publication.Kind == WithdrawalKind.Duplicate != publication.ReplacedBy is not null)
            faults.Add($"{Root}/replacedBy", "Is needed for a duplicate, and for nothing else.");

        void Refuse(string member, bool isThere)
        {
            if (isThere)
                faults.Add($"{Root}/{member}", $"Does not fit a story that is {word}.");
        }
    }

    private static void CheckEmbargo(ImportedPublication publication, DateTimeOffset? embargoUntil, Faults faults)
    {
        if (publication.State == StoryState.Embargoed)
        {
            if (embargoUntil is null)
                faults.Add("/embargoUntil", "An embargoed story needs it.");
            else if (embargoUntil <= publication.PublishAt)
                faults.Add($"{Root}/publishAt", "Must be before embargoUntil; otherwise the story is scheduled.");
        }
        if (publication.State == StoryState.Scheduled && embargoUntil > publication.PublishAt)
            faults.Add($"{Root}/state", "Must be embargoed: embargoUntil is later than publishAt.");
    }

    private static void CheckOrder(ImportedPublication publication, DateTimeOffset now, Faults faults)
    {
        (string Name, DateTimeOffset? At)[] order =
        [
            ("firstPublishedAt", publication.FirstPublishedAt),
            ("publishedAt", publication.PublishedAt),
            ("updatedAt", publication.UpdatedAt),
            ("withdrawnAt", publication.WithdrawnAt),
        ];
        (string Name, DateTimeOffset At)? before = null;
        foreach (var (name, at) in order)
        {
            if (at is not { } instant)
                continue;
            if (instant > now)
                faults.Add($"{Root}/{name}", "Is yet to come.");
            else if (instant < before?.At)
                faults.Add($"{Root}/{name}", $"Must not be before {before.Value.Name}.");
            before = (name, instant);
        }
    }
}
