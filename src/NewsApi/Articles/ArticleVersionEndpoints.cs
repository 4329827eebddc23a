using System.Globalization;
using NewsApi.Caching;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Selection;

namespace NewsApi.Articles;

public static class ArticleVersionEndpoints
{
    public static void MapArticleVersions(this IEndpointRouteBuilder v1)
    {
        var versions = v1.MapGroup("/articles/{idOrSlug}/versions").WithTags("Articles");
        versions
            .MapGet("", ListAsync)
            .CachesAnswers()
            .WithName("listArticleVersions")
            .Answers<ArticleVersions>("Its versions, the latest first.")
            .RedirectsFormerSlugs()
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound, ProblemType.Gone);
        versions
            .MapGet("/{version}", GetAsync)
            .CachesAnswers()
            .WithName("getArticleVersion")
            .Answers<Article>("The article as it was in that version.")
            .RedirectsFormerSlugs()
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound, ProblemType.Gone);
    }

    /// <summary>List the versions of an article</summary>
    /// <remarks>Those that readers have seen, with the present one first. The versions of a withdrawn article are gone with it.
    /// </remarks>
    /// <param name="idOrSlug" example="how-the-world-mended-the-ozone-layer">Id or slug of the article.</param>
    private static async Task<IResult> ListAsync(
        [WrittenAs<SlugText>] string idOrSlug,
        ArticleRepository articles,
        ArticleVersionRepository versions,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var found = Slugs.IsIdOrSlug(idOrSlug)
            ? await articles.FindAsync(idOrSlug, ArticleMembers.None, Readership.Of(http), cancellationToken)
            : null;
        if (MissingArticle.Instead(found, idOrSlug, "/versions", site) is { } other)
            return other;
        var article = found!.Article!;
        var rows = await versions.ListAsync(article.Id, Readership.Of(http), cancellationToken);
        var answer = new ArticleVersions([
            .. rows.Select(row => new ArticleVersion
            {
                Version = row.Version,
                At = row.ChangedAt,
                Kind = Choice<ArticleVersionKind>.Words[row.Kind],
                Headline = row.Headline,
                ApiUrl = $"{site.ArticleApiUrl(article.Id)}/versions/{row.Version}",
            }),
        ]);
        return Represent(
            Representation.Json(answer, NewsJsonContext.Wire.ArticleVersions),
            article,
            article.ChangedAt,
            site
        );
    }

    /// <summary>Get an earlier version of an article</summary>
    /// <remarks>As readers saw it then, under the names that section and tags had.</remarks>
    /// <param name="idOrSlug" example="how-the-world-mended-the-ozone-layer">Id or slug of the article.</param>
    /// <param name="version" example="1">Number of the version.</param>
    private static async Task<IResult> GetAsync(
        [WrittenAs<SlugText>] string idOrSlug,
        [WrittenAs<VersionNumber>] string version,
        [AsParameters] ArticleMembersQuery query,
        ArticleRepository articles,
        ArticleVersionRepository versions,
        ArticlePresenter presenter,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var found = Slugs.IsIdOrSlug(idOrSlug)
            ? await articles.FindAsync(idOrSlug, ArticleMembers.None, Readership.Of(http), cancellationToken)
            : null;
        var number = VersionNumber.Read(version);
        if (MissingArticle.Instead(found, idOrSlug, $"/versions/{number}", site) is { } other)
            return other;
        var article = found!.Article!;
        var row = number is null
            ? null
            : await versions.FindAsync(article.Id, number.Value, query.Members, Readership.Of(http), cancellationToken);
        if (row is null)
            return new ProblemResult(ProblemType.NotFound, "The article has no version of this number.")
            {
                Freshness = Freshness.Brief,
            }.From(Sources.Story(article.Id));
        return Represent(
            Representation.Json(presenter.Present(row, query.Members, query.Format), NewsJsonContext.Wire.Article),
            article,
            row.ChangedAt,
            site
        );
    }

    private static SharedAnswer Represent(
        ReadOnlyMemory<byte> content,
        ArticleRow article,
        DateTimeOffset changedAt,
        Site site
    ) =>
        new Representation(content, MediaTypes.Json)
        {
            ChangedAt = changedAt,
            ExpiresAt = article.ExpiresAt,
            Freshness = site.Freshness,
        }.From(Sources.Story(article.Id));
}

/// <summary>Number of a version, in decimal digits.</summary>
public sealed record VersionNumber(int Value) : IParameterValue<VersionNumber>
{
    public static ParameterForm Form { get; } = new() { Pattern = "^[1-9][0-9]{0,8}$", MaxLength = 9 };

    /// <returns>Null for what no version can have.</returns>
    public static int? Read(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : null;

    public static bool TryRead(
        string text,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out VersionNumber? value,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out string? fault
    )
    {
        value = Read(text) is { } number ? new(number) : null;
        fault = value is null ? "Must be a whole number from 1." : null;
        return value is not null;
    }
}
