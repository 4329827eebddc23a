using NewsApi.Paging;
using NewsApi.Search;

namespace NewsApi.Articles;

/// <summary>Answers lists that are searched: finds out what the words mean, and what to do when the strict reading finds
/// nothing or little.</summary>
/// <remarks>First, every word must be there. When nothing matches so, misspelt words are mended. And when by relevance fewer
/// than <see cref="ArticleListStatement.FewestSearched"/> stories match, those that have some of the plain words follow
/// after those that have all. In the order of time this last is not done: the newest story with one of the words would
/// stand above all that have both.</remarks>
public sealed class ArticleSearches(ArticleRepository articles, TermRepository terms)
{
    /// <summary>The list asked for; a list without a search as it stands.</summary>
    public Task<ArticleListRows> ListAsync(ListArticlesQuery query, CancellationToken cancellationToken) =>
        query.Search is { } search
            ? ListAsync(query.Request, search, query.SearchedFields, cancellationToken)
            : articles.ListAsync(query.Request, cancellationToken);

    private async Task<ArticleListRows> ListAsync(
        ArticleRequest request,
        SearchQuery query,
        SearchField fields,
        CancellationToken cancellationToken
    )
    {
        if (request.Page.Cursor is { } cursor && ArticleKey.Read(cursor).Search is { } frozen)
            return await FindAsync(
                request,
                new(await ResumeAsync(query, frozen, cancellationToken), fields),
                cancellationToken
            );
        var search = new ArticleSearch(await PlanAsync(query, cancellationToken), fields);
        var found = await FindAsync(request, search, cancellationToken);
        if (found.Total is { Value: 0 } && await CorrectAsync(query, search.Plan, cancellationToken) is { } corrected)
        {
            search = search with { Plan = corrected };
            found = await FindAsync(request, search, cancellationToken);
        }
        if (!IsMeagre(found) || request.Sort != ArticleSort.Relevance || !search.Plan.CanRelax(found.Total.Value))
            return found;
        var relaxed = await FindAsync(
            request,
            search with
            {
                Plan = search.Plan with { Match = SearchMatch.Some },
            },
            cancellationToken
        );
        return relaxed.Total == found.Total ? found : relaxed with { HavingAllWords = found.Total.Value };
    }

    private static bool IsMeagre(ArticleListRows found) =>
        found.Total is { Relation: TotalRelation.Exact, Value: < ArticleListStatement.FewestSearched };

    private async Task<SearchPlan> PlanAsync(SearchQuery query, CancellationToken cancellationToken) =>
        SearchPlan.Of(query, await terms.ResolveAsync(query.Words, cancellationToken));

    private async Task<SearchPlan> ResumeAsync(
        SearchQuery query,
        FrozenSearch frozen,
        CancellationToken cancellationToken
    )
    {
        var corrected = query.With(frozen.Corrections);
        var vocabulary = await terms.ResolveAsync(corrected.Words, cancellationToken);
        return SearchPlan.Of(corrected, vocabulary, frozen.Weights) with
        {
            Match = frozen.Match,
            Corrections = frozen.Corrections,
        };
    }

    /// <summary>Puts known words in the place of those that no story has.</summary>
    /// <returns>Null where there is nothing to mend, or nothing to mend it with.</returns>
    private async Task<SearchPlan?> CorrectAsync(
        SearchQuery query,
        SearchPlan plan,
        CancellationToken cancellationToken
    )
    {
        var corrections = new List<SpellingCorrection>();
        foreach (var clause in plan.Clauses)
        {
            if (clause is { PlainWord: { Terms.Count: 0, Text: var word } } && Spelling.IsMended(word))
            {
                var similar = await terms.SimilarAsync(word, cancellationToken);
                if (similar.Count == 0)
                    continue;
                // What is offered must be in a public story: the list of words remembers withdrawn ones too.
                var known = await terms.ResolveAsync(similar, cancellationToken);
                var best = similar
                    .Where(candidate => known.Words[candidate].Terms.Count > 0)
                    .OrderBy(candidate => Spelling.Distance(word, candidate))
                    .ThenByDescending(candidate => known.Words[candidate].Stories)
                    .FirstOrDefault();
                if (best is not null)
                    corrections.Add(new(word, best));
            }
        }
        if (corrections.Count == 0)
            return null;
        return await PlanAsync(query.With(corrections), cancellationToken) with { Corrections = corrections };
    }

    private async Task<ArticleListRows> FindAsync(
        ArticleRequest request,
        ArticleSearch search,
        CancellationToken cancellationToken
    ) => await articles.ListAsync(request with { Search = search }, cancellationToken);
}
