using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using NewsApi.Http;

namespace NewsApi.Paging;

/// <summary>A part of a list, and the way on.</summary>
/// <param name="Items">In the order asked for; empty past the end.</param>
/// <param name="Total">How many items the whole list has.</param>
/// <param name="Paging">Size of this page and the cursors of its neighbours.</param>
/// <param name="Links">The same as ready addresses.</param>
public sealed record Page<T>(
    IReadOnlyList<T> Items,
    Total Total,
    [property: JsonPropertyName("page")] PagePosition Paging,
    PageLinks Links
);

/// <summary>Size of a page and the cursors of its neighbours.</summary>
/// <param name="Limit" example="20">The most items this page could have.</param>
/// <param name="Next" example="AQBhC2V4YW1wbGUxNzMyMzY5MDAwMDAwMDAw">Cursor of the next page; absent on the last.</param>
/// <param name="Prev" example="AQFhC2V4YW1wbGUxNzMyMzY5MDAwMDAwMDAw">Cursor of the previous page; absent on the first.</param>
public sealed record PagePosition([property: Range(0, PageRequest.MaxLimit)] int Limit, string? Next, string? Prev);

/// <summary>Addresses of a page and its neighbours.</summary>
/// <param name="Self" example="https://api.example.org/v1/articles?limit=20">This page.</param>
/// <param name="Next" example="https://api.example.org/v1/articles?limit=20&amp;cursor=AQBhC2V4YW1wbGUx">The next page; absent on the last.</param>
/// <param name="Prev" example="https://api.example.org/v1/articles?limit=20&amp;cursor=AQFhC2V4YW1wbGUx">The previous page; absent on the first.</param>
public sealed record PageLinks([property: Url] string Self, [property: Url] string? Next, [property: Url] string? Prev)
{
    /// <summary>As values of the header <c>Link</c> (RFC 8288).</summary>
    public IReadOnlyList<string> ToHeader()
    {
        List<string> links = [];
        if (Next is not null)
            links.Add($"<{Next}>; rel=\"next\"");
        if (Prev is not null)
            links.Add($"<{Prev}>; rel=\"prev\"");
        return links;
    }
}

/// <summary>How many items a list has.</summary>
/// <param name="Value" example="64">The number counted.</param>
/// <param name="Relation">Whether that is all, or counting stopped there.</param>
public sealed record Total([property: Range(0, int.MaxValue)] int Value, TotalRelation Relation)
{
    /// <summary>Counting stops here: going on would cost more than the page itself.</summary>
    public const int CountedUpTo = 1000;

    /// <param name="counted">Result of a count that was limited to one more than <see cref="CountedUpTo"/>.</param>
    public static Total FromLimitedCount(int counted) =>
        counted > CountedUpTo ? new(CountedUpTo, TotalRelation.AtLeast) : new(counted, TotalRelation.Exact);
}

/// <summary>How a total is meant.</summary>
[JsonConverter(typeof(WordConverter<TotalRelation>))]
public enum TotalRelation
{
    /// <summary>The list has just so many items.</summary>
    Exact,

    /// <summary>The list has so many items or more.</summary>
    AtLeast,
}
