using NewsApi.Following;
using NewsApi.Selection;

namespace NewsApi.Changes;

/// <summary>The part of the change log that one reader follows. Polls and streams alike ask it what a change means to them.
/// </summary>
internal sealed class ChangeFilter(ArticleFilter filter, ResolvedNames names, Readership readers)
{
    public static readonly ChangeFilter Everything = new(new(), ResolvedNames.None, Readership.Everyone);

    private readonly StoryFilter _stories = filter.And(readers.Filter).InMemory(names.And(readers.Names));

    /// <summary>What the reader is told of a change; null for nothing. A story that was no match before and is none now does
    /// not concern the reader; one that has stopped being a match, but is public still, has <see cref="ChangeKind.Left"/>.
    /// </summary>
    public ChangeKind? KindOf(LoggedChange change)
    {
        if (change.DelayDays is { } days && days != _stories.DelayDays)
            return null;
        if (_stories.IsOpen || Matches(change.ArticleId, change.After, change.At))
            return change.Kind;
        if (!Matches(change.ArticleId, change.Before, change.At))
            return null;
        return change.Kind is ChangeKind.Withdrawn or ChangeKind.Expired ? change.Kind : ChangeKind.Left;
    }

    /// <summary>Whether a story in this state is followed at this moment; one that is not public (null) never is.</summary>
    public bool Matches(Guid id, StoryState? state, DateTimeOffset at) => _stories.Matches(id, state, at);
}
