using Microsoft.AspNetCore.Http.Extensions;
using NewsApi.Http;

namespace NewsApi.Paging;

/// <summary>Completes a page from the rows that a repository read for a <see cref="PageRequest"/>.</summary>
public sealed class PageBuilder(Cursors cursors, Site site)
{
    /// <param name="query">What was asked for.</param>
    /// <param name="rows">Up to <see cref="PageRequest.Take"/> rows from the cursor on; nearest first, so in reverse for a
    /// cursor that points backwards.</param>
    /// <param name="total">How many there are.</param>
    /// <param name="key">The place of a row: its sort key and its id.</param>
    /// <param name="represent">What a client sees of a row.</param>
    /// <param name="http">The request, whose other parameters the links repeat.</param>
    public async Task<Page<T>> BuildAsync<TRow, T>(
        IPagedQuery query,
        IReadOnlyList<TRow> rows,
        Total total,
        Func<TRow, (string Key, string Id)> key,
        Func<TRow, T> represent,
        HttpContext http
    )
    {
        var request = query.Position;
        var more = request.Limit > 0 && rows.Count > request.Limit;
        var kept = rows.Take(request.Limit).ToList();
        if (request.Backwards)
            kept.Reverse();

        // Whoever came by a cursor came from a page on its other side.
        var hasNext = request.Backwards || more;
        var hasPrev = request.Backwards ? more : request.Cursor is not null || request.Number > 1;
        var next = hasNext ? await SealAsync(backwards: false, kept.LastOrDefault()) : null;
        var prev = hasPrev ? await SealAsync(backwards: true, kept.FirstOrDefault()) : null;
        return new Page<T>(
            [.. kept.Select(represent)],
            total,
            new PagePosition(request.Limit, next, prev),
            new PageLinks(Self(http), LinkTo(http, next), LinkTo(http, prev))
        );

        async ValueTask<string?> SealAsync(bool backwards, TRow? row)
        {
            // On an empty page the neighbour begins at the very place where this one did.
            var place =
                row is not null ? key(row)
                : request.Cursor is { } cursor ? (cursor.Key, cursor.Id)
                : default;
            return place.Key is null
                ? null
                : await cursors.SealAsync(new(backwards, place.Key, place.Id), query.NormalForm, http.RequestAborted);
        }
    }

    private string Self(HttpContext http) => Address(http, http.Request.Query.Select(Pair));

    private string? LinkTo(HttpContext http, string? cursor) =>
        cursor is null
            ? null
            : Address(
                http,
                http.Request.Query.Where(parameter => parameter.Key is not ("cursor" or "page"))
                    .Select(Pair)
                    .Append(new("cursor", cursor))
            );

    private string Address(HttpContext http, IEnumerable<KeyValuePair<string, string>> parameters) =>
        site.BaseUrl + http.Request.Path.ToUriComponent() + new QueryBuilder(parameters).ToQueryString();

    private static KeyValuePair<string, string> Pair(
        KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> parameter
    ) => new(parameter.Key, parameter.Value.ToString());
}
