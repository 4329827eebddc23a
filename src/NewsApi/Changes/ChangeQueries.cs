using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NewsApi.Articles;
using NewsApi.Filtering;
using NewsApi.Http;
using NewsApi.Selection;

namespace NewsApi.Changes;

/// <summary>What whoever follows the change log chooses, however they are told of it.</summary>
public interface IChangeQuery : IFilteredQuery
{
    /// <summary>Members of the article that comes with a change; null where none is wanted.</summary>
    ArticleMembers? Included { get; }

    BodyFormat Format { get; }
}

/// <summary>What may come with a change.</summary>
[JsonConverter(typeof(WordConverter<ChangeInclude>))]
public enum ChangeInclude
{
    /// <summary>The article as it is now.</summary>
    Article,
}

/// <param name="After" example="0">The place to go on from: <c>after</c> of the last answer, <c>Changes-After</c> of an export, or 0 for the beginning of time.</param>
/// <param name="Limit" example="5">How many changes at most.</param>
/// <param name="Wait">How long to wait, in seconds, where there is nothing new yet: the answer comes at once when there is.</param>
/// <param name="Include" example="article">What comes with each change; nothing unless asked for.</param>
/// <param name="Section" example="science">Filter over section slugs; subsections are included. <c>,</c> is and, <c>|</c> or, <c>-</c> not, with <c>( )</c> for groups; and binds tighter than or.</param>
/// <param name="Tag" example="tone/explainer">Filter over tag ids, in the same grammar. <c>place/europe~</c> includes the tags below it.</param>
/// <param name="Type" example="article|analysis">Filter over types, in the same grammar.</param>
/// <param name="Language" example="en">Filter over languages (BCP 47), in the same grammar; <c>en</c> includes <c>en-GB</c>.</param>
/// <param name="Ids">Only these articles: up to 100 ids, divided by commas.</param>
/// <param name="Fields">Which members an included article shows: names divided by commas, such as <c>headline,leadImage</c>, or <c>*</c> for all. <c>id</c> is always there. Default: all.</param>
/// <param name="BodyFormat">The form in which <c>body</c> of an included article comes.</param>
public sealed record ListChangesQuery(
    [DefaultValue(0)] Parameter<SequenceNumber>? After = null,
    [Range(1, ListChangesQuery.MaxLimit), DefaultValue(ListChangesQuery.DefaultLimit)]
        Parameter<WholeNumber>? Limit = null,
    [Range(0, ListChangesQuery.MaxWait), DefaultValue(0)] Parameter<WholeNumber>? Wait = null,
    Parameter<Choice<ChangeInclude>>? Include = null,
    Parameter<FilterExpression>? Section = null,
    Parameter<FilterExpression>? Tag = null,
    Parameter<FilterExpression>? Type = null,
    Parameter<FilterExpression>? Language = null,
    Parameter<ArticleIds>? Ids = null,
    Parameter<ArticleFields>? Fields = null,
    [DefaultValue(Articles.BodyFormat.Blocks)] Parameter<Choice<BodyFormat>>? BodyFormat = null
) : IChangeQuery
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 1000;

    /// <summary>In seconds.</summary>
    public const int MaxWait = 60;

    public ArticleFilter Filter { get; } =
        new()
        {
            Section = Section?.Value,
            Tag = Tag?.Value,
            Type = Type?.Value,
            Language = Language?.Value,
            Ids = Ids?.Value?.Values,
        };

    public ResolvedNames Names { get; set; } = ResolvedNames.None;

    public Readership Readers { get; set; } = Readership.Nobody;

    public long Place => After?.Value.Value ?? 0;

    public int Most => Limit?.Value.Value ?? DefaultLimit;

    public TimeSpan Patience => TimeSpan.FromSeconds(Wait?.Value.Value ?? 0);

    public ArticleMembers? Included => Include is null ? null : Fields?.Value?.Members ?? ArticleMembers.All;

    public BodyFormat Format => BodyFormat?.Value.Value ?? Articles.BodyFormat.Blocks;
}

internal sealed class ListChangesQueryValidator(FilterNames names) : FilteredQueryValidator<ListChangesQuery>(names);

/// <param name="After">The place to go on from. Default: from now on. <c>Last-Event-ID</c> wins over it, since that is how a client goes on after its connection was lost.</param>
/// <param name="Include" example="article">What comes with each change; nothing unless asked for.</param>
/// <param name="Section" example="science">Filter over section slugs; subsections are included. <c>,</c> is and, <c>|</c> or, <c>-</c> not, with <c>( )</c> for groups; and binds tighter than or.</param>
/// <param name="Tag" example="tone/explainer">Filter over tag ids, in the same grammar. <c>place/europe~</c> includes the tags below it.</param>
/// <param name="Type" example="article|analysis">Filter over types, in the same grammar.</param>
/// <param name="Language" example="en">Filter over languages (BCP 47), in the same grammar; <c>en</c> includes <c>en-GB</c>.</param>
/// <param name="Ids">Only these articles: up to 100 ids, divided by commas.</param>
/// <param name="Fields">Which members an included article shows: names divided by commas, such as <c>headline,leadImage</c>, or <c>*</c> for all. <c>id</c> is always there. Default: all.</param>
/// <param name="BodyFormat">The form in which <c>body</c> of an included article comes.</param>
public sealed record StreamChangesQuery(
    Parameter<SequenceNumber>? After = null,
    Parameter<Choice<ChangeInclude>>? Include = null,
    Parameter<FilterExpression>? Section = null,
    Parameter<FilterExpression>? Tag = null,
    Parameter<FilterExpression>? Type = null,
    Parameter<FilterExpression>? Language = null,
    Parameter<ArticleIds>? Ids = null,
    Parameter<ArticleFields>? Fields = null,
    [DefaultValue(Articles.BodyFormat.Blocks)] Parameter<Choice<BodyFormat>>? BodyFormat = null
) : IChangeQuery
{
    public ArticleFilter Filter { get; } =
        new()
        {
            Section = Section?.Value,
            Tag = Tag?.Value,
            Type = Type?.Value,
            Language = Language?.Value,
            Ids = Ids?.Value?.Values,
        };

    public ResolvedNames Names { get; set; } = ResolvedNames.None;

    public Readership Readers { get; set; } = Readership.Nobody;

    public ArticleMembers? Included => Include is null ? null : Fields?.Value?.Members ?? ArticleMembers.All;

    public BodyFormat Format => BodyFormat?.Value.Value ?? Articles.BodyFormat.Blocks;
}

internal sealed class StreamChangesQueryValidator(FilterNames names)
    : FilteredQueryValidator<StreamChangesQuery>(names);
