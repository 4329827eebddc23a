using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NewsApi.Paging;
using NewsApi.Search;

namespace NewsApi.Articles;

/// <summary>A page of articles, and what was asked about all of them.</summary>
/// <param name="Items">In the order asked for; empty past the end.</param>
/// <param name="Total">How many articles the whole list has.</param>
/// <param name="Paging">Size of this page and the cursors of its neighbours.</param>
/// <param name="Links">The same as ready addresses.</param>
/// <param name="Search">How <c>q</c> was taken, where there is one.</param>
/// <param name="Facets">Counts of the whole list, where asked for.</param>
public sealed record ArticlePage(
    IReadOnlyList<Article> Items,
    Total Total,
    [property: JsonPropertyName("page")] PagePosition Paging,
    PageLinks Links,
    SearchAnswer? Search,
    Facets? Facets
);

/// <summary>How a search was taken.</summary>
/// <param name="Match">Whether all words must be in a story.</param>
/// <param name="HavingAllWords" example="3">Where some words may be missing: how many stories have them all. They mostly come first.</param>
/// <param name="Corrections">Words in which a typing error was mended, because nothing matched otherwise; absent when there are none.</param>
/// <param name="Loosened">Phrases that were taken as plain words, because nothing matched otherwise; absent when there are none.</param>
/// <param name="Ignored">Words passed over because they are in nearly every story; absent when there are none.</param>
public sealed record SearchAnswer(
    SearchMatch Match,
    [property: Range(0, int.MaxValue)] int? HavingAllWords,
    IReadOnlyList<SpellingCorrection>? Corrections,
    IReadOnlyList<string>? Loosened,
    IReadOnlyList<string>? Ignored
)
{
    public static SearchAnswer Of(SearchPlan plan, int? havingAllWords) =>
        new(
            plan.Match,
            havingAllWords,
            plan.Corrections.Count > 0 ? plan.Corrections : null,
            plan.Loosened.Count > 0 ? plan.Loosened : null,
            plan.Ignored.Count > 0 ? plan.Ignored : null
        );
}
