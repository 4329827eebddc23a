using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using NewsApi.Http;
using NewsApi.Paging;

namespace NewsApi.Webhooks;

/// <param name="Limit" example="5">How many a page has; 0 for the total alone.</param>
/// <param name="Cursor">Continues where another page ended: the text from its <c>page.next</c> or <c>page.prev</c>.</param>
/// <param name="Page">The page's number, for people; <c>page</c> times <c>limit</c> may reach 10,000. Not together with <c>cursor</c>.</param>
public sealed record ListWebhooksQuery(
    [Range(0, PageRequest.MaxLimit), DefaultValue(PageRequest.DefaultLimit)] Parameter<WholeNumber>? Limit = null,
    Parameter<FreeText>? Cursor = null,
    [Range(1, PageRequest.NumberedWindow)] Parameter<WholeNumber>? Page = null
) : IPagedQuery
{
    public string NormalForm => "webhooks";

    public PageRequest Position { get; set; } = PageRequest.First;
}

internal sealed class ListWebhooksQueryValidator(Cursors cursors) : PagedQueryValidator<ListWebhooksQuery>(cursors);

/// <param name="Limit" example="5">How many a page has; 0 for the total alone.</param>
/// <param name="Cursor">Continues where another page ended: the text from its <c>page.next</c> or <c>page.prev</c>.</param>
/// <param name="Page">The page's number, for people; <c>page</c> times <c>limit</c> may reach 10,000. Not together with <c>cursor</c>.</param>
public sealed record ListCachesQuery(
    [Range(0, PageRequest.MaxLimit), DefaultValue(PageRequest.DefaultLimit)] Parameter<WholeNumber>? Limit = null,
    Parameter<FreeText>? Cursor = null,
    [Range(1, PageRequest.NumberedWindow)] Parameter<WholeNumber>? Page = null
) : IPagedQuery
{
    public string NormalForm => "caches";

    public PageRequest Position { get; set; } = PageRequest.First;
}

internal sealed class ListCachesQueryValidator(Cursors cursors) : PagedQueryValidator<ListCachesQuery>(cursors);

/// <param name="Status" example="failed">Only tries with this outcome.</param>
/// <param name="Limit" example="5">How many a page has; 0 for the total alone.</param>
/// <param name="Cursor">Continues where another page ended: the text from its <c>page.next</c> or <c>page.prev</c>.</param>
/// <param name="Page">The page's number, for people; <c>page</c> times <c>limit</c> may reach 10,000. Not together with <c>cursor</c>.</param>
public sealed record ListAttemptsQuery(
    Parameter<Choice<AttemptOutcome>>? Status = null,
    [Range(0, PageRequest.MaxLimit), DefaultValue(PageRequest.DefaultLimit)] Parameter<WholeNumber>? Limit = null,
    Parameter<FreeText>? Cursor = null,
    [Range(1, PageRequest.NumberedWindow)] Parameter<WholeNumber>? Page = null
) : IPagedQuery
{
    public string NormalForm => $"attempts?status={Status?.Value.Word}";

    public PageRequest Position { get; set; } = PageRequest.First;
}

internal sealed class ListAttemptsQueryValidator(Cursors cursors) : PagedQueryValidator<ListAttemptsQuery>(cursors);
