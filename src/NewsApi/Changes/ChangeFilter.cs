using NewsApi.Articles;
using NewsApi.Filtering;

namespace NewsApi.Changes;

/// <summary>The part of the change log that one reader follows. Polls and streams alike ask it what a change means to them.
/// </summary>
internal sealed class ChangeFilter(ArticleFilter filter, ResolvedNames names)
{
    public static readonly ChangeFilter Everything = new(new ArticleFilter(), ResolvedNames.None);

    private readonly bool _isOpen = filter is { Section: null, Tag: null, Type: null, Language: null, Ids: null };

    /// <summary>What the reader is told of a change; null for nothing. A story that was no match before and is none now does
    /// not concern the reader; one that has stopped being a match, but is public still, has <see cref="ChangeKind.Left"/>.
    /// </summary>
    public ChangeKind? KindOf(LoggedChange change)
    {
        if (_isOpen || Matches(change.ArticleId, change.After))
            return change.Kind;
        if (!Matches(change.ArticleId, change.Before))
            return null;
        return change.Kind is ChangeKind.Withdrawn or ChangeKind.Expired ? change.Kind : ChangeKind.Left;
    }

    /// <summary>Whether a story in this state is followed; one that is not public (null) never is.</summary>
    public bool Matches(Guid id, StoryState? state) =>
        state is not null
        && (filter.Ids is not { } ids || ids.Contains(id))
        && Matches(filter.Section, name => state.SectionIds.Contains(IdOf(name)))
        && Matches(filter.Tag, name => HasTag(state, name))
        && Matches(filter.Type, name => state.Type == name.Name)
        && Matches(filter.Language, name => IsIn(state.Language, name.Name));

    private static bool Matches(FilterExpression? filter, Func<NameFilter, bool> bears) =>
        filter switch
        {
            null => true,
            NameFilter name => bears(name),
            NotFilter not => !Matches(not.Operand, bears),
            AllFilter all => all.Operands.All(operand => Matches(operand, bears)),
            AnyFilter any => any.Operands.Any(operand => Matches(operand, bears)),
            _ => throw new NotSupportedException($"{filter.GetType().Name} matches nothing."),
        };

    private bool HasTag(StoryState state, NameFilter name) =>
        state.TagIds.Contains(IdOf(name)) || (name.WithDescendants && state.TagIdsAbove.Contains(IdOf(name)));

    // A language includes its regional forms (RFC 4647, basic filtering).
    private static bool IsIn(string language, string range) =>
        language.StartsWith(range, StringComparison.Ordinal)
        && (language.Length == range.Length || language[range.Length] == '-');

    private int IdOf(NameFilter name) => names.ByName[name.Name].Id;
}
