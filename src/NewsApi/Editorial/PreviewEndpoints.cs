using NewsApi.Access;
using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Editorial;

/// <summary>A link to one draft.</summary>
/// <param name="Url" example="https://api.example.org/v1/previews/AQGTal6PAHw-nStaHwxueyAAAAAAZyvYkA">Whoever has it can read that draft, and nothing else.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
public sealed record PreviewLink(
    [property: System.ComponentModel.DataAnnotations.Url] string Url,
    DateTimeOffset ExpiresAt
);

internal static class PreviewEndpoints
{
    private const string NotGood = "This link is not good, or not any more.";

    public static void MapPreviews(this IEndpointRouteBuilder v1)
    {
        v1.MapPost("/editorial/articles/{id}/preview", CreateAsync)
            .WithTags("Editorial")
            .WithName("createPreview")
            .RequiresKey(Scopes.ContentWrite)
            .TakesIdempotencyKey()
            .WithBodyExample("hour", "A link that is good for an hour", """{ "expiresInMinutes": 60 }""")
            .AnswersPrivately<PreviewLink>("The link.", StatusCodes.Status201Created)
            .Refuses(
                ProblemType.InvalidRequest,
                ProblemType.NotFound,
                ProblemType.PayloadTooLarge,
                ProblemType.UnsupportedMediaType
            );
        v1.MapGet("/previews/{link}", GetAsync)
            .WithTags("Editorial")
            .WithName("getPreview")
            .AnswersPrivately<Article>("The draft as it would look if it were published.")
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
    }

    /// <summary>Make a link to a draft</summary>
    /// <remarks>For somebody without a key: the link shows this one story as it is saved at the moment of reading, in the form
    /// in which readers will get it, until it expires.</remarks>
    /// <param name="id" example="01936a5e-8f00-7c3e-9d2b-5a1f0c6e7b42">Id of the story.</param>
    private static async Task<PrivateAnswer> CreateAsync(
        [WrittenAs<IdText>] string id,
        JsonBody<PreviewRequest> body,
        EditorialWork work,
        Previews previews,
        Site site,
        TimeProvider time,
        HttpContext http
    )
    {
        // Beforehand: in the midst of the work it would take a second connection, while others that wait for this request to
        // end may hold all there are.
        var key = await previews.KeyAsync(http.RequestAborted);
        return await work.RunAsync(
            http,
            async (transaction, cancellationToken) =>
            {
                var story = await EditorialArticles.GetAsync(transaction, id, cancellationToken);
                var until = DateTimeOffset.FromUnixTimeSeconds(
                    time.GetUtcNow().AddMinutes(body.Value.ExpiresInMinutes).ToUnixTimeSeconds()
                );
                var token = Previews.Seal(key, story.Id, until);
                var preview = new PreviewLink($"{site.BaseUrl}/v1/previews/{token}", until);
                return PrivateAnswer.Created(preview, NewsJsonContext.Wire.PreviewLink, $"/v1/previews/{token}");
            },
            body.Hash
        );
    }

    /// <summary>Read a draft by its link</summary>
    /// <remarks>The link itself is the permission; no key is needed. No cache may keep the answer.</remarks>
    /// <param name="link" example="AQGTal6PAHw-nStaHwxueyAAAAAAZyvYkA">The last part of the link.</param>
    private static async Task<IResult> GetAsync(
        [WrittenAs<FreeText>] string link,
        [AsParameters] ArticleMembersQuery query,
        Previews previews,
        EditorialWork work,
        ArticlePresenter presenter,
        TimeProvider time,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        // Whoever follows a link from here must not take this address along.
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        var now = time.GetUtcNow();
        var story = await previews.OpenAsync(link, now, cancellationToken) is { } id
            ? await work.RunAsync(http, async (transaction, _) => await DraftAsync(transaction, id))
            : null;
        return story ?? (IResult)new ProblemResult(ProblemType.NotFound, NotGood);

        async Task<PrivateAnswer> DraftAsync(Npgsql.NpgsqlTransaction transaction, Guid storyId)
        {
            var row =
                await EditorialArticles.PreviewAsync(transaction, storyId, now, cancellationToken)
                ?? throw new RefusedException(ProblemType.NotFound, NotGood);
            return PrivateAnswer.Ok(presenter.Present(row, query.Members, query.Format), NewsJsonContext.Wire.Article);
        }
    }
}
