using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using FluentValidation;
using NewsApi.Filtering;
using NewsApi.Http;
using NewsApi.Paging;

namespace NewsApi.Articles;

/// <param name="Section" example="science">Filter over section slugs; subsections are included. <c>,</c> is and, <c>|</c> or, <c>-</c> not, with <c>( )</c> for groups; and binds tighter than or.</param>
/// <param name="Tag" example="tone/explainer">Filter over tag ids, in the same grammar: <c>place/antarctica,(topic/science|topic/climate-change),-tone/opinion</c>. <c>place/europe~</c> includes the tags below it.</param>
/// <param name="Type" example="article|analysis">Filter over types, in the same grammar.</param>
/// <param name="Language" example="en">Filter over languages (BCP 47), in the same grammar; <c>en</c> includes <c>en-GB</c>.</param>
/// <param name="Ids">Only these articles: up to 100 ids, divided by commas.</param>
/// <param name="From" example="2020-01-01">Not before this moment: an instant, a date (from its midnight, UTC), or relative such as <c>now-2d</c>.</param>
/// <param name="To">Not after this moment; a date is included whole.</param>
/// <param name="DateField">What <c>from</c> and <c>to</c> look at.</param>
/// <param name="Sort">The order; articles with the same instant stand in the order of their ids.</param>
/// <param name="Limit" example="5">How many articles a page has; 0 for the total alone.</param>
/// <param name="Cursor">Continues where another page ended: the text from its <c>page.next</c> or <c>page.prev</c>. There is no ceiling, and it stays good when articles come and go.</param>
/// <param name="Page">The page's number, for people; <c>page</c> times <c>limit</c> may reach 10,000. Not together with <c>cursor</c>.</param>
/// <param name="Fields">Which members each article shows: names divided by commas, such as <c>headline,leadImage</c>, or <c>*</c> for all. <c>id</c> is always there. Default: all but <c>body</c>.</param>
/// <param name="BodyFormat">The form in which <c>body</c> comes, where <c>fields</c> asks for it.</param>
public sealed record ListArticlesQuery(
    Parameter<FilterExpression>? Section = null,
    Parameter<FilterExpression>? Tag = null,
    Parameter<FilterExpression>? Type = null,
    Parameter<FilterExpression>? Language = null,
    Parameter<ArticleIds>? Ids = null,
    Parameter<Moment>? From = null,
    Parameter<Moment>? To = null,
    [DefaultValue(Articles.DateField.Published)] Parameter<Choice<DateField>>? DateField = null,
    [DefaultValue(ArticleSort.Newest)] Parameter<Choice<ArticleSort>>? Sort = null,
    [Range(0, PageRequest.MaxLimit), DefaultValue(PageRequest.DefaultLimit)] Parameter<WholeNumber>? Limit = null,
    Parameter<FreeText>? Cursor = null,
    [Range(1, PageRequest.NumberedWindow)] Parameter<WholeNumber>? Page = null,
    Parameter<ArticleFields>? Fields = null,
    [DefaultValue(Articles.BodyFormat.Blocks)] Parameter<Choice<BodyFormat>>? BodyFormat = null
) : IPagedQuery
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
            DateField = DateField?.Value.Value ?? Articles.DateField.Published,
        };

    public ArticleSort Order => Sort?.Value.Value ?? ArticleSort.Newest;

    public ArticleMembers Members => Fields?.Value?.Members ?? ArticleMembers.Summary;

    public BodyFormat Format => BodyFormat?.Value.Value ?? Articles.BodyFormat.Blocks;

    public string NormalForm => $"articles?{Filter.NormalForm}&sort={Order}";

    public PageRequest Position { get; set; } = PageRequest.First;

    /// <summary>What the filter's names stand for. Set by the validator, which has to look them up anyway.</summary>
    public ResolvedNames Names { get; set; } = ResolvedNames.None;
}

internal sealed partial class ListArticlesQueryValidator : PagedQueryValidator<ListArticlesQuery>
{
    private readonly FilterNames _names;

    public ListArticlesQueryValidator(Cursors cursors, FilterNames names)
        : base(cursors)
    {
        _names = names;
        RuleFor(query => query.Filter.Type).Custom((type, context) => CheckTypes(type, context.AddFailure));
        RuleFor(query => query.Filter.Language)
            .Custom((language, context) => CheckLanguages(language, context.AddFailure));
        RuleFor(query => query).Custom(CheckRange).CustomAsync(ResolveAsync);
    }

    private async Task ResolveAsync(
        ListArticlesQuery query,
        ValidationContext<ListArticlesQuery> context,
        CancellationToken cancellationToken
    ) => query.Names = await _names.ResolveAsync(query.Filter, context.AddFailure, cancellationToken);

    private static void CheckRange(ListArticlesQuery query, ValidationContext<ListArticlesQuery> context)
    {
        var now = DateTimeOffset.UtcNow;
        if (query.Filter is { From: { } from, To: { } to } && from.Start(now) >= to.EndExclusive(now))
            context.AddFailure("from", "Must not be later than to.");
    }

    private static void CheckTypes(FilterExpression? filter, Action<string, string> fail)
    {
        foreach (var name in filter?.Names ?? [])
        {
            if (!Choice<ArticleType>.Words.ContainsKey(name.Name))
                fail(
                    "type",
                    $"At offset {name.Offset}: there is no type '{name.Name}'.{NearestName.Suggestion(name.Name, Choice<ArticleType>.Words.Keys)} Types are {string.Join(", ", Choice<ArticleType>.Words.Keys)}."
                );
        }
    }

    private static void CheckLanguages(FilterExpression? filter, Action<string, string> fail)
    {
        foreach (var name in filter?.Names ?? [])
        {
            if (!LanguageTag().IsMatch(name.Name))
                fail(
                    "language",
                    $"At offset {name.Offset}: '{name.Name}' is not a language such as en, pt-BR or zh-Hans."
                );
        }
    }

    [GeneratedRegex("^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LanguageTag();
}
