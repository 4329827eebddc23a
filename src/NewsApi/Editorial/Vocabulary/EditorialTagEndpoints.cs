using NewsApi.Access;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Paging;
using NewsApi.Tags;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Managing the tags.</summary>
internal static class EditorialTagEndpoints
{
    private const string Example = """
        {
          "type": "topic",
          "title": "Tides",
          "description": "The rise and fall of the sea.",
          "aliases": ["Ebb and flow"],
          "externalIds": { "wikidata": "Q23384" }
        }
        """;

    public static void MapEditorialTags(this IEndpointRouteBuilder v1)
    {
        var tags = v1.MapGroup("/editorial/tags").WithTags("Editorial").RequiresKey(Scopes.ContentWrite);
        tags.MapGet("", ListAsync)
            .WithName("listEditorialTags")
            .AnswersPrivately<Page<EditorialTag>>("A page of tags.", paged: true)
            .Refuses(ProblemType.InvalidRequest);
        tags.MapPost("", CreateAsync)
            .WithName("createTag")
            .TakesIdempotencyKey()
            .WithBodyExample("tides", "A topic with another name", Example)
            .AnswersPrivately<EditorialTag>("The new tag.", StatusCodes.Status201Created, versioned: true)
            .Refuses(ProblemType.InvalidRequest, ProblemType.PayloadTooLarge, ProblemType.UnsupportedMediaType);
        tags.MapGet("/{type}/{slug}", GetAsync)
            .WithName("getEditorialTag")
            .AnswersPrivately<EditorialTag>("The tag.", versioned: true)
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
        tags.MapPatch("/{type}/{slug}", ChangeAsync)
            .WithName("changeTag")
            .NeedsIfMatch()
            .WithBodyExample(
                "rename",
                "Another title, and no description",
                """{ "title": "Antarctica and its ice", "description": null }"""
            )
            .AnswersPrivately<EditorialTag>("The tag as it is now.", versioned: true)
            .Refuses(
                ProblemType.InvalidRequest,
                ProblemType.NotFound,
                ProblemType.PayloadTooLarge,
                ProblemType.UnsupportedMediaType
            );
        tags.MapDelete("/{type}/{slug}", DeleteAsync)
            .WithName("deleteTag")
            .NeedsIfMatch()
            .AnswersNothing("The tag is gone, and its slugs are free.")
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound, ProblemType.NotOpen);
        tags.MapPost("/{type}/{slug}/merge", MergeAsync)
            .WithName("mergeTag")
            .NeedsIfMatch()
            .TakesIdempotencyKey()
            .WithBodyExample("europe", "It becomes one with another", """{ "into": "place/europe" }""")
            .AnswersPrivately<EditorialTag>("The tag that stays.", versioned: true)
            .Refuses(
                ProblemType.InvalidRequest,
                ProblemType.NotFound,
                ProblemType.PayloadTooLarge,
                ProblemType.UnsupportedMediaType
            );
    }

    /// <summary>List tags with their use</summary>
    /// <remarks>Also those that readers do not know yet. Counts are of stories in any state.</remarks>
    private static Task<PrivateAnswer> ListAsync(
        [AsParameters] ListEditorialTagsQuery query,
        EditorialWork work,
        PageBuilder pages,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var list = await EditorialTagList.ReadAsync(transaction, query, cancellationToken);
                var page = await pages.BuildAsync(
                    query,
                    list.Rows,
                    list.Total,
                    row => row.PlaceIn(query.Order),
                    row => row.ToTag(),
                    http
                );
                var links = page.Links.ToHeader();
                if (links.Count > 0)
                    http.Response.Headers.Link = string.Join(", ", links);
                return PrivateAnswer.Ok(page, NewsJsonContext.Wire.PageEditorialTag);
            }
        );

    /// <summary>Create a tag</summary>
    /// <remarks>Readers do not see it until a story that bears it is published: its name could give the story away. Left out,
    /// the slug is made from the title.</remarks>
    private static Task<PrivateAnswer> CreateAsync(JsonBody<TagDraft> body, EditorialWork work, HttpContext http) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var name = await TagDesk.CreateAsync(transaction, body.Value, cancellationToken);
                var answer = await AnswerAsync(transaction, name, cancellationToken);
                return answer.AsCreated($"/v1/editorial/tags/{name}");
            },
            body.Hash
        );

    /// <summary>Get a tag for a change</summary>
    /// <remarks>Public or not. Changes need the <c>ETag</c> of this answer. A former slug finds the tag, too.</remarks>
    /// <param name="type" example="place">Type of the tag.</param>
    /// <param name="slug" example="antarctica">Slug of the tag.</param>
    private static Task<PrivateAnswer> GetAsync(
        [WrittenAs<Choice<TagType>>] string type,
        [WrittenAs<SlugText>] string slug,
        EditorialWork work,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
                (await EditorialTagRow.GetAsync(transaction, type, slug, cancellationToken)).ToAnswer()
        );

    /// <summary>Change or move a tag</summary>
    /// <remarks>A JSON merge patch (RFC 7396): members that are named change, <c>null</c> removes one, lists are replaced whole.
    /// With another <c>parent</c> it moves, and all below it along with it; below a tag that readers do not know yet, that one
    /// becomes public. Readers find the stories concerned under the new name from the moment of the answer, each as a new
    /// version; the former slug redirects.</remarks>
    /// <param name="type" example="place">Type of the tag.</param>
    /// <param name="slug" example="antarctica">Slug of the tag.</param>
    private static Task<PrivateAnswer> ChangeAsync(
        [WrittenAs<Choice<TagType>>] string type,
        [WrittenAs<SlugText>] string slug,
        MergePatch<TagDraft> patch,
        EditorialWork work,
        TagDesk desk,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var tag = await TagDesk.LockAsync(transaction, type, slug, http.Request, cancellationToken);
                var name = await desk.ChangeAsync(transaction, tag, patch, cancellationToken);
                return await AnswerAsync(transaction, name, cancellationToken);
            }
        );

    /// <summary>Delete a tag</summary>
    /// <remarks>Only one that no story in any state bears, below which none lies, and that readers never knew. What they have
    /// known is merged into another tag instead, so that no link and no filter of theirs breaks.</remarks>
    /// <param name="type" example="place">Type of the tag.</param>
    /// <param name="slug" example="antarctica">Slug of the tag.</param>
    private static Task<PrivateAnswer> DeleteAsync(
        [WrittenAs<Choice<TagType>>] string type,
        [WrittenAs<SlugText>] string slug,
        EditorialWork work,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var tag = await TagDesk.LockAsync(transaction, type, slug, http.Request, cancellationToken);
                await TagDesk.DeleteAsync(transaction, tag, cancellationToken);
                return PrivateAnswer.Nothing;
            }
        );

    /// <summary>Merge a tag into another</summary>
    /// <remarks>Its stories and the tags below it move to the other tag of the same type, its title and aliases become aliases
    /// of that, and all its slugs lead there, in addresses and in filters. If readers knew the one that goes, they know the one
    /// that stays. Of one that they did not know they learn nothing where they know the other: its title and aliases are not taken
    /// over, and its slugs lead there for editors alone. This can't be undone.</remarks>
    /// <param name="type" example="place">Type of the tag that goes.</param>
    /// <param name="slug" example="antarctica">Slug of the tag that goes.</param>
    private static Task<PrivateAnswer> MergeAsync(
        [WrittenAs<Choice<TagType>>] string type,
        [WrittenAs<SlugText>] string slug,
        JsonBody<TagMergeRequest> body,
        EditorialWork work,
        TagDesk desk,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var tag = await TagDesk.LockAsync(transaction, type, slug, http.Request, cancellationToken);
                var name = await desk.MergeAsync(transaction, tag, body.Value, cancellationToken);
                return await AnswerAsync(transaction, name, cancellationToken);
            },
            body.Hash
        );

    private static async Task<PrivateAnswer> AnswerAsync(
        NpgsqlTransaction transaction,
        TagId name,
        CancellationToken cancellationToken
    ) => (await EditorialTagRow.FindAsync(transaction, name, cancellationToken))!.ToAnswer();
}
