using NewsApi.Editorial;
using NewsApi.Http;

namespace NewsApi.Importing;

/// <summary>What a dry run would have stored so far, so that what it says of a line rests on the lines before. Kept in memory:
/// some hundred bytes for each story.</summary>
internal sealed class Rehearsal
{
    private readonly Dictionary<(string?, string), PresentStory> _stories = [];

    public SupposedNames Supposed { get; } = new();

    /// <summary>How far below the top each section and tag stands that would have been made.</summary>
    public Dictionary<string, int> Depths { get; } = new(StringComparer.Ordinal);

    public PresentStory? Find(Delivery delivery) =>
        (delivery.Source is { } source ? FindStory(source) : null)
        ?? (delivery.Id is { } id ? _stories.GetValueOrDefault((null, $"{id}")) : null);

    public PresentStory? FindStory(StorySource name) => _stories.GetValueOrDefault((name.Provider, name.ExternalId));

    /// <summary>Id of the story that a name stands for.</summary>
    public Guid? Find(StorySource name) =>
        _stories.TryGetValue((name.Provider, name.ExternalId), out var known) ? known.Id
        : _stories.TryGetValue((null, name.ExternalId), out known) ? known.Id
        : Supposed.Slugs.TryGetValue(name.ExternalId, out var id) ? id
        : null;

    public void AddNames(IReadOnlyList<string> names, int depth)
    {
        foreach (var name in names)
        {
            Supposed.Names.Add(name);
            Depths[name] = depth;
        }
    }

    public void Add(StoryPlan plan)
    {
        var slug = plan.Saved?.Draft.Slug ?? plan.Present!.Slug;
        Supposed.Slugs[slug] = plan.Id;
        foreach (var former in plan.Delivery.FormerSlugs)
            Supposed.Slugs[former] = plan.Id;
        var story = After(plan, slug);
        if (plan.Delivery.Source is { } source)
            Add(source, story);
        _stories[(null, $"{plan.Id}")] = story;
    }

    public void Add(StorySource source, PresentStory story) => _stories[(source.Provider, source.ExternalId)] = story;

    /// <summary>The story as it would be afterwards.</summary>
    private static PresentStory After(StoryPlan plan, string slug)
    {
        var state =
            plan.Schedule?.State
            ?? (
                plan.Reinstates ? StoryState.Draft
                : plan.Withdraws ? StoryState.Withdrawn
                : plan.Release is not null ? StoryState.Published
                : plan.Present?.StoryState ?? StoryState.Draft
            );
        var revision = (plan.Present?.Revision ?? 0) + (plan.Saved is null ? 0 : 1);
        var published = plan.Release?.Publication;
        return new()
        {
            Id = plan.Id,
            Slug = slug,
            State = new Choice<StoryState>(state).Word,
            Revision = revision + (plan.SavesPending ? 1 : 0),
            PublishedRevision = plan.Release is null ? plan.Present?.PublishedRevision : revision,
            PublishAt = plan.Schedule?.At ?? (plan.Release is null ? plan.Present?.PublishAt : null),
            EmbargoUntil = plan.Schedule?.EmbargoUntil ?? (plan.Release is null ? plan.Present?.EmbargoUntil : null),
            Impact = new Choice<Impact>(plan.Schedule?.Impact ?? Impact.Major).Word,
            FirstPublishedAt = published?.FirstPublishedAt ?? plan.Present?.FirstPublishedAt,
            PublishedAt = published?.PublishedAt ?? plan.Present?.PublishedAt,
            UpdatedAt = published?.UpdatedAt ?? plan.Present?.UpdatedAt,
            IsExpired = false,
            Provider = plan.Delivery.Source?.Provider ?? plan.Present?.Provider,
            ExternalId = plan.Delivery.Source?.ExternalId ?? plan.Present?.ExternalId,
            ContentHash = plan.Delivery.Text.Hash,
            IsSupposed = true,
        };
    }
}
