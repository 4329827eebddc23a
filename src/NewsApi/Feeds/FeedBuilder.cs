using Microsoft.AspNetCore.Http.Extensions;
using NewsApi.Articles;
using NewsApi.Filtering;
using NewsApi.Http;
using NewsApi.Paging;
using NewsApi.Search;
using NewsApi.Sections;
using NewsApi.Selection;

namespace NewsApi.Feeds;

/// <summary>Makes a feed of a page of a list.</summary>
internal sealed class FeedBuilder(
    ArticlePresenter presenter,
    PageBuilder pages,
    FeedTakedowns takedowns,
    SectionRepository sections,
    Site site
)
{
    /// <param name="query">What was asked for.</param>
    /// <param name="list">What was found.</param>
    /// <param name="format">Whether takedowns are wanted hangs on it.</param>
    /// <param name="http">The request.</param>
    public async Task<Feed> BuildAsync(
        ListArticlesQuery query,
        ArticleListRows list,
        FeedFormat format,
        HttpContext http
    )
    {
        var withText = query.Members.HasFlag(ArticleMembers.Body);
        var frozen = list.Search is null ? null : FrozenSearch.Of(list.Search.Plan, list.HavingAllWords);
        var page = await pages.BuildAsync(
            query,
            list.Rows,
            list.Total,
            row => ArticleKey.Of(row, frozen),
            row => withText ? presenter.Story(row) : presenter.Story(row) with { Body = null },
            http
        );
        var taken =
            format is FeedFormat.Atom or FeedFormat.Ninjs && IsFirst(query)
                ? await takedowns.OfAsync(query, http.RequestAborted)
                : [];
        var title = await TitleAsync(query, http.RequestAborted);
        return new Feed
        {
            Title = title is null ? site.Name : $"{site.Name}: {title}",
            Description = $"Stories from {site.Name}{(title is null ? "" : $": {title}")}",
            Name = site.Name,
            HubUrl = FeedAddresses.Hub(site),
            HomeUrl = site.HomeUrl,
            Url = Lasting(http),
            SelfUrl = page.Links.Self,
            NextUrl = page.Links.Next,
            PreviousUrl = page.Links.Prev,
            UpdatedAt = page
                .Items.Select(story => story.UpdatedAt)
                .Concat(taken.Select(takedown => takedown.At))
                .DefaultIfEmpty(list.ChangedAt)
                .Max(),
            Stories = page.Items,
            Takedowns = taken,
        };
    }

    private static bool IsFirst(ListArticlesQuery query) => query is { Cursor: null, Page: null };

    /// <summary>What the feed is about: the title of its section where there is nothing more to say, otherwise the filters and
    /// words as they were given; null for all stories.</summary>
    private async Task<string?> TitleAsync(ListArticlesQuery query, CancellationToken cancellationToken)
    {
        var filter = query.Filter;
        if (filter is { Section: NameFilter name, Tag: null, Type: null, Language: null } && query.Search is null)
        {
            var present = query.Names.PresentName(name.Name);
            var tree = await sections.TreeAsync(Readership.Everyone, cancellationToken);
            return tree.Rows.FirstOrDefault(row => row.Slug == present)?.Title ?? present;
        }
        var parts = new[]
        {
            query.Search?.ToString(),
            filter.Section?.ToString(),
            filter.Tag?.ToString(),
            filter.Type?.ToString(),
            filter.Language?.ToString(),
        };
        var said = string.Join("; ", parts.OfType<string>());
        return said.Length == 0 ? null : said;
    }

    /// <summary>The address without what tells its pages apart.</summary>
    private string Lasting(HttpContext http) =>
        site.BaseUrl
        + http.Request.Path.ToUriComponent()
        + new QueryBuilder(
            http.Request.Query.Where(parameter => parameter.Key is not ("cursor" or "page"))
                .Select(parameter => KeyValuePair.Create(parameter.Key, parameter.Value.ToString()))
        ).ToQueryString();
}
