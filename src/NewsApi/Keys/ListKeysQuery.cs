using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using NewsApi.Http;
using NewsApi.Paging;

namespace NewsApi.Keys;

/// <param name="Limit" example="5">How many a page has; 0 for the total alone.</param>
/// <param name="Cursor">Continues where another page ended: the text from its <c>page.next</c> or <c>page.prev</c>.</param>
/// <param name="Page">The page's number, for people; <c>page</c> times <c>limit</c> may reach 10,000. Not together with <c>cursor</c>.</param>
public sealed record ListKeysQuery(
    [Range(0, PageRequest.MaxLimit), DefaultValue(PageRequest.DefaultLimit)] Parameter<WholeNumber>? Limit = null,
    Parameter<FreeText>? Cursor = null,
    [Range(1, PageRequest.NumberedWindow)] Parameter<WholeNumber>? Page = null
) : IPagedQuery
{
    public string NormalForm => "keys";

    public PageRequest Position { get; set; } = PageRequest.First;
}

internal sealed class ListKeysQueryValidator(Cursors cursors) : PagedQueryValidator<ListKeysQuery>(cursors);
