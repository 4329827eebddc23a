using System.Globalization;
using NewsApi.Paging;
using NewsApi.Search;

namespace NewsApi.Articles;

/// <summary>An article's place in a list: the instant it is sorted by, in microseconds as PostgreSQL keeps them, and its id;
/// in a list by relevance its score before these; and what a search has frozen.</summary>
internal sealed record ArticleKey(int Score, DateTimeOffset At, Guid Id, FrozenSearch? Search)
{
    public static (string Key, string Id) Of(ArticleRow row, FrozenSearch? search)
    {
        var microseconds = (row.SortKey - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return (
            string.Create(CultureInfo.InvariantCulture, $"{microseconds} {row.Score} {search}"),
            row.Id.ToString("N")
        );
    }

    public static ArticleKey Read(Cursor cursor)
    {
        var parts = cursor.Key.Split(' ');
        var at = long.Parse(parts[0], CultureInfo.InvariantCulture);
        return new(
            int.Parse(parts[1], CultureInfo.InvariantCulture),
            DateTimeOffset.UnixEpoch.AddTicks(at * TimeSpan.TicksPerMicrosecond),
            Guid.ParseExact(cursor.Id, "N"),
            parts[2].Length > 0 ? FrozenSearch.Parse(parts[2]) : null
        );
    }
}
