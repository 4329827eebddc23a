using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NewsApi.Filtering;
using NewsApi.Http;
using NewsApi.Paging;
using NewsApi.Search;
using NewsApi.Selection;

namespace NewsApi.Articles;

/// <summary>Why a list of articles holds what it does.</summary>
/// <param name="NormalForm">One text for all queries that mean the same: their cursors may be exchanged.</param>
/// <param name="Filters">The filters, as they were understood; those not given are absent.</param>
/// <param name="Search">How <c>q</c> was understood; absent without it.</param>
/// <param name="Sort">The order.</param>
/// <param name="Total">How many articles the list has.</param>
/// <param name="Links">Where the list is.</param>
public sealed record Explanation(
    string NormalForm,
    ExplainedFilters Filters,
    ExplainedSearch? Search,
    ArticleSort Sort,
    Total Total,
    ExplanationLinks Links
);

/// <summary>Addresses that go with an explanation.</summary>
/// <param name="Articles" example="https://api.example.org/v1/articles?section=science">The list explained.</param>
public sealed record ExplanationLinks([property: Url] string Articles);

/// <summary>Filters as they were understood.</summary>
/// <param name="Section">Filter over sections.</param>
/// <param name="Tag">Filter over tags.</param>
/// <param name="Type">Filter over types.</param>
/// <param name="Language">Filter over languages.</param>
/// <param name="From">The earliest instant included, as worked out now.</param>
/// <param name="To">The earliest instant no longer included, as worked out now.</param>
/// <param name="DateField">What these two look at.</param>
public sealed record ExplainedFilters(
    ExplainedFilter? Section,
    ExplainedFilter? Tag,
    ExplainedFilter? Type,
    ExplainedFilter? Language,
    DateTimeOffset? From,
    DateTimeOffset? To,
    DateField? DateField
)
{
    public static ExplainedFilters Of(ArticleFilter filter, ResolvedNames names, DateTimeOffset now) =>
        new(
            ExplainedFilter.Of(filter.Section, names),
            ExplainedFilter.Of(filter.Tag, names),
            ExplainedFilter.Of(filter.Type, names),
            ExplainedFilter.Of(filter.Language, names),
            filter.From?.Start(now),
            filter.To?.EndExclusive(now),
            filter.From is null && filter.To is null ? null : filter.DateField
        );
}

/// <summary>One filter as it was understood.</summary>
/// <param name="Tree">Its syntax tree.</param>
/// <param name="NormalForm" example="-tone/opinion,place/antarctica">The same for filters that are written differently and mean the same; former names replaced by present ones.</param>
public sealed record ExplainedFilter(FilterNode Tree, string NormalForm)
{
    public static ExplainedFilter? Of(FilterExpression? filter, ResolvedNames names) =>
        filter is null ? null : new(FilterNode.Of(filter, names), filter.Normalise(names.PresentName).ToString()!);
}

/// <summary>A node of a filter's syntax tree.</summary>
/// <param name="Is">What kind of node it is.</param>
/// <param name="Name" example="place/antarctica">For a name: what it is called now.</param>
/// <param name="Written" example="place/antarktis">For a name: as it was written, where that is a former name.</param>
/// <param name="WithDescendants">For a name: <c>true</c> where what lies below counts too.</param>
/// <param name="Operands">For the others: what they combine.</param>
public sealed record FilterNode(
    FilterNodeKind Is,
    string? Name,
    string? Written,
    bool? WithDescendants,
    IReadOnlyList<FilterNode>? Operands
)
{
    public static FilterNode Of(FilterExpression filter, ResolvedNames names) =>
        filter switch
        {
            NameFilter name => Of(name, names.ByName.GetValueOrDefault(name.Name)),
            NotFilter not => Of(FilterNodeKind.Not, [not.Operand], names),
            AllFilter all => Of(FilterNodeKind.All, all.Operands, names),
            AnyFilter any => Of(FilterNodeKind.Any, any.Operands, names),
            _ => throw new NotSupportedException($"{filter.GetType().Name} has no node."),
        };

    private static FilterNode Of(NameFilter name, NamedList? list) =>
        new(
            FilterNodeKind.Name,
            list?.Name ?? name.Name,
            list is null || list.Name == name.Name ? null : name.Name,
            name.WithDescendants ? true : null,
            null
        );

    private static FilterNode Of(FilterNodeKind kind, IReadOnlyList<FilterExpression> operands, ResolvedNames names) =>
        new(kind, null, null, null, [.. operands.Select(operand => Of(operand, names))]);
}

/// <summary>Kind of node in a filter's syntax tree.</summary>
[JsonConverter(typeof(WordConverter<FilterNodeKind>))]
public enum FilterNodeKind
{
    /// <summary>What bears the name.</summary>
    Name,

    /// <summary>What the operand does not match.</summary>
    Not,

    /// <summary>What all operands match.</summary>
    All,

    /// <summary>What any operand matches.</summary>
    Any,
}

/// <summary>How a search was understood.</summary>
/// <param name="Text" example="radiocarbon dating">As it was typed.</param>
/// <param name="Match">Whether all words must be in a story.</param>
/// <param name="HavingAllWords" example="3">Where some words may be missing: how many stories have them all.</param>
/// <param name="Fields">Where it looks; <c>names</c> are the byline and the titles of tags and contributors.</param>
/// <param name="Clauses">Its parts.</param>
/// <param name="Corrections">Words in which a typing error was mended, because nothing matched otherwise.</param>
/// <param name="Loosened">Phrases that were taken as plain words, because nothing matched otherwise.</param>
/// <param name="Optional">Words that add to the rank but need not be there: in one of the languages they are in nearly every story.</param>
/// <param name="Ignored">Words passed over: they are in nearly every story, or the query has too many.</param>
public sealed record ExplainedSearch(
    string Text,
    SearchMatch Match,
    [property: Range(0, int.MaxValue)] int? HavingAllWords,
    IReadOnlyList<string> Fields,
    IReadOnlyList<ExplainedClause> Clauses,
    IReadOnlyList<SpellingCorrection> Corrections,
    IReadOnlyList<string> Loosened,
    IReadOnlyList<string> Optional,
    IReadOnlyList<string> Ignored
)
{
    public static ExplainedSearch Of(
        SearchQuery query,
        ArticleSearch search,
        int? havingAllWords,
        Readership readers
    ) =>
        new(
            query.Text,
            search.Plan.Match,
            havingAllWords,
            SearchFields.NamesOf(search.Fields),
            [.. search.Plan.Clauses.Select(clause => ExplainedClause.Of(clause, readers))],
            search.Plan.Corrections,
            search.Plan.Loosened,
            [.. search.Plan.Optional.Select(word => word.Text)],
            search.Plan.Ignored
        );
}

/// <summary>A part of a search.</summary>
/// <param name="Excluded">Whether it must not be there.</param>
/// <param name="Alternatives">Of which one is enough.</param>
public sealed record ExplainedClause(bool Excluded, IReadOnlyList<ExplainedPhrase> Alternatives)
{
    public static ExplainedClause Of(PlannedClause clause, Readership readers) =>
        new(clause.IsExcluded, [.. clause.Alternatives.Select(phrase => ExplainedPhrase.Of(phrase, readers))]);
}

/// <summary>Words that are looked for together.</summary>
/// <param name="Text" example="dating">The words, without case and accents.</param>
/// <param name="InOrder">Whether they must stand one after the other, in just this form.</param>
/// <param name="Words">What the index knows of each.</param>
public sealed record ExplainedPhrase(string Text, bool InOrder, IReadOnlyList<ExplainedWord> Words)
{
    public static ExplainedPhrase Of(PlannedPhrase phrase, Readership readers) =>
        new(
            phrase.Line?.Trim() ?? string.Join(' ', phrase.Words.Select(word => word.Text)),
            phrase.Line is not null,
            [
                .. phrase.Words.Select(word => new ExplainedWord(
                    word.Text,
                    word.Weight,
                    readers.IsEveryone ? word.Meaning.Stories : null
                )),
            ]
        );
}

/// <summary>A word as the index knows it.</summary>
/// <param name="Text" example="dating">Without case and accents; other forms of the word are found too.</param>
/// <param name="Weight" example="58">How much it counts: the rarer, the more.</param>
/// <param name="Articles" example="4">About how many articles have it or a form of it; in a large archive, estimated from a sample. Absent for whoever may not read all of them.</param>
public sealed record ExplainedWord(
    string Text,
    [property: Range(0, int.MaxValue)] int Weight,
    [property: Range(0, long.MaxValue)] long? Articles
);
