using NewsApi.Caching;
using NewsApi.Http;
using NewsApi.Limiting;
using NewsApi.OpenApi;
using NewsApi.Selection;

namespace NewsApi.Articles;

public static class ArticleEndpoints
{
    public static void MapArticles(this IEndpointRouteBuilder v1)
    {
        var articles = v1.MapGroup("/articles").WithTags("Articles");
        articles
            .MapGet("/{idOrSlug}", GetAsync)
            .CachesAnswers(invocation =>
                ArticleFormats
                    .Chosen(invocation.GetArgument<GetArticleQuery>(1), invocation.HttpContext.Request)
                    ?.ToString()
            )
            .WithName("getArticle")
            .Answers<Article>("The article.")
            .AlsoAnswers(MediaTypes.LinkedData, MediaTypes.Ninjs, MediaTypes.Html, MediaTypes.Markdown, MediaTypes.Text)
            .WithAnswerHeader(SharedHeaders.MiningReservation)
            .RedirectsFormerSlugs()
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound, ProblemType.Gone);
        articles
            .MapGet("/{idOrSlug}/related", RelatedAsync)
            .CachesAnswers()
            .WithName("listRelatedArticles")
            .Answers<RelatedArticles>("Articles that go with it, the closest first.")
            .RedirectsFormerSlugs()
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound, ProblemType.Gone);
        articles
            .MapPost("/batch", BatchAsync)
            .WithMetadata(new Costs(Price.Batch))
            .WithName("getArticles")
            .WithBodyExample(
                "savedStories",
                "Two saved stories, and one that does not exist",
                """
                {
                  "ids": [
                    "how-the-world-mended-the-ozone-layer",
                    "how-radiocarbon-dating-works",
                    "no-such-story"
                  ]
                }
                """
            )
            .Answers<ArticleBatch>("An answer for each id, in the order of the request.", conditional: false)
            .Refuses(ProblemType.InvalidRequest, ProblemType.PayloadTooLarge, ProblemType.UnsupportedMediaType);
    }

    /// <summary>Get an article</summary>
    /// <remarks>By id or slug. A former slug redirects to the present one; a withdrawn article answers <c>410</c> with its
    /// tombstone. One that is not published yet can't be told from one that does not exist.<br/><br/>Besides the JSON of this
    /// API it comes as schema.org <c>NewsArticle</c>, as ninjs 3.1 item, as web page, as Markdown and as plain text: by
    /// <c>Accept</c>, or by <c>format</c> where a link has to say it.</remarks>
    /// <param name="idOrSlug" example="how-the-world-mended-the-ozone-layer">Id or slug of the article.</param>
    private static async Task<IResult> GetAsync(
        [WrittenAs<SlugText>] string idOrSlug,
        [AsParameters] GetArticleQuery query,
        ArticleRepository articles,
        ArticlePresenter presenter,
        ArticleFormats formats,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        if (ArticleFormats.Chosen(query, http.Request) is not { } format)
            return ContentNegotiation.Refusal(ArticleFormats.Offered.Select(offer => offer.MediaType));
        var members = format == ArticleFormat.Json ? query.Members : ArticleMembers.All;
        var found = Slugs.IsIdOrSlug(idOrSlug)
            ? await articles.FindAsync(idOrSlug, members, Readership.Of(http), cancellationToken)
            : null;
        if (MissingArticle.Instead(found, idOrSlug, "", site) is { } other)
            return other;
        var row = found!.Article!;
        var (content, mediaType) =
            format == ArticleFormat.Json
                ? (
                    Representation.Json(presenter.Present(row, members, query.BodyForm), NewsJsonContext.Wire.Article),
                    MediaTypes.Json
                )
                : formats.Write(row, format);
        return new Representation(content, mediaType)
        {
            ChangedAt = row.ChangedAt,
            ExpiresAt = row.ExpiresAt,
            Freshness = site.Freshness,
            // The address alone decides where it names the format.
            VariesByAccept = query.Format is null,
            Headers =
            [
                .. MiningRights.Headers(ArticlePresenter.RightsOf(row), site),
                .. format == ArticleFormat.Html ? [PageStyle.Header] : Array.Empty<KeyValuePair<string, string>>(),
            ],
        }.From(Sources.Story(row.Id));
    }

    /// <summary>List related articles</summary>
    /// <remarks>Articles that share tags with this one. A rare tag in common weighs more than a popular one, the same language
    /// comes first, and of equals the newest.</remarks>
    /// <param name="idOrSlug" example="how-the-world-mended-the-ozone-layer">Id or slug of the article.</param>
    private static async Task<IResult> RelatedAsync(
        [WrittenAs<SlugText>] string idOrSlug,
        [AsParameters] RelatedArticlesQuery query,
        ArticleRepository articles,
        ArticlePresenter presenter,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var found = Slugs.IsIdOrSlug(idOrSlug)
            ? await articles.FindAsync(idOrSlug, ArticleMembers.None, Readership.Of(http), cancellationToken)
            : null;
        if (MissingArticle.Instead(found, idOrSlug, "/related", site) is { } other)
            return other;
        var article = found!.Article!;
        var limit = query.Limit?.Value.Value ?? RelatedArticlesQuery.DefaultLimit;
        var related = await articles.RelatedAsync(
            article.Id,
            limit,
            query.Members,
            Readership.Of(http),
            cancellationToken
        );
        var answer = new RelatedArticles([
            .. related.Rows.Select(row => presenter.Present(row, query.Members, query.Format)),
        ]);
        return new Representation(Representation.Json(answer, NewsJsonContext.Wire.RelatedArticles), MediaTypes.Json)
        {
            ChangedAt = related.ChangedAt,
            ExpiresAt = ArticlePresenter.ExpiryOf([article, .. related.Rows]),
            Freshness = site.Freshness,
        }.From(
            Sources.StoriesOf(null, [article.Id, .. related.Rows.Select(row => row.Id)]) with
            {
                EveryStory = false,
                Stories = [article.Id],
                Tags = related.TagIds,
            }
        );
    }

    /// <summary>Get many articles at once</summary>
    /// <remarks>Up to 200 articles by id or slug, answered in the order of the request with a status for each: for apps that
    /// bring their saved stories up to date in one call.</remarks>
    private static async Task<IResult> BatchAsync(
        JsonBody<ArticleBatchRequest> body,
        [AsParameters] ArticleMembersQuery query,
        ArticleRepository articles,
        ArticlePresenter presenter,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var found = await articles.FindManyAsync(body.Value.Ids, query.Members, Readership.Of(http), cancellationToken);
        var answer = new ArticleBatch([.. body.Value.Ids.Select(Item)]);
        return TypedResults.Json(answer, NewsJsonContext.Wire.ArticleBatch);

        ArticleBatchItem Item(string id) =>
            found.GetValueOrDefault(id) is { Article: { } row }
                ? new()
                {
                    Id = id,
                    Status = StatusCodes.Status200OK,
                    Article = presenter.Present(row, query.Members, query.Format),
                }
                : MissingItem(id, found.GetValueOrDefault(id)?.Tombstone);

        ArticleBatchItem MissingItem(string id, Tombstone? tombstone)
        {
            var type = tombstone is null ? ProblemType.NotFound : ProblemType.Gone;
            var problem = Problem.Of(
                http,
                type,
                tombstone is null ? MissingArticle.NoSuchArticle : MissingArticle.Withdrawn
            );
            return new()
            {
                Id = id,
                Status = type.Status,
                Problem = tombstone is null ? problem : MissingArticle.WithTombstone(problem, tombstone),
            };
        }
    }
}
