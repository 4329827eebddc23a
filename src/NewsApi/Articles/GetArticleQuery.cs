using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using NewsApi.Http;

namespace NewsApi.Articles;

/// <param name="Fields">Which members an article shows: names divided by commas, such as <c>headline,leadImage</c>, or <c>*</c> for all. <c>id</c> is always there. Default: all.</param>
/// <param name="BodyFormat">The form in which <c>body</c> comes.</param>
public sealed record GetArticleQuery(
    Parameter<ArticleFields>? Fields = null,
    [DefaultValue(Articles.BodyFormat.Blocks)] Parameter<Choice<BodyFormat>>? BodyFormat = null
)
{
    public ArticleMembers Members => Fields?.Value?.Members ?? ArticleMembers.All;

    public BodyFormat Format => BodyFormat?.Value.Value ?? Articles.BodyFormat.Blocks;
}

internal sealed class GetArticleQueryValidator : QueryValidator<GetArticleQuery>;

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
