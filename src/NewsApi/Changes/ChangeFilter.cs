using NewsApi.Articles;
using NewsApi.Following;

namespace NewsApi.Changes;

/// <summary>The part of the change log that one reader follows. Polls and streams alike ask it what a change means to them.
/// </summary>
internal sealed class ChangeFilter(ArticleFilter filter, ResolvedNames names)
{
    public static readonly ChangeFilter Everything = new(new ArticleFilter(), ResolvedNames.None);

    private readonly StoryFilter _stories = filter.InMemory(names);

    /// <summary>What the reader is told of a change; null for nothing. A story that was no match before and is none now does
    /// not concern the reader; one that has stopped being a match, but is public still, has <see cref="ChangeKind.Left"/>.
    /// </summary>
    public ChangeKind? KindOf(LoggedChange change)
    {
        if (_stories.IsOpen || Matches(change.ArticleId, change.After))
            return change.Kind;
        if (!Matches(change.ArticleId, change.Before))
            return null;
        return change.Kind is ChangeKind.Withdrawn or ChangeKind.Expired ? change.Kind : ChangeKind.Left;
    }

    /// <summary>Whether a story in this state is followed; one that is not public (null) never is.</summary>
    public bool Matches(Guid id, StoryState? state) => _stories.Matches(id, state);
}
