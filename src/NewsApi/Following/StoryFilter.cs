using NewsApi.Filtering;

namespace NewsApi.Following;

/// <summary>Decides in memory whether a story is in a list, by what the change log says of the story: the same that the
/// statements of lists decide in the database.</summary>
internal sealed record StoryFilter
{
    public FilterExpression? Section { get; init; }
    public FilterExpression? Tag { get; init; }
    public FilterExpression? Type { get; init; }
    public FilterExpression? Language { get; init; }
    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>Only stories that others may publish.</summary>
    public bool SyndicatableOnly { get; init; }

    /// <summary>Only stories whose first publication lies at least so many days back.</summary>
    public int DelayDays { get; init; }

    /// <summary>What the names of sections and tags stand for.</summary>
    public required IReadOnlyDictionary<string, int> NamedIds { get; init; }

    /// <summary>Whether it leaves no story out.</summary>
    public bool IsOpen =>
        this
            is {
                Section: null,
                Tag: null,
                Type: null,
                Language: null,
                Ids: null,
                SyndicatableOnly: false,
                DelayDays: 0
            };

    /// <summary>Whether a story in this state is in the list at this moment; one that is not public (null) never is.</summary>
    public bool Matches(Guid id, StoryState? state, DateTimeOffset at) =>
        state is not null
        && (Ids is not { } ids || ids.Contains(id))
        && (!SyndicatableOnly || state.Syndicatable)
        && (DelayDays == 0 || state.FirstPublishedAt <= at.AddDays(-DelayDays))
        && Matches(Section, name => state.SectionIds.Contains(NamedIds[name.Name]))
        && Matches(Tag, name => HasTag(state, name))
        && Matches(Type, name => state.Type == name.Name)
        && Matches(Language, name => IsIn(state.Language, name.Name));

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
        state.TagIds.Contains(NamedIds[name.Name])
        || (name.WithDescendants && state.TagIdsAbove.Contains(NamedIds[name.Name]));

    // A language includes its regional forms (RFC 4647, basic filtering).
    private static bool IsIn(string language, string range) =>
        language.StartsWith(range, StringComparison.Ordinal)
        && (language.Length == range.Length || language[range.Length] == '-');
}
