using System.ComponentModel;
using NewsApi.Articles;
using NewsApi.Filtering;
using NewsApi.Http;
using NewsApi.Paging;
using NewsApi.Selection;

namespace NewsApi.Changes;

/// <param name="Section" example="science">Filter over section slugs; subsections are included. <c>,</c> is and, <c>|</c> or, <c>-</c> not, with <c>( )</c> for groups; and binds tighter than or.</param>
/// <param name="Tag" example="tone/explainer">Filter over tag ids, in the same grammar. <c>place/europe~</c> includes the tags below it.</param>
/// <param name="Type" example="article|analysis">Filter over types, in the same grammar.</param>
/// <param name="Language" example="en">Filter over languages (BCP 47), in the same grammar; <c>en</c> includes <c>en-GB</c>.</param>
/// <param name="Ids">Only these articles: up to 100 ids, divided by commas.</param>
/// <param name="From" example="2020-01-01">Not before this moment: an instant, a date (from its midnight, UTC), or relative such as <c>now-2d</c>.</param>
/// <param name="To">Not after this moment; a date is included whole.</param>
/// <param name="DateField">What <c>from</c> and <c>to</c> look at.</param>
/// <param name="Fields">Which members each article shows: names divided by commas, such as <c>headline,leadImage</c>, or <c>*</c> for all. <c>id</c> is always there. Default: all.</param>
/// <param name="BodyFormat">The form in which <c>body</c> comes.</param>
public sealed record ExportArticlesQuery(
    Parameter<FilterExpression>? Section = null,
    Parameter<FilterExpression>? Tag = null,
    Parameter<FilterExpression>? Type = null,
    Parameter<FilterExpression>? Language = null,
    Parameter<ArticleIds>? Ids = null,
    Parameter<Moment>? From = null,
    Parameter<Moment>? To = null,
    [DefaultValue(Selection.DateField.Published)] Parameter<Choice<DateField>>? DateField = null,
    Parameter<ArticleFields>? Fields = null,
    [DefaultValue(Articles.BodyFormat.Blocks)] Parameter<Choice<BodyFormat>>? BodyFormat = null
) : IFilteredQuery
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

    public ResolvedNames Names { get; set; } = ResolvedNames.None;

    public Readership Readers { get; set; } = Readership.Nobody;

    public ArticleMembers Members => Fields?.Value?.Members ?? ArticleMembers.All;

    public BodyFormat Format => BodyFormat?.Value.Value ?? Articles.BodyFormat.Blocks;

    /// <summary>As the database is asked.</summary>
    public ArticleRequest Request =>
        new()
        {
            Filter = Filter,
            Names = Names,
            Readers = Readers,
            Sort = ArticleSort.Newest,
            Page = PageRequest.First,
            Members = Members,
        };
}

internal sealed class ExportArticlesQueryValidator(FilterNames names)
    : FilteredQueryValidator<ExportArticlesQuery>(names);
