using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace NewsApi.Limiting;

/// <summary>Says of an operation that it costs so many points, where that is not <see cref="Price.Usual"/>.</summary>
internal sealed record Costs(int Points);

/// <summary>What a request costs, in points. It hangs on what is asked for alone, not on how the service comes by the answer, so
/// that clients can reckon with it.</summary>
internal static class Price
{
    /// <summary>Of a story, a page of a list, a refusal.</summary>
    public const int Usual = 10;

    /// <summary>Of being told that nothing has changed.</summary>
    public const int NotModified = 1;

    /// <summary>Of up to 200 stories at once.</summary>
    public const int Batch = 50;

    /// <summary>Of everything.</summary>
    public const int Export = 500;

    /// <summary>What words cost to look for, besides.</summary>
    private const int Search = 10;

    /// <summary>What it costs besides to count a whole result.</summary>
    private const int Facets = 20;

    private static readonly StringValues[] Texts =
    [
        .. Enumerable.Range(0, Batch + 1).Select(points => (StringValues)points.ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>Value of <c>RateLimit-Cost</c>.</summary>
    public static StringValues Text(int points) =>
        points < Texts.Length ? Texts[points] : points.ToString(CultureInfo.InvariantCulture);

    public static int Of(HttpContext http)
    {
        var price = http.GetEndpoint()?.Metadata.GetMetadata<Costs>()?.Points ?? Usual;
        var query = http.Request.QueryString;
        if (!query.HasValue)
            return price;
        foreach (var pair in new QueryStringEnumerable(query.Value))
        {
            price += pair.EncodedName.Span switch
            {
                "q" => Search,
                "facets" => Facets,
                _ => 0,
            };
        }
        return price;
    }
}
