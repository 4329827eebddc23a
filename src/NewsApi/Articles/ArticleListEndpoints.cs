using NewsApi.Caching;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Paging;
using NewsApi.Search;

namespace NewsApi.Articles;

public static class ArticleListEndpoints
{
    public static void MapArticleLists(this IEndpointRouteBuilder v1)
    {
        v1.MapGet("/articles", ListAsync)
            .CachesAnswers()
            .WithTags("Articles")
            .WithName("listArticles")
            .Answers<ArticlePage>("A page of articles.", paged: true)
            .Refuses(ProblemType.InvalidRequest);
        v1.MapGet("/explain", ExplainAsync)
            .CachesAnswers()
            .WithTags("Articles")
            .WithName("explainArticles")
            .Answers<Explanation>("How the query was understood.")
            .Refuses(ProblemType.InvalidRequest);
    }

    /// <summary>List and search articles</summary>
    /// <remarks>Published articles, the newest first unless told otherwise; with <c>q</c> those that fit best. Every filter
    /// narrows the list; within <c>section</c>, <c>tag</c>, <c>type</c> and <c>language</c> the filter grammar combines names.
    /// Follow <c>links.next</c> for more. <c>facets</c> counts the whole result.</remarks>
    private static async Task<IResult> ListAsync(
        [AsParameters] ListArticlesQuery query,
        ArticleSearches searches,
        ArticleRepository articles,
        Highlighter highlighter,
        ArticlePresenter presenter,
        PageBuilder pages,
        TimeProvider time,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var list = await searches.ListAsync(query, cancellationToken);
        var highlights =
            query.IsHighlighted && list.Search is not null
                ? await highlighter.HighlightAsync(list.Rows, list.Search, cancellationToken)
                : null;
        var facets = query.WantedFacets is { } wanted
            ? await articles.FacetsAsync(query.Request with { Search = list.Search }, wanted, cancellationToken)
            : null;
        var frozen = list.Search is null ? null : FrozenSearch.Of(list.Search.Plan, list.HavingAllWords);
        var page = await pages.BuildAsync(
            query,
            list.Rows,
            list.Total,
            row => ArticleKey.Of(row, frozen),
            row => presenter.Present(row, query.Members, query.Format) with { Highlights = highlights?[row.Id] },
            http
        );
        var search = list.Search is null ? null : SearchAnswer.Of(list.Search.Plan, list.HavingAllWords);
        var answer = new ArticlePage(page.Items, page.Total, page.Paging, page.Links, search, facets);
        return new Representation(Representation.Json(answer, NewsJsonContext.Wire.ArticlePage), MediaTypes.Json)
        {
            ChangedAt = list.ChangedAt,
            ExpiresAt = ArticlePresenter.ExpiryOf(list.Rows),
            DiffersAt = query.DiffersAt(time.GetUtcNow()),
            Freshness = site.Freshness,
            Links = page.Links.ToHeader(),
        }.From(query.SourcesOf(list));
    }

    /// <summary>Explain a list of articles</summary>
    /// <remarks>Takes the parameters of the list of articles and tells how they were understood: the syntax trees of the
    /// filters, what became of the words of <c>q</c>, and how many articles that makes. It knows of public articles alone.
    /// </remarks>
    private static async Task<IResult> ExplainAsync(
        [AsParameters] ListArticlesQuery query,
        ArticleSearches searches,
        TimeProvider time,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var list = await searches.ListAsync(query, cancellationToken);
        var answer = new Explanation(
            query.NormalForm,
            ExplainedFilters.Of(query.Filter, query.Names, time.GetUtcNow()),
            list.Search is null
                ? null
                : ExplainedSearch.Of(query.Search!, list.Search, list.HavingAllWords, query.Readers),
            query.Order,
            list.Total,
            new(site.BaseUrl + "/v1/articles" + http.Request.QueryString.ToUriComponent())
        );
        return new Representation(Representation.Json(answer, NewsJsonContext.Wire.Explanation), MediaTypes.Json)
        {
            ChangedAt = list.ChangedAt,
            DiffersAt = query.DiffersAt(time.GetUtcNow()),
            Freshness = site.Freshness,
        }.From(query.SourcesOf(list));
    }
}
