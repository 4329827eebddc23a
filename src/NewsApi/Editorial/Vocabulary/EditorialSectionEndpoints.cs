using NewsApi.Access;
using NewsApi.Http;
using NewsApi.OpenApi;
using Npgsql;

namespace NewsApi.Editorial;

/// <summary>Managing the sections.</summary>
internal static class EditorialSectionEndpoints
{
    public static void MapEditorialSections(this IEndpointRouteBuilder v1)
    {
        var sections = v1.MapGroup("/editorial/sections").WithTags("Editorial").RequiresKey(Scopes.ContentWrite);
        sections
            .MapGet("", ListAsync)
            .WithName("listEditorialSections")
            .AnswersPrivately<EditorialSections>("All sections.")
            .Refuses(ProblemType.InvalidRequest);
        sections
            .MapPost("", CreateAsync)
            .WithName("createSection")
            .TakesIdempotencyKey()
            .WithBodyExample(
                "polar",
                "A section below another",
                """{ "title": "Polar regions", "description": "Where the year is one day long.", "parent": "environment" }"""
            )
            .AnswersPrivately<EditorialSection>("The new section.", StatusCodes.Status201Created, versioned: true)
            .Refuses(ProblemType.InvalidRequest, ProblemType.PayloadTooLarge, ProblemType.UnsupportedMediaType);
        sections
            .MapGet("/{slug}", GetAsync)
            .WithName("getEditorialSection")
            .AnswersPrivately<EditorialSection>("The section.", versioned: true)
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
        sections
            .MapPatch("/{slug}", ChangeAsync)
            .WithName("changeSection")
            .NeedsIfMatch()
            .WithBodyExample(
                "move",
                "Another title, and a place at the top",
                """{ "title": "Space and time", "parent": null }"""
            )
            .AnswersPrivately<EditorialSection>("The section as it is now.", versioned: true)
            .Refuses(
                ProblemType.InvalidRequest,
                ProblemType.NotFound,
                ProblemType.PayloadTooLarge,
                ProblemType.UnsupportedMediaType
            );
        sections
            .MapDelete("/{slug}", DeleteAsync)
            .WithName("deleteSection")
            .NeedsIfMatch()
            .AnswersNothing("The section is gone, and its slugs are free.")
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound, ProblemType.NotOpen);
        sections
            .MapPost("/{slug}/merge", MergeAsync)
            .WithName("mergeSection")
            .NeedsIfMatch()
            .TakesIdempotencyKey()
            .WithBodyExample("science", "It becomes a part of another", """{ "into": "science" }""")
            .AnswersPrivately<EditorialSection>("The section that stays.", versioned: true)
            .Refuses(
                ProblemType.InvalidRequest,
                ProblemType.NotFound,
                ProblemType.PayloadTooLarge,
                ProblemType.UnsupportedMediaType
            );
    }

    /// <summary>List sections with their use</summary>
    /// <remarks>All of them, flat: each is followed by those below it. Counts are of stories in any state.</remarks>
    private static Task<PrivateAnswer> ListAsync(EditorialWork work, HttpContext http) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var tree = await EditorialSectionTree.ReadAsync(transaction, cancellationToken);
                var stories = await SectionStore.CountStoriesAsync(transaction, cancellationToken);
                var sections = tree.All.Select(row =>
                    tree.Present(row) with
                    {
                        Usage = new(stories.GetValueOrDefault(row.Id), tree.ChildrenOf(row).Count()),
                    }
                );
                return PrivateAnswer.Ok(new EditorialSections([.. sections]), NewsJsonContext.Wire.EditorialSections);
            }
        );

    /// <summary>Create a section</summary>
    /// <remarks>Readers see it at once, empty. Left out, the slug is made from the title.</remarks>
    private static Task<PrivateAnswer> CreateAsync(
        JsonBody<SectionDraft> body,
        EditorialWork work,
        SectionDesk desk,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var slug = await desk.CreateAsync(transaction, body.Value, cancellationToken);
                var answer = await AnswerAsync(transaction, slug, cancellationToken);
                return answer.AsCreated($"/v1/editorial/sections/{slug}");
            },
            body.Hash
        );

    /// <summary>Get a section for a change</summary>
    /// <remarks>Changes need the <c>ETag</c> of this answer. A former slug finds the section, too.</remarks>
    /// <param name="slug" example="science">Slug of the section.</param>
    private static Task<PrivateAnswer> GetAsync(
        [WrittenAs<SlugText>] string slug,
        EditorialWork work,
        HttpContext http
    ) => work.RunAsync(http, (transaction, cancellationToken) => AnswerAsync(transaction, slug, cancellationToken));

    /// <summary>Change or move a section</summary>
    /// <remarks>A JSON merge patch (RFC 7396): members that are named change, <c>null</c> removes one. With another
    /// <c>parent</c> it moves, and all below it along with it. Readers find the stories concerned in their new place or under
    /// the new name from the moment of the answer, each as a new version; the former slug redirects.</remarks>
    /// <param name="slug" example="science">Slug of the section.</param>
    private static Task<PrivateAnswer> ChangeAsync(
        [WrittenAs<SlugText>] string slug,
        MergePatch<SectionDraft> patch,
        EditorialWork work,
        SectionDesk desk,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var (tree, section) = await LockAsync(transaction, slug, http, cancellationToken);
                var present = await desk.ChangeAsync(transaction, tree, section, patch, cancellationToken);
                return await AnswerAsync(transaction, present, cancellationToken);
            }
        );

    /// <summary>Delete a section</summary>
    /// <remarks>Only one without stories in any state and without sections below it, in which readers never saw a story. What
    /// readers have known is merged into another section instead, so that no link and no filter of theirs breaks.</remarks>
    /// <param name="slug" example="science">Slug of the section.</param>
    private static Task<PrivateAnswer> DeleteAsync(
        [WrittenAs<SlugText>] string slug,
        EditorialWork work,
        SectionDesk desk,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var (tree, section) = await LockAsync(transaction, slug, http, cancellationToken);
                await desk.DeleteAsync(transaction, tree, section, cancellationToken);
                return PrivateAnswer.Nothing;
            }
        );

    /// <summary>Merge a section into another</summary>
    /// <remarks>Its stories and the sections below it move to the other section, and all its slugs lead there, in addresses and
    /// in filters. This can't be undone.</remarks>
    /// <param name="slug" example="space">Slug of the section that goes.</param>
    private static Task<PrivateAnswer> MergeAsync(
        [WrittenAs<SlugText>] string slug,
        JsonBody<SectionMergeRequest> body,
        EditorialWork work,
        SectionDesk desk,
        HttpContext http
    ) =>
        work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var (tree, section) = await LockAsync(transaction, slug, http, cancellationToken);
                var into = await desk.MergeAsync(transaction, tree, section, body.Value, cancellationToken);
                return await AnswerAsync(transaction, into, cancellationToken);
            },
            body.Hash
        );

    /// <summary>Locks the sections, if the request means the state in which this one is.</summary>
    private static async Task<(EditorialSectionTree Tree, EditorialSectionRow Section)> LockAsync(
        NpgsqlTransaction transaction,
        string slug,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var tree = await SectionDesk.LockAsync(transaction, cancellationToken);
        var section = tree.Get(slug);
        Preconditions.Check(http.Request, tree.ETagOf(section));
        return (tree, section);
    }

    private static async Task<PrivateAnswer> AnswerAsync(
        NpgsqlTransaction transaction,
        string slug,
        CancellationToken cancellationToken
    )
    {
        var tree = await EditorialSectionTree.ReadAsync(transaction, cancellationToken);
        return tree.Answer(tree.Get(slug));
    }
}
