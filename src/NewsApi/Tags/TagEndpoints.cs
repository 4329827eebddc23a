using System.Text.Json;
using NewsApi.Caching;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Paging;
using NewsApi.Selection;

namespace NewsApi.Tags;

public static class TagEndpoints
{
    /// <summary>Tags tell how many stories they have, and stand in lists by it.</summary>
    private static readonly Sources List = Sources.Everything("tags");

    public static void MapTags(this IEndpointRouteBuilder v1)
    {
        var tags = v1.MapGroup("/tags").WithTags("Tags");
        tags.MapGet("", ListAsync)
            .CachesAnswers()
            .WithName("listTags")
            .Answers<Page<Tag>>("A page of tags.", paged: true)
            .Refuses(ProblemType.InvalidRequest);
        tags.MapGet("/suggest", SuggestAsync)
            .CachesAnswers()
            .WithName("suggestTags")
            .Answers<TagSuggestions>("Tags that may be meant, the best first.")
            .Refuses(ProblemType.InvalidRequest);
        tags.MapGet("/{type}/{slug}", GetAsync)
            .CachesAnswers()
            .WithName("getTag")
            .Answers<Tag>("The tag.")
            .RedirectsFormerSlugs()
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound);
    }

    /// <summary>List tags</summary>
    /// <remarks>Tags that published stories bear or have borne.</remarks>
    private static async Task<IResult> ListAsync(
        [AsParameters] ListTagsQuery query,
        TagRepository tags,
        PageBuilder pages,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        if (
            await tags.ListAsync(query.Filter, query.Order, query.Position, Readership.Of(http), cancellationToken)
            is not { } list
        )
        {
            var faults = new Faults();
            faults.Add("section", $"There is no section '{query.Filter.Section}'. GET /v1/sections lists them.");
            return ProblemResult.Invalid(faults);
        }
        var answer = await pages.BuildAsync(
            query,
            list.Rows,
            list.Total,
            row => TagRepository.PlaceOf(row, query.Order),
            row => Present(row, site),
            http
        );
        return new Representation(Representation.Json(answer, NewsJsonContext.Wire.PageTag), MediaTypes.Json)
        {
            ChangedAt = list.ChangedAt,
            Freshness = site.Freshness,
            Links = answer.Links.ToHeader(),
        }.From(List);
    }

    /// <summary>Suggest tags</summary>
    /// <remarks>For typeahead: tags of which a word of the title or of an alias begins with what was typed, in whatever case
    /// and with or without accents. A tag whose whole title was typed comes first, then those on the most stories.</remarks>
    private static async Task<IResult> SuggestAsync(
        [AsParameters] SuggestTagsQuery query,
        TagRepository tags,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var limit = query.Limit?.Value.Value ?? SuggestTagsQuery.DefaultLimit;
        var found = await tags.SuggestAsync(
            query.Prefix!.Value!.Folded,
            query.Type?.Value.Word,
            limit,
            Readership.Of(http),
            cancellationToken
        );
        var answer = new TagSuggestions([
            .. found.Rows.Select(row => new TagSuggestion(
                $"{row.Type}/{row.Slug}",
                Choice<TagType>.Words[row.Type],
                row.Title,
                row.Description,
                row.ArticleCount
            )),
        ]);
        return new Representation(Representation.Json(answer, NewsJsonContext.Wire.TagSuggestions), MediaTypes.Json)
        {
            ChangedAt = found.ChangedAt,
            Freshness = site.Freshness,
        }.From(List);
    }

    /// <summary>Get a tag</summary>
    /// <remarks>By type and slug. The former name of a renamed or merged tag redirects to the present one.</remarks>
    /// <param name="type" example="place">Type of the tag.</param>
    /// <param name="slug" example="antarctica">Slug of the tag.</param>
    private static async Task<IResult> GetAsync(
        [WrittenAs<Choice<TagType>>] string type,
        [WrittenAs<SlugText>] string slug,
        TagRepository tags,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var possible = Choice<TagType>.Words.ContainsKey(type) && Slugs.IsWellFormed(slug);
        var row = possible ? await tags.FindAsync(type, slug, Readership.Of(http), cancellationToken) : null;
        if (row is null)
            return new ProblemResult(
                ProblemType.NotFound,
                "There is no tag of this type and slug. GET /v1/tags lists them."
            )
            {
                Freshness = Freshness.Brief,
            }.From(List);
        var sources = new Sources
        {
            Tags = [row.Id],
            Vocabulary = true,
            Keys = [$"tag/{row.Type}/{row.Slug}"],
        };
        if (row.Slug != slug)
            return new MovedSlug($"/v1/tags/{row.Type}/{row.Slug}", site.Freshness).From(sources);
        return new Representation(Representation.Json(Present(row, site), NewsJsonContext.Wire.Tag), MediaTypes.Json)
        {
            ChangedAt = row.ChangedAt,
            Freshness = site.Freshness,
        }.From(sources);
    }

    private static Tag Present(TagRow row, Site site) =>
        new()
        {
            Id = $"{row.Type}/{row.Slug}",
            Type = Choice<TagType>.Words[row.Type],
            Slug = row.Slug,
            Title = row.Title,
            Description = row.Description,
            Aliases = row.Aliases,
            Parent = row.ParentSlug is { } parent
                ? new TagReference($"{row.Type}/{parent}", Choice<TagType>.Words[row.Type], parent, row.ParentTitle!)
                : null,
            ExternalIds = JsonSerializer.Deserialize(row.ExternalIds, NewsJsonContext.Wire.ExternalIds) switch
            {
                null or { Wikidata: null, Iptc: null } => null,
                var ids => ids,
            },
            ArticleCount = row.ArticleCount,
            LatestPublishedAt = row.LatestPublishedAt,
            ApiUrl = $"{site.BaseUrl}/v1/tags/{row.Type}/{row.Slug}",
        };
}
