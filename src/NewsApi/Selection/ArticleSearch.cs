using NewsApi.Search;

namespace NewsApi.Selection;

/// <summary>A search as part of what a list is asked for.</summary>
/// <param name="Plan">How it is going to be answered.</param>
/// <param name="Fields">Where it looks.</param>
public sealed record ArticleSearch(SearchPlan Plan, SearchField Fields);
