using NewsApi.Access;
using NewsApi.Http;
using NewsApi.OpenApi;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Writing stories.</summary>
internal static class EditorialArticleEndpoints
{
    private const string Example = """
        {
          "language": "en",
          "headline": "How tides turn",
          "standfirst": "Twice a day the sea comes and goes, and twice a month it overdoes it.",
          "section": "science",
          "tags": ["tone/explainer"],
          "body": [
            { "type": "paragraph", "html": "The Moon pulls at the sea, and the sea <em>follows</em>." },
            { "type": "heading", "level": 2, "text": "Spring and neap" },
            { "type": "paragraph", "html": "At new and full moon the Sun pulls the same way." }
          ]
        }
        """;

    public static void MapEditorialArticles(this IEndpointRouteBuilder v1)
    {
        var articles = v1.MapGroup("/editorial/articles").WithTags("Editorial").RequiresKey(Scopes.ContentWrite);
        articles
            .MapGet("", ListAsync)
            .WithName("listEditorialArticles")
            .AnswersPrivately<Paging.Page<EditorialSummary>>("A page of stories.", paged: true)
            .Refuses(ProblemType.InvalidRequest);
        articles
            .MapPost("", CreateAsync)
            .WithName("createArticle")
            .TakesIdempotencyKey()
            .WithBodyExample("draft", "A short story", Example)
            .AnswersPrivately<EditorialArticle>("The new draft.", StatusCodes.Status201Created, versioned: true)
            .Refuses(ProblemType.InvalidRequest, ProblemType.PayloadTooLarge, ProblemType.UnsupportedMediaType);
        articles
            .MapGet("/{id}", GetAsync)
            .WithName("getEditorialArticle")
            .AnswersPrivately<EditorialArticle>("The story.", versioned: true)
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
        articles
            .MapPut("/{id}", ReplaceAsync)
            .WithName("replaceArticle")
            .NeedsIfMatch()
            .WithBodyExample("draft", "The whole story once more", Example)
            .AnswersPrivately<EditorialArticle>("The story as it is saved now.", versioned: true)
            .Refuses(
                ProblemType.InvalidRequest,
                ProblemType.NotFound,
                ProblemType.PayloadTooLarge,
                ProblemType.UnsupportedMediaType
            );
        articles
            .MapPatch("/{id}", ChangeAsync)
            .WithName("changeArticle")
            .NeedsIfMatch()
            .WithBodyExample(
                "headline",
                "Another headline, and no byline",
                """{ "headline": "Why tides turn", "byline": null }"""
            )
            .AnswersPrivately<EditorialArticle>("The story as it is saved now.", versioned: true)
            .Refuses(
                ProblemType.InvalidRequest,
                ProblemType.NotFound,
                ProblemType.PayloadTooLarge,
                ProblemType.UnsupportedMediaType
            );
        articles
            .MapDelete("/{id}", DeleteAsync)
            .WithName("deleteDraft")
            .NeedsIfMatch()
            .AnswersNothing("The draft is gone, with its history.")
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound, ProblemType.NotOpen);
    }

    /// <summary>List stories in every state</summary>
    /// <remarks>Drafts and schedules too, those last worked on first.</remarks>
    private static Task<PrivateAnswer> ListAsync(
        [AsParameters] ListEditorialArticlesQuery query,
        EditorialWork work,
        Paging.PageBuilder pages,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var list = await EditorialArticleList.ReadAsync(transaction, query, cancellationToken);
                var page = await pages.BuildAsync(
                    query,
                    list.Rows,
                    list.Total,
                    row => EditorialArticleList.PlaceOf(row, query.Order),
                    row => row.ToSummary(),
                    http
                );
                var links = page.Links.ToHeader();
                if (links.Count > 0)
                    http.Response.Headers.Link = string.Join(", ", links);
                return PrivateAnswer.Ok(page, NewsJsonContext.Wire.PageEditorialSummary);
            }
        );

    /// <summary>Create a draft</summary>
    /// <remarks>Nobody but editors can see it. A slug is made from the headline unless one is given. Markup that stories may not
    /// hold is taken out of the text, and <c>removed</c> says what.</remarks>
    private static Task<PrivateAnswer> CreateAsync(
        DraftBody body,
        EditorialWork work,
        StoryDesk desk,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var id = Guid.CreateVersion7();
                var by = Caller.Of(http).Name;
                var removed = await desk.CreateAsync(transaction, id, body.Value, by, cancellationToken);
                var answer = await AnswerAsync(transaction, id, removed, http, cancellationToken);
                return answer.AsCreated($"/v1/editorial/articles/{id}");
            },
            body.Hash
        );

    /// <summary>Get a story in any state</summary>
    /// <remarks>Its latest revision, published or not. Changes need the <c>ETag</c> of this answer.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the story.</param>
    private static Task<PrivateAnswer> GetAsync([WrittenAs<IdText>] string id, EditorialWork work, HttpContext http) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
                Answer(await EditorialArticles.GetAsync(transaction, id, cancellationToken), removed: [], http)
        );

    /// <summary>Replace a draft</summary>
    /// <remarks>Saves a new revision of the whole story. Readers see it once it is published.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the story.</param>
    private static Task<PrivateAnswer> ReplaceAsync(
        [WrittenAs<IdText>] string id,
        DraftBody body,
        EditorialWork work,
        StoryDesk desk,
        HttpContext http
    ) => SaveAsync(id, _ => body.Value, work, desk, http);

    /// <summary>Change a draft</summary>
    /// <remarks>A JSON merge patch (RFC 7396) of the draft: members that are named change, <c>null</c> removes one, lists are
    /// replaced whole. Saves a new revision, unless nothing changes.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the story.</param>
    private static Task<PrivateAnswer> ChangeAsync(
        [WrittenAs<IdText>] string id,
        MergePatch<ArticleDraft> patch,
        EditorialWork work,
        StoryDesk desk,
        HttpContext http
    ) => SaveAsync(id, present => Changed(present, patch), work, desk, http);

    /// <summary>With all corrections removed, where the patch removes them; in a whole draft, absent ones would stay.</summary>
    private static ArticleDraft Changed(EditorialArticleRow present, MergePatch<ArticleDraft> patch)
    {
        var draft = patch.ApplyTo(present.Draft with { Slug = present.Slug });
        return draft with { Corrections = draft.Corrections ?? [] };
    }

    /// <summary>Delete a draft</summary>
    /// <remarks>Only of a story that never was public; its slug is free again. What was public is withdrawn instead.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the story.</param>
    private static Task<PrivateAnswer> DeleteAsync(
        [WrittenAs<IdText>] string id,
        EditorialWork work,
        StoryDesk desk,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var story = await EditorialArticles.LockForChangeAsync(
                    transaction,
                    id,
                    http.Request,
                    cancellationToken
                );
                await desk.DeleteAsync(transaction, story, cancellationToken);
                return PrivateAnswer.Nothing;
            }
        );

    private static Task<PrivateAnswer> SaveAsync(
        string id,
        Func<EditorialArticleRow, ArticleDraft> draft,
        EditorialWork work,
        StoryDesk desk,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var story = await EditorialArticles.LockForChangeAsync(
                    transaction,
                    id,
                    http.Request,
                    cancellationToken
                );
                var removed = await desk.SaveAsync(
                    transaction,
                    story,
                    draft(story),
                    Caller.Of(http).Name,
                    cancellationToken
                );
                return await AnswerAsync(transaction, story.Id, removed, http, cancellationToken);
            }
        );

    /// <summary>The story after a change of it.</summary>
    public static async Task<PrivateAnswer> AnswerAsync(
        NpgsqlTransaction transaction,
        Guid id,
        IReadOnlyList<RemovedMarkup> removed,
        HttpContext http,
        CancellationToken cancellationToken
    ) => Answer((await EditorialArticles.FindAsync(transaction, id, cancellationToken))!, removed, http);

    private static PrivateAnswer Answer(
        EditorialArticleRow story,
        IReadOnlyList<RemovedMarkup> removed,
        HttpContext http
    )
    {
        var site = http.RequestServices.GetRequiredService<Site>();
        var shown = (EditorialArticle)story.ToArticle().WithAbsoluteUrls(site);
        var article = shown with { Removed = removed.Count > 0 ? removed : null };
        return PrivateAnswer.Ok(article, NewsJsonContext.Wire.EditorialArticle).WithETag(story.ETag);
    }
}
