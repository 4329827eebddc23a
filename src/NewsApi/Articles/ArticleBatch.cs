using System.ComponentModel.DataAnnotations;
using FluentValidation;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Articles;

/// <summary>Asks for many articles at once.</summary>
public sealed record ArticleBatchRequest
{
    public const int Most = 200;

    /// <summary>Ids or slugs of 1 to 200 articles.</summary>
    /// <example>["how-the-world-mended-the-ozone-layer", "no-such-story"]</example>
    [Length(1, Most), WrittenAs<SlugText>]
    public required IReadOnlyList<string> Ids { get; init; }
}

internal sealed class ArticleBatchRequestValidator : AbstractValidator<ArticleBatchRequest>
{
    public ArticleBatchRequestValidator() => RuleFor(request => request).Custom(Check);

    private static void Check(ArticleBatchRequest request, ValidationContext<ArticleBatchRequest> context)
    {
        if (request.Ids.Count is 0 or > ArticleBatchRequest.Most)
            context.AddFailure("/ids", $"Give 1 to {ArticleBatchRequest.Most} ids, not {request.Ids.Count}.");
        for (var i = 0; i < request.Ids.Count; i++)
        {
            if (!Slugs.IsIdOrSlug(request.Ids[i]))
                context.AddFailure($"/ids/{i}", "Neither an id nor a slug.");
        }
    }
}

/// <summary>Answers in the order of the question.</summary>
/// <param name="Items">One for each id asked for.</param>
public sealed record ArticleBatch(IReadOnlyList<ArticleBatchItem> Items);

/// <summary>One article of a batch.</summary>
public sealed record ArticleBatchItem
{
    /// <summary>Id or slug as asked for.</summary>
    /// <example>how-the-world-mended-the-ozone-layer</example>
    public required string Id { get; init; }

    /// <summary>What a single request would have answered: 200, 404, or 410 for a withdrawn article. A former slug counts
    /// as 200; the article names its present one.</summary>
    /// <example>200</example>
    [Range(StatusCodes.Status200OK, StatusCodes.Status410Gone)]
    public required int Status { get; init; }

    /// <summary>With status 200.</summary>
    public Article? Article { get; init; }

    /// <summary>With status 404 and 410.</summary>
    public Problem? Problem { get; init; }
}
