using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using FluentValidation;
using NewsApi.Http;

namespace NewsApi.Articles;

/// <param name="Fields">Which members an article shows: names divided by commas, such as <c>headline,leadImage</c>, or <c>*</c> for all. <c>id</c> is always there. Default: all.</param>
/// <param name="BodyFormat">The form in which <c>body</c> comes.</param>
public sealed record ArticleMembersQuery(
    Parameter<ArticleFields>? Fields = null,
    [DefaultValue(Articles.BodyFormat.Blocks)] Parameter<Choice<BodyFormat>>? BodyFormat = null
)
{
    public ArticleMembers Members => Fields?.Value?.Members ?? ArticleMembers.All;

    public BodyFormat Format => BodyFormat?.Value.Value ?? Articles.BodyFormat.Blocks;
}

internal sealed class ArticleMembersQueryValidator : QueryValidator<ArticleMembersQuery>;

/// <param name="Fields">Which members the JSON shows: names divided by commas, such as <c>headline,leadImage</c>, or <c>*</c> for all. <c>id</c> is always there. Default: all. The other formats have no choice of members.</param>
/// <param name="BodyFormat">The form in which <c>body</c> of the JSON comes.</param>
/// <param name="Format">The form in which the story comes. It says the same as the header <c>Accept</c>, and wins over it. Default: what <c>Accept</c> asks for; <c>json</c> where it takes everything.</param>
public sealed record GetArticleQuery(
    Parameter<ArticleFields>? Fields = null,
    [DefaultValue(Articles.BodyFormat.Blocks)] Parameter<Choice<BodyFormat>>? BodyFormat = null,
    Parameter<Choice<ArticleFormat>>? Format = null
)
{
    public ArticleMembers Members => Fields?.Value?.Members ?? ArticleMembers.All;

    public BodyFormat BodyForm => BodyFormat?.Value.Value ?? Articles.BodyFormat.Blocks;

    /// <summary>Whether it asks for what the JSON alone has.</summary>
    public bool IsForJson => Fields is not null || BodyFormat is not null;
}

internal sealed class GetArticleQueryValidator : QueryValidator<GetArticleQuery>
{
    public GetArticleQueryValidator() =>
        RuleFor(query => query)
            .Custom(
                (query, context) =>
                {
                    if (query.Format is not { Value.Value: var format, Fault: null } || format == ArticleFormat.Json)
                        return;
                    var fault =
                        $"Only the JSON has a choice of members; {new Choice<ArticleFormat>(format).Word} is whole.";
                    if (query.Fields is not null)
                        context.AddFailure("fields", fault);
                    if (query.BodyFormat is not null)
                        context.AddFailure("bodyFormat", fault);
                }
            );
}

/// <param name="Limit">How many articles at most.</param>
/// <param name="Fields">Which members each article shows: names divided by commas, such as <c>headline,leadImage</c>, or <c>*</c> for all. <c>id</c> is always there. Default: all but <c>body</c>.</param>
/// <param name="BodyFormat">The form in which <c>body</c> comes, where <c>fields</c> asks for it.</param>
public sealed record RelatedArticlesQuery(
    [Range(1, RelatedArticlesQuery.MaxLimit), DefaultValue(RelatedArticlesQuery.DefaultLimit)]
        Parameter<WholeNumber>? Limit = null,
    Parameter<ArticleFields>? Fields = null,
    [DefaultValue(Articles.BodyFormat.Blocks)] Parameter<Choice<BodyFormat>>? BodyFormat = null
)
{
    public const int DefaultLimit = 6;
    public const int MaxLimit = 20;

    public ArticleMembers Members => Fields?.Value?.Members ?? ArticleMembers.Summary;

    public BodyFormat Format => BodyFormat?.Value.Value ?? Articles.BodyFormat.Blocks;
}

internal sealed class RelatedArticlesQueryValidator : QueryValidator<RelatedArticlesQuery>;

/// <summary>Articles that go with another one, the closest first.</summary>
/// <param name="Items">Never the article itself.</param>
public sealed record RelatedArticles(IReadOnlyList<Article> Items);
