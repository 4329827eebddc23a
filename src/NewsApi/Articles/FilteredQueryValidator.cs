using FluentValidation;
using NewsApi.Http;
using NewsApi.Selection;

namespace NewsApi.Articles;

/// <summary>A query that chooses articles by the filter grammar.</summary>
public interface IFilteredQuery
{
    ArticleFilter Filter { get; }

    /// <summary>What the filter's names stand for. Set by the validator, which has to look them up anyway.</summary>
    ResolvedNames Names { get; set; }

    /// <summary>Who asks. Set by the validator; nobody before that.</summary>
    Readership Readers { get; set; }
}

/// <summary>The rules of the filter, for operations that are no lists of pages.</summary>
internal abstract class FilteredQueryValidator<TQuery> : QueryValidator<TQuery>
    where TQuery : IFilteredQuery
{
    protected FilteredQueryValidator(FilterNames names)
    {
        RuleFor(query => query)
            .Custom((query, context) => ArticleFilterRules.Check(query.Filter, context.AddFailure))
            .CustomAsync(
                async (query, context, cancellationToken) =>
                {
                    query.Readers = Readership.Of(context.Request());
                    query.Names = await names.ResolveAsync(
                        query.Filter,
                        query.Readers,
                        context.AddFailure,
                        cancellationToken
                    );
                }
            );
    }
}
