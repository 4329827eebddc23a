using FluentValidation;
using NewsApi.Http;

namespace NewsApi.Paging;

/// <summary>The parameters that every list takes for its pages.</summary>
public interface IPagedQuery
{
    Parameter<WholeNumber>? Limit { get; }
    Parameter<FreeText>? Cursor { get; }
    Parameter<WholeNumber>? Page { get; }

    /// <summary>One text for all queries with the same items in the same order: cursors are bound to it.</summary>
    string NormalForm { get; }

    /// <summary>The page wanted. Set by the validator, which has to open the cursor anyway.</summary>
    PageRequest Position { get; set; }
}

/// <summary>Rules between the paging parameters, the same for every list.</summary>
public abstract class PagedQueryValidator<TQuery> : QueryValidator<TQuery>
    where TQuery : IPagedQuery
{
    private readonly Cursors _cursors;

    protected PagedQueryValidator(Cursors cursors)
    {
        _cursors = cursors;
        RuleFor(query => query).CustomAsync(PositionAsync);
    }

    /// <summary>Looks up what the query's normal form depends on.</summary>
    protected virtual Task ResolveAsync(
        TQuery query,
        ValidationContext<TQuery> context,
        CancellationToken cancellationToken
    ) => Task.CompletedTask;

    private async Task PositionAsync(
        TQuery query,
        ValidationContext<TQuery> context,
        CancellationToken cancellationToken
    )
    {
        await ResolveAsync(query, context, cancellationToken);
        var limit = query.Limit?.Value.Value ?? PageRequest.DefaultLimit;
        var number = query.Page?.Value.Value ?? 1;
        if (query is { Page: not null, Cursor: not null })
            context.AddFailure("page", "Give either page or cursor, not both.");
        else if ((long)number * limit > PageRequest.NumberedWindow)
            context.AddFailure(
                "page",
                $"Numbered pages end at the item {PageRequest.NumberedWindow}. Go on with the cursor in page.next."
            );
        Cursor? cursor = null;
        if (query.Cursor?.Value is { } text)
        {
            (cursor, var fault) = await _cursors.OpenAsync(text.Value, query.NormalForm, cancellationToken);
            if (fault is not null)
                context.AddFailure("cursor", fault);
        }
        query.Position = new PageRequest(limit, cursor, number);
    }
}
