using NewsApi.Articles;
using NewsApi.Caching;
using NewsApi.Http;
using NewsApi.OpenApi;
using NewsApi.Selection;

namespace NewsApi.Embeds;

/// <summary>Tells other sites how to show a story whose address was pasted into them (oEmbed 1.0).</summary>
public static class OEmbedEndpoint
{
    public static void AddOEmbed(this IServiceCollection services) =>
        services.AddSingleton<StoryAddress>().AddSingleton<StoryCards>();

    public static void MapOEmbed(this WebApplication app) =>
        app.MapGroup("")
            .WithMetadata(new OpenToReaders())
            .OffersJson()
            .ValidateRequests()
            .MapGet("/oembed", GetAsync)
            .CachesAnswers()
            .WithTags("Articles")
            .WithName("getOEmbed")
            .Answers<OEmbedCard>("How to show the story.")
            .AlsoAnswers(MediaTypes.Xml)
            .Refuses(ProblemType.InvalidRequest, ProblemType.NotFound, ProblemType.Gone, ProblemType.NotImplemented);

    /// <summary>Embed an article</summary>
    /// <remarks>oEmbed 1.0: a card (<c>rich</c>), or a mere <c>link</c> for a story that others may not publish. Pages of stories
    /// name this address, so that most publishing systems need nothing but a pasted link.</remarks>
    private static async Task<IResult> GetAsync(
        [AsParameters] OEmbedQuery query,
        StoryAddress addresses,
        ArticleRepository articles,
        ArticlePresenter presenter,
        StoryCards cards,
        Site site,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        if (query.IsXml is not { } isXml)
            return new ProblemResult(ProblemType.NotImplemented, "oEmbed has two formats: json and xml.");
        var name = addresses.Read(query.Url!.Value!.Value);
        var found =
            name is not null && Slugs.IsIdOrSlug(name)
                ? await articles.FindAsync(name, ArticleMembers.Summary, Readership.Of(http), cancellationToken)
                : null;
        if (found?.Article is not { } row)
            return MissingArticle.Instead(found, name ?? "", "", site)!;
        var card = cards.Of(presenter.Story(row), query.Maxwidth?.Value.Value, query.Maxheight?.Value.Value);
        return new Representation(
            isXml ? card.ToXml() : Representation.Json(card, NewsJsonContext.Wire.OEmbedCard),
            isXml ? MediaTypes.Xml : MediaTypes.Json
        )
        {
            ChangedAt = row.ChangedAt,
            ExpiresAt = row.ExpiresAt,
            Freshness = site.Freshness,
        }.From(Sources.Story(row.Id));
    }
}
