using System.Globalization;
using NewsApi.Paging;

namespace NewsApi.Articles;

/// <summary>An article's place in a list: the instant it is sorted by, in microseconds as PostgreSQL keeps them, and its id.</summary>
internal static class ArticleKey
{
    public static (string Key, string Id) Of(ArticleRow row)
    {
        var microseconds = (row.SortKey - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return (microseconds.ToString(CultureInfo.InvariantCulture), row.Id.ToString("N"));
    }

    public static (DateTimeOffset At, Guid Id) Read(Cursor cursor) =>
        (
            DateTimeOffset.UnixEpoch.AddTicks(
                long.Parse(cursor.Key, CultureInfo.InvariantCulture) * TimeSpan.TicksPerMicrosecond
            ),
            Guid.ParseExact(cursor.Id, "N")
        );
}
