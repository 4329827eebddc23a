using System.Text.Json.Serialization;
using NewsApi.Filtering;
using NewsApi.Following;
using NewsApi.Http;

namespace NewsApi.Selection;

/// <summary>Which articles a list holds. The same type serves every place where articles are chosen.</summary>
public sealed record ArticleFilter
{
    public FilterExpression? Section { get; init; }
    public FilterExpression? Tag { get; init; }
    public FilterExpression? Type { get; init; }
    public FilterExpression? Language { get; init; }
    public IReadOnlyList<Guid>? Ids { get; init; }
    public Moment? From { get; init; }
    public Moment? To { get; init; }
    public DateField DateField { get; init; }

    /// <summary>Only stories that others may publish.</summary>
    public bool SyndicatableOnly { get; init; }

    /// <summary>Only stories whose first publication lies at least so many days back.</summary>
    public int DelayDays { get; init; }

    /// <summary>Whether it leaves no story out.</summary>
    public bool IsOpen =>
        this
            is {
                Section: null,
                Tag: null,
                Type: null,
                Language: null,
                Ids: null,
                From: null,
                To: null,
                SyndicatableOnly: false,
                DelayDays: 0
            };

    /// <summary>The stories that are in both.</summary>
    /// <param name="other">Without dates.</param>
    public ArticleFilter And(ArticleFilter other) =>
        this with
        {
            Section = Both(Section, other.Section),
            Tag = Both(Tag, other.Tag),
            Type = Both(Type, other.Type),
            Language = Both(Language, other.Language),
            Ids = (Ids, other.Ids) switch
            {
                (null, _) => other.Ids,
                (_, null) => Ids,
                var (one, both) => [.. one.Intersect(both)],
            },
            SyndicatableOnly = SyndicatableOnly || other.SyndicatableOnly,
            DelayDays = Math.Max(DelayDays, other.DelayDays),
        };

    /// <summary>One text for filters that are written differently and mean the same (see <see cref="FilterNormalForm"/>):
    /// cursors and cache entries are bound to it.</summary>
    public string NormalForm(ResolvedNames names) =>
        $"section={Section?.Normalise(names.LastingName)}&tag={Tag?.Normalise(names.LastingName)}&type={Type?.Normalise()}"
        + $"&language={Language?.Normalise()}&ids={string.Join(',', (Ids ?? []).Order())}"
        + $"&from={From}&to={To}&dateField={DateField}"
        + (SyndicatableOnly ? "&syndicatable" : "")
        + (DelayDays > 0 ? $"&delay={DelayDays}" : "");

    /// <summary>The same but for its dates, which the change log does not tell, as it is decided in memory.</summary>
    internal StoryFilter InMemory(ResolvedNames names) =>
        new()
        {
            Section = Section,
            Tag = Tag,
            Type = Type,
            Language = Language,
            Ids = Ids,
            SyndicatableOnly = SyndicatableOnly,
            DelayDays = DelayDays,
            NamedIds = names.ByName.ToDictionary(name => name.Key, name => name.Value.Id, StringComparer.Ordinal),
        };

    private static FilterExpression? Both(FilterExpression? one, FilterExpression? other) =>
        (one, other) switch
        {
            (null, _) => other,
            (_, null) => one,
            var (first, second) => new AllFilter([.. OperandsOf(first), .. OperandsOf(second)]),
        };

    private static IReadOnlyList<FilterExpression> OperandsOf(FilterExpression filter) =>
        filter is AllFilter all ? all.Operands : [filter];
}

/// <summary>Which of an article's instants is meant.</summary>
[JsonConverter(typeof(WordConverter<DateField>))]
public enum DateField
{
    /// <summary>Publication of the latest major version.</summary>
    Published,

    /// <summary>First publication.</summary>
    FirstPublished,

    /// <summary>Latest change of any kind.</summary>
    Updated,
}
