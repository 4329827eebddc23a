using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using FluentValidation;
using NewsApi.Caching;
using NewsApi.Filtering;
using NewsApi.Http;
using NewsApi.Paging;
using NewsApi.Search;
using NewsApi.Selection;

namespace NewsApi.Articles;

/// <param name="Q" example="radiocarbon dating">Full text search. Words: all must be there, in any of their forms; <c>"in quotes"</c>: just these words in this order; <c>a OR b</c>: one of the two; <c>-word</c>: not there. Case and accents do not matter. When nothing matches, misspelt words are mended; and when by relevance fewer than ten stories have all words, those with some of them are found too: <c>search</c> in the answer says so.</param>
/// <param name="QFields" example="headline,standfirst">Where <c>q</c> looks: <c>headline</c>, <c>standfirst</c>, <c>body</c>, divided by commas. Default: these, the byline, and the titles of tags and contributors.</param>
/// <param name="Section" example="science">Filter over section slugs; subsections are included. <c>,</c> is and, <c>|</c> or, <c>-</c> not, with <c>( )</c> for groups; and binds tighter than or.</param>
/// <param name="Tag" example="tone/explainer">Filter over tag ids, in the same grammar: <c>place/antarctica,(topic/science|topic/climate-change),-tone/opinion</c>. <c>place/europe~</c> includes the tags below it.</param>
/// <param name="Type" example="article|analysis">Filter over types, in the same grammar.</param>
/// <param name="Language" example="en">Filter over languages (BCP 47), in the same grammar; <c>en</c> includes <c>en-GB</c>.</param>
/// <param name="Ids">Only these articles: up to 100 ids, divided by commas.</param>
/// <param name="From" example="2020-01-01">Not before this moment: an instant, a date (from its midnight, UTC), or relative such as <c>now-2d</c>.</param>
/// <param name="To">Not after this moment; a date is included whole.</param>
/// <param name="DateField">What <c>from</c> and <c>to</c> look at.</param>
/// <param name="Sort">The order; articles with the same instant stand in the order of their ids. Default: <c>relevance</c> with <c>q</c>, else <c>newest</c>. With <c>q</c>, the orders by time keep only stories that have all the words.</param>
/// <param name="Limit" example="5">How many articles a page has; 0 for the total and the facets alone.</param>
/// <param name="Cursor">Continues where another page ended: the text from its <c>page.next</c> or <c>page.prev</c>. There is no ceiling, and it stays good when articles come and go.</param>
/// <param name="Page">The page's number, for people; <c>page</c> times <c>limit</c> may reach 10,000. Not together with <c>cursor</c>.</param>
/// <param name="Fields">Which members each article shows: names divided by commas, such as <c>headline,leadImage</c>, or <c>*</c> for all. <c>id</c> is always there. Default: all but <c>body</c>.</param>
/// <param name="BodyFormat">The form in which <c>body</c> comes, where <c>fields</c> asks for it.</param>
/// <param name="Facets" example="section,tag">Counts of the whole result by these: <c>section</c>, <c>tag</c>, <c>type</c>, <c>language</c>, <c>year</c>, <c>month</c>, <c>day</c> (of <c>publishedAt</c>, UTC), divided by commas.</param>
/// <param name="FacetLimit">How many values each facet shows: of days, months and years the latest, of the others the most frequent.</param>
/// <param name="FacetScope">What facets are counted over.</param>
/// <param name="Highlight" example="true">Whether articles show where <c>q</c> matched, as marked snippets in <c>highlights</c>.</param>
public sealed record ListArticlesQuery(
    Parameter<SearchQuery>? Q = null,
    Parameter<SearchFields>? QFields = null,
    Parameter<FilterExpression>? Section = null,
    Parameter<FilterExpression>? Tag = null,
    Parameter<FilterExpression>? Type = null,
    Parameter<FilterExpression>? Language = null,
    Parameter<ArticleIds>? Ids = null,
    Parameter<Moment>? From = null,
    Parameter<Moment>? To = null,
    [DefaultValue(Selection.DateField.Published)] Parameter<Choice<DateField>>? DateField = null,
    Parameter<Choice<ArticleSort>>? Sort = null,
    [Range(0, PageRequest.MaxLimit), DefaultValue(PageRequest.DefaultLimit)] Parameter<WholeNumber>? Limit = null,
    Parameter<FreeText>? Cursor = null,
    [Range(1, PageRequest.NumberedWindow)] Parameter<WholeNumber>? Page = null,
    Parameter<ArticleFields>? Fields = null,
    [DefaultValue(Articles.BodyFormat.Blocks)] Parameter<Choice<BodyFormat>>? BodyFormat = null,
    Parameter<FacetNames>? Facets = null,
    [Range(1, FacetRequest.MaxLimit), DefaultValue(FacetRequest.DefaultLimit)]
        Parameter<WholeNumber>? FacetLimit = null,
    [DefaultValue(Articles.FacetScope.Result)] Parameter<Choice<FacetScope>>? FacetScope = null,
    [DefaultValue(false)] Parameter<YesOrNo>? Highlight = null
) : IPagedQuery, IFilteredQuery
{
    public ArticleFilter Filter { get; } =
        new()
        {
            Section = Section?.Value,
            Tag = Tag?.Value,
            Type = Type?.Value,
            Language = Language?.Value,
            Ids = Ids?.Value?.Values,
            From = From?.Value,
            To = To?.Value,
            DateField = DateField?.Value.Value ?? Selection.DateField.Published,
        };

    public SearchQuery? Search => Q?.Value;

    public SearchField SearchedFields => QFields?.Value?.Fields ?? SearchField.All;

    public ArticleSort Order => Sort?.Value.Value ?? (Search is null ? ArticleSort.Newest : ArticleSort.Relevance);

    public FacetRequest? WantedFacets =>
        Facets?.Value is { } facets
            ? new(
                facets.Names,
                FacetLimit?.Value.Value ?? FacetRequest.DefaultLimit,
                FacetScope?.Value.Value ?? Articles.FacetScope.Result
            )
            : null;

    public bool IsHighlighted => Highlight?.Value.Value ?? false;

    public ArticleMembers Members => Fields?.Value?.Members ?? ArticleMembers.Summary;

    public BodyFormat Format => BodyFormat?.Value.Value ?? Articles.BodyFormat.Blocks;

    public string NormalForm =>
        $"articles?q={Search}&qFields={(int)SearchedFields}&{Filter.NormalForm(Names)}&sort={Order}";

    /// <summary>As the database is asked.</summary>
    public ArticleRequest Request =>
        new()
        {
            Filter = Filter,
            Names = Names,
            Readers = Readers,
            Sort = Order,
            Page = Position,
            Members = IsHighlighted ? Members | ArticleMembers.Body : Members,
        };

    /// <summary>What an answer is built from that shows some of these stories.</summary>
    internal Sources SourcesOf(ArticleListRows list)
    {
        Guid[] shown = [.. list.Rows.Select(row => row.Id)];
        if (list.Search is { } search)
            return Sources.SearchOf(search.Plan.HangsOn, shown);
        // A facet may count stories that its own filter would leave out.
        var isOfTheList = WantedFacets is null or { Scope: Articles.FacetScope.Result };
        return Sources.StoriesOf(isOfTheList ? Filter.InMemory(Names) : null, shown);
    }

    /// <summary>When the same stories may no longer be meant, though none has changed; null for never.</summary>
    public DateTimeOffset? DiffersAt(DateTimeOffset now) =>
        Filter is { From: null or { IsRelative: false }, To: null or { IsRelative: false } }
            ? null
            : now + Moment.Granularity;

    public PageRequest Position { get; set; } = PageRequest.First;

    public ResolvedNames Names { get; set; } = ResolvedNames.None;

    public Readership Readers { get; set; } = Readership.Nobody;
}

internal sealed class ListArticlesQueryValidator : PagedQueryValidator<ListArticlesQuery>
{
    private readonly FilterNames _names;

    public ListArticlesQueryValidator(Cursors cursors, FilterNames names)
        : base(cursors)
    {
        _names = names;
        RuleFor(query => query)
            .Custom((query, context) => ArticleFilterRules.Check(query.Filter, context.AddFailure))
            .Custom(CheckSort);
    }

    protected override async Task ResolveAsync(
        ListArticlesQuery query,
        ValidationContext<ListArticlesQuery> context,
        CancellationToken cancellationToken
    )
    {
        query.Readers = Readership.Of(context.Request());
        query.Names = await _names.ResolveAsync(query.Filter, query.Readers, context.AddFailure, cancellationToken);
    }

    private static void CheckSort(ListArticlesQuery query, ValidationContext<ListArticlesQuery> context)
    {
        if (query is { Q: null, Order: ArticleSort.Relevance })
            context.AddFailure("sort", "Relevance is how well articles fit q, but there is no q.");
    }
}
