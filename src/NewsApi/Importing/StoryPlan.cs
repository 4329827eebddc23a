using NewsApi.Editorial;
using NewsApi.Http;

namespace NewsApi.Importing;

/// <summary>What is going to be done with one delivered story, in this order: saved, published, withdrawn, made a draft again,
/// scheduled.</summary>
internal sealed class StoryPlan(Delivery delivery, PresentStory? present)
{
    private static readonly DateTimeOffset Never = DateTimeOffset.MinValue;

    public Delivery Delivery { get; } = delivery;

    /// <summary>Null for a story that is new.</summary>
    public PresentStory? Present { get; } = present;

    public Guid Id { get; } = present?.Id ?? delivery.Id ?? Guid.CreateVersion7();

    /// <summary>Why nothing can be done with it.</summary>
    public Faults Faults { get; } = Copy(delivery.Faults);

    /// <summary>Whether it was withdrawn here, which no delivery undoes.</summary>
    public bool IsGone { get; private set; }

    /// <summary>The draft to be reviewed: as delivered, with what is kept of the present one. Null where there is nothing to be
    /// done with the text.</summary>
    public ArticleDraft? Draft { get; private set; }

    public IReadOnlyList<RemovedMarkup> Removed { get; private set; } = [];

    /// <summary>The text that is going to be saved.</summary>
    public ReviewedDraft? Saved { get; private set; }

    public Release? Release { get; private set; }

    /// <summary>The story in its place is looked up later, by <see cref="ImportedPublication.ReplacedBy"/>.</summary>
    public bool Withdraws { get; private set; }

    public bool Reinstates { get; private set; }

    public Schedule? Schedule { get; private set; }

    /// <summary>Whether the delivered text is what is saved, and no later one.</summary>
    private bool IsCurrent { get; set; }

    /// <summary>Whether it is what readers see.</summary>
    private bool IsPublicText { get; set; }

    public bool SavesPending { get; private set; }

    public List<string> Notes { get; } = [.. delivery.Notes];

    /// <summary>Slugs that it gets besides its own.</summary>
    public IReadOnlyList<string> NewSlugs { get; set; } = [];

    public bool DoesNothing =>
        Saved is null
        && Release is null
        && !Withdraws
        && !Reinstates
        && Schedule is null
        && !SavesPending
        && NewSlugs.Count == 0;

    /// <summary>Whether readers are going to see the text: then it must have what they need.</summary>
    public bool GoesPublic =>
        Delivery.PublishNow is not null
        || Present?.IsDue == true
        || Delivery.Publication is { State: not StoryState.Draft } or { WithdrawnAt: not null };

    /// <summary>The first look: what the story is to be held against.</summary>
    /// <param name="texts">What is saved of it; null for a new one, and where the same text has come before and there is nothing
    /// else to be done.</param>
    /// <param name="now">By the database.</param>
    public void Begin(SavedTexts? texts, DateTimeOffset now)
    {
        if (Present is null)
        {
            Draft = Delivery.Text.Draft;
            return;
        }
        if (!CheckIdentity(Present))
            return;
        if (Present.IsGone)
        {
            IsGone =
                Delivery.Publication is not { WasWithdrawn: true } && !(Delivery.Text.Draft.Rights.ExpiresAt <= now);
            if (IsGone)
                Faults.Add("", "The story was withdrawn here and stays so. An editor can reinstate it.");
            return;
        }
        if (texts is not null || Present.IsSupposed)
            Draft = Delivery.Text.Draft with
            {
                Slug = Delivery.Text.Draft.Slug ?? Present.Slug,
                Corrections = Delivery.Text.Draft.Corrections ?? texts?.Corrections,
            };
    }

    /// <summary>The second look, at the review's verdict: what is to be done.</summary>
    /// <param name="now">By the database.</param>
    public void Decide(DraftVerdict verdict, SavedTexts? texts, DateTimeOffset now)
    {
        Faults.AddAll(verdict.Faults);
        if (verdict.Accepted is not { } accepted || Faults.Count > 0)
            return;
        var text = accepted.Content;
        var isSame =
            Present is not null
            && (
                Present.ContentHash is { } hash
                    ? hash.AsSpan().SequenceEqual(Delivery.Text.Hash)
                    : text == texts!.Public
            );
        if (!isSame && text != texts?.Current)
            (Saved, Removed) = (accepted, verdict.Removed);
        IsCurrent = Saved is not null || Present!.IsSupposed || text == texts!.Current;
        IsPublicText = Saved is null && Present!.IsPublic && (Present.IsSupposed || text == texts!.Public);
        Draft = accepted.Draft;
        if (Delivery.Publication is { } publication)
            Follow(publication, now);
        else if (Delivery.PublishNow is { } impact)
            PublishNow(impact, now);
        else
            KeepMoment();
    }

    /// <summary>The third look, when all else is done: at changes that are not public yet.</summary>
    public void DecideOnPending(ReviewedDraft pending, SavedTexts? texts)
    {
        // Where editors have gone on since, it stays as they have it.
        SavesPending = Saved is not null || (IsCurrent && texts?.Current != pending.Content);
    }

    private bool CheckIdentity(PresentStory present)
    {
        var fault =
            Delivery.Id is { } id && id != present.Id ? $"The story of this externalId has the id {present.Id}."
            : Delivery.Source is { } source
            && present.ExternalId is not null
            && (present.Provider, present.ExternalId) != (source.Provider, source.ExternalId)
                ? $"This story is {present.ExternalId} of {present.Provider}."
            : null;
        if (fault is not null)
            Faults.Add("/id", fault);
        return fault is null;
    }

    private static Faults Copy(Faults faults)
    {
        // What is done may have to be done once more, from the same delivery.
        var copy = new Faults();
        copy.AddAll(faults);
        return copy;
    }

    private void Follow(ImportedPublication publication, DateTimeOffset now)
    {
        if (publication.WasWithdrawn)
            FollowWithdrawal(publication, now);
        else if (publication.State == StoryState.Published)
            FollowPublished(publication, now);
        else if (publication.State == StoryState.Draft)
            KeepMoment();
        else
            ScheduleAt(publication.PublishAt ?? Present?.PublishAt ?? now, publication.Impact ?? Impact.Major);
    }

    private void FollowWithdrawal(ImportedPublication publication, DateTimeOffset now)
    {
        var isWithdrawn = publication.State == StoryState.Withdrawn;
        if (Present?.WasPublic == true)
        {
            Withdraws = isWithdrawn && Present.IsPublic;
            return;
        }
        if (!IsCurrent)
        {
            LeaveToEditors();
            return;
        }
        Release = Archived(publication, publication.WithdrawnAt ?? now);
        Withdraws = true;
        Reinstates = !isWithdrawn;
        if (publication.State is StoryState.Scheduled or StoryState.Embargoed)
            ScheduleAt(publication.PublishAt ?? now, publication.Impact ?? Impact.Major);
    }

    private void FollowPublished(ImportedPublication publication, DateTimeOffset now)
    {
        if ((publication.FirstPublishedAt, publication.PublishedAt, publication.UpdatedAt) is (null, null, null))
            PublishNow(Impact.Major, now);
        else if (Archived(publication, now) is var release && (!IsPublicText || !HasInstants(release.Publication)))
        {
            if (IsCurrent)
                Release = release;
            else
                LeaveToEditors();
        }
        if (publication.PublishAt is { } at)
            ScheduleAt(at, publication.Impact ?? Impact.Major);
    }

    private Release Archived(ImportedPublication publication, DateTimeOffset latest)
    {
        var published = publication.PublishedAt ?? publication.FirstPublishedAt ?? publication.UpdatedAt ?? latest;
        var instants = new Publication(
            publication.FirstPublishedAt ?? published,
            published,
            publication.UpdatedAt ?? published,
            Draft!.Rights.ExpiresAt
        );
        return new(Id, instants)
        {
            Impact = Present?.PublishedAt == published ? Impact.Minor : Impact.Major,
            LeastVersion = publication.Version ?? 1,
        };
    }

    private bool HasInstants(Publication instants) =>
        Present!.FirstPublishedAt == instants.FirstPublishedAt
        && Present.PublishedAt == instants.PublishedAt
        && Present.UpdatedAt == instants.UpdatedAt;

    private void PublishNow(Impact impact, DateTimeOffset now)
    {
        if (Present is { IsPublic: false, IsDue: true })
        {
            // It waits for its moment, and an embargo may have changed that.
            if (!IsCurrent || Later(Present.PublishAt!.Value, Draft!.EmbargoUntil) > now)
            {
                KeepMoment();
                return;
            }
        }
        else if (Present is { IsPublic: true } && Saved is null && Present.IsAllPublic)
            return;
        if (!IsCurrent)
            LeaveToEditors();
        else if (Draft!.EmbargoUntil > now)
            ScheduleAt(now, Present?.IsPublic == true ? impact : Impact.Major);
        else
            ReleaseNow(Present?.IsPublic == true ? impact : Impact.Major, now);
    }

    private void ReleaseNow(Impact impact, DateTimeOffset now)
    {
        CheckExpiry(now);
        var instants = Present?.Instants ?? new StoryInstants(IsPublic: false, null, null, null);
        Release = new(Id, instants.At(now, impact, Draft!.Rights.ExpiresAt)) { Impact = impact };
    }

    /// <summary>A story that is due stays so when it is saved again; only a new embargo moves it.</summary>
    private void KeepMoment()
    {
        if (Present is { IsDue: true } && Saved is not null)
            ScheduleAt(Present.PublishAt!.Value, Choice<Impact>.Words[Present.Impact]);
    }

    private void ScheduleAt(DateTimeOffset at, Impact impact)
    {
        var embargoUntil = (Delivery.Pending?.Draft ?? Draft!).EmbargoUntil;
        var due = Later(at, embargoUntil);
        CheckExpiry(due);
        // What was to be published then has been since, when the same file comes again.
        if (due <= (Present?.UpdatedAt ?? Never))
            return;
        var isThere = Present?.PublishAt == at && Present.EmbargoUntil == embargoUntil && Release is null;
        if (isThere)
            return;
        if (Present is not null && !IsCurrent)
        {
            LeaveToEditors();
            return;
        }
        var state =
            Delivery.Publication?.State == StoryState.Published || Present?.IsPublic == true ? StoryState.Published
            : embargoUntil > at ? StoryState.Embargoed
            : StoryState.Scheduled;
        Schedule = new(state, at, embargoUntil, impact);
    }

    private void CheckExpiry(DateTimeOffset due)
    {
        var text = Delivery.Pending?.Draft ?? Draft!;
        if (text.Rights.ExpiresAt <= due)
            Faults.Add("/rights/expiresAt", "Must be later than the moment at which the story goes public.");
    }

    private void LeaveToEditors() =>
        Notes.Add("Editors have changed the story since it was delivered; it is left as they have it.");

    private static DateTimeOffset Later(DateTimeOffset at, DateTimeOffset? other) => other > at ? other.Value : at;
}

/// <summary>When a story is going to be public.</summary>
internal sealed record Schedule(StoryState State, DateTimeOffset At, DateTimeOffset? EmbargoUntil, Impact Impact);
