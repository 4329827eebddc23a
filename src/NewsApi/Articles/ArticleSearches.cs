using NewsApi.Paging;
using NewsApi.Search;
using NewsApi.Selection;

namespace NewsApi.Articles;

/// <summary>Answers lists that are searched: finds out what the words mean, and what to do when the strict reading finds
/// nothing or little.</summary>
/// <remarks>First, every word must be there. When nothing matches so, misspelt words are mended. And when by relevance fewer
/// than <see cref="ArticleStatement.FewestSearched"/> stories match, those that have some of the plain words are found
/// too; the rank is the same, so those that have all of them mostly come first. In the order of time this last is not done:
/// the newest story with one of the words would stand above all that have both.</remarks>
internal sealed class ArticleSearches(ArticleRepository articles, TermRepository terms)
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
                new(await ResumeAsync(query, frozen, request.Readers, cancellationToken), fields),
                cancellationToken
            ) with
            {
                HavingAllWords = frozen.HavingAllWords,
            };
        var search = new ArticleSearch(await PlanAsync(query, request.Readers, cancellationToken), fields);
        var found = await FindAsync(request, search, cancellationToken);
        if (found.Total is { Value: 0 })
        {
            var corrected = await CorrectAsync(query, search.Plan, request.Readers, cancellationToken);
            // Whatever story comes may have the word that was meant.
            search = search with
            {
                Plan = (corrected ?? search.Plan) with { HangsOn = null },
            };
            found = corrected is null
                ? found with
                {
                    Search = search,
                }
                : await FindAsync(request, search, cancellationToken);
        }
        if (!IsMeagre(found) || request.Sort != ArticleSort.Relevance)
            return found;
        var all = found.Total.Value;
        if (search.Plan.CanRelax(all))
            found = await FindMoreAsync(found, search.Plan.ForSome());
        if (found.Total.Value == 0 && query.CanLoosen)
            found = await FindMoreAsync(
                found,
                await LoosenAsync(query, search.Plan, request.Readers, cancellationToken)
            );
        return found;

        async Task<ArticleListRows> FindMoreAsync(ArticleListRows before, SearchPlan plan)
        {
            var more = await FindAsync(request, search with { Plan = plan }, cancellationToken);
            return more.Total == before.Total ? before : more with { HavingAllWords = all };
        }
    }

    /// <summary>Where a sentence with a quotation in it finds nothing, takes the quotation as words.</summary>
    private async Task<SearchPlan> LoosenAsync(
        SearchQuery query,
        SearchPlan plan,
        Readership readers,
        CancellationToken cancellationToken
    ) =>
        (await PlanAsync(query.With(plan.Corrections).Loosen(), readers, cancellationToken)).ForSome() with
        {
            Corrections = plan.Corrections,
            Loosened = query.Phrases,
            HangsOn = null,
        };

    private static bool IsMeagre(ArticleListRows found) =>
        found.Total is { Relation: TotalRelation.Exact, Value: < ArticleStatement.FewestSearched };

    private async Task<SearchPlan> PlanAsync(
        SearchQuery query,
        Readership readers,
        CancellationToken cancellationToken
    ) => SearchPlan.Of(query, await ResolveAsync(query.Words, readers, cancellationToken));

    /// <summary>What words mean to these readers: one that no story has which they may read means nothing. How much a word weighs
    /// goes by all stories.</summary>
    private async Task<SearchVocabulary> ResolveAsync(
        IReadOnlyCollection<string> words,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        var vocabulary = await terms.ResolveAsync(words, cancellationToken);
        return readers.IsEveryone
            ? vocabulary
            : vocabulary.Only(await terms.InStoriesAsync(vocabulary.Terms, readers.Conditions, cancellationToken));
    }

    private async Task<SearchPlan> ResumeAsync(
        SearchQuery query,
        FrozenSearch frozen,
        Readership readers,
        CancellationToken cancellationToken
    )
    {
        var corrected = query.With(frozen.Corrections);
        var asked = frozen.IsLoosened ? corrected.Loosen() : corrected;
        var vocabulary = await ResolveAsync(asked.Words, readers, cancellationToken);
        return SearchPlan.Of(asked, vocabulary, frozen.Words) with
        {
            Match = frozen.Match,
            Corrections = frozen.Corrections,
            Loosened = frozen.IsLoosened ? query.Phrases : [],
        };
    }

    /// <summary>Puts known words in the place of those that no story has.</summary>
    /// <returns>Null where there is nothing to mend, or nothing to mend it with.</returns>
    private async Task<SearchPlan?> CorrectAsync(
        SearchQuery query,
        SearchPlan plan,
        Readership readers,
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
                var known = await ResolveAsync(similar, readers, cancellationToken);
                var candidates = similar
                    .Select(candidate => known.Words[candidate])
                    .Where(candidate => candidate.Terms.Count > 0)
                    .OrderBy(candidate => Spelling.Distance(word, candidate.Text))
                    .ThenByDescending(candidate => candidate.Stories);
                foreach (var candidate in candidates)
                {
                    if (!await terms.IsPublicAsync(candidate, readers.Conditions, cancellationToken))
                        continue;
                    corrections.Add(new(word, candidate.Text));
                    break;
                }
            }
        }
        if (corrections.Count == 0)
            return null;
        return await PlanAsync(query.With(corrections), readers, cancellationToken) with { Corrections = corrections };
    }

    private async Task<ArticleListRows> FindAsync(
        ArticleRequest request,
        ArticleSearch search,
        CancellationToken cancellationToken
    ) => await articles.ListAsync(request with { Search = search }, cancellationToken);
}
