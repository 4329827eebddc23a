using NewsApi.Changes;
using NewsApi.Filtering;
using NewsApi.Following;
using NewsApi.Selection;

namespace NewsApi.Tests.Webhooks;

/// <summary>A change log in memory that grows step by step, of stories which may be in one of two sections.</summary>
internal sealed class RouteModel
{
    public const int Stories = 4;

    private const int Sport = 1;
    private const int News = 2;

    public static readonly ChangeFilter OnlySport = new(
        new ArticleFilter { Section = new NameFilter("sport", WithDescendants: false, 0) },
        new ResolvedNames(
            new Dictionary<string, NamedList> { ["sport"] = new(Sport, [Sport], 0, "sport") },
            new Dictionary<string, int>()
        ),
        Readership.Everyone
    );

    private readonly StoryState?[] _states = new StoryState?[Stories];
    private readonly StoryState?[] _last = new StoryState?[Stories];

    public List<LoggedChange> Log { get; } = [];

    public LatestChanges Latest { get; private set; } = LatestChanges.Empty(0, DateTimeOffset.UnixEpoch);

    public static Guid IdOf(int story) => new(story + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public bool IsPublic(int story) => _states[story] is not null;

    /// <summary>The stories that a receiver with this filter is to have.</summary>
    public IEnumerable<Guid> Matching(ChangeFilter filter) =>
        Enumerable.Range(0, Stories).Where(story => Matches(filter, story)).Select(IdOf);

    /// <param name="story">Which.</param>
    /// <param name="what">0 takes it down, if it is public; 1 to 3 publish it anew.</param>
    /// <param name="inSport">In which section.</param>
    public void Do(int story, int what, bool inSport)
    {
        var before = _states[story];
        StoryState? after = null;
        var kind = story % 2 == 0 ? ChangeKind.Withdrawn : ChangeKind.Expired;
        if (what > 0 || before is null)
        {
            after = new()
            {
                Type = "article",
                Language = "en",
                SectionIds = [inSport ? Sport : News],
                TagIds = [],
                TagIdsAbove = [],
                Syndicatable = true,
                FirstPublishedAt = DateTimeOffset.UnixEpoch,
            };
            kind =
                before is null ? ChangeKind.Published
                : what == 1 ? ChangeKind.Corrected
                : ChangeKind.Updated;
        }
        var change = new LoggedChange
        {
            Seq = Log.Count + 1,
            Kind = kind,
            At = DateTimeOffset.UnixEpoch.AddSeconds(Log.Count),
            ArticleId = IdOf(story),
            Slug = $"story-{story}",
            Version = 1,
            Impact = ChangeImpact.Major,
            After = after,
            Before = _last[story],
        };
        (_states[story], _last[story]) = (after, after);
        Log.Add(change);
        Latest = Latest.With([change]);
    }

    private bool Matches(ChangeFilter filter, int story) =>
        _states[story] is { } state
        && (filter == ChangeFilter.Everything || filter.Matches(IdOf(story), state, DateTimeOffset.UtcNow));
}
