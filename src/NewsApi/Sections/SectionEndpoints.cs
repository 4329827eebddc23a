using NewsApi.Caching;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Selection;

namespace NewsApi.Sections;

public static class SectionEndpoints
{
    public static void MapSections(this IEndpointRouteBuilder v1)
    {
        var sections = v1.MapGroup("/sections").WithTags("Sections");
        sections
            .MapGet("", ListAsync)
            .CachesAnswers()
            .WithName("listSections")
            .Answers<SectionTree>("The tree of sections.")
            .Refuses(ProblemType.InvalidRequest);
        sections
            .MapGet("/{slug}", GetAsync)
            .CachesAnswers()
            .WithName("getSection")
            .Answers<Section>("The section.")
            .RedirectsFormerSlugs()
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
    }

    /// <summary>List sections</summary>
    /// <remarks>The whole tree in one answer, in the order in which editors arranged it: what a menu is built from.</remarks>
    private static async Task<IResult> ListAsync(
        SectionRepository sections,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var tree = await sections.TreeAsync(Readership.Of(http), cancellationToken);
        var answer = new SectionTree(Below(null, tree.Rows, site));
        return Answer(Representation.Json(answer, NewsJsonContext.Wire.SectionTree), tree, site);
    }

    /// <summary>Get a section</summary>
    /// <remarks>With the section above it and the tree below it. A former slug redirects to the present one.</remarks>
    /// <param name="slug" example="science">Slug of the section.</param>
    private static async Task<IResult> GetAsync(
        [WrittenAs<SlugText>] string slug,
        SectionRepository sections,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var tree = await sections.TreeAsync(Readership.Of(http), cancellationToken);
        if (tree.Rows.FirstOrDefault(row => row.Slug == slug) is { } section)
        {
            var parent = tree.Rows.FirstOrDefault(row => row.Id == section.ParentId);
            var answer = Present(section, tree.Rows, site) with
            {
                Parent = parent is null ? null : new SectionReference(parent.Slug, parent.Title),
            };
            return Answer(Representation.Json(answer, NewsJsonContext.Wire.Section), tree, site);
        }
        var id = Slugs.IsWellFormed(slug) ? await sections.FindIdAsync(slug, cancellationToken) : null;
        return tree.Rows.FirstOrDefault(row => row.Id == id) is { } present
            ? new MovedSlug($"/v1/sections/{present.Slug}", site.Freshness).From(Tree)
            : new ProblemResult(ProblemType.NotFound, "There is no section of this slug. GET /v1/sections lists them.")
            {
                Freshness = Freshness.Brief,
            }.From(Tree);
    }

    /// <summary>Sections tell how many stories they have.</summary>
    private static Sources Tree { get; } = Sources.Everything("sections");

    private static SharedAnswer Answer(ReadOnlyMemory<byte> content, SectionRows tree, Site site) =>
        new Representation(content, MediaTypes.Json) { ChangedAt = tree.ChangedAt, Freshness = site.Freshness }.From(
            Tree
        );

    private static Section Present(SectionRow row, IReadOnlyList<SectionRow> tree, Site site) =>
        new()
        {
            Slug = row.Slug,
            Title = row.Title,
            Description = row.Description,
            ArticleCount = row.ArticleCount,
            LatestPublishedAt = row.LatestPublishedAt,
            Children = Below(row.Id, tree, site),
            ApiUrl = $"{site.BaseUrl}/v1/sections/{row.Slug}",
        };

    private static IReadOnlyList<Section> Below(int? parent, IReadOnlyList<SectionRow> tree, Site site) =>
        [.. tree.Where(row => row.ParentId == parent).Select(row => Present(row, tree, site))];
}
