using NewsApi.Articles;
using NewsApi.Changes;
using NewsApi.Following;

namespace NewsApi.Feeds;

/// <summary>Finds what was taken back from a feed, for the formats that can tell of it. A reader that looks in now and then
/// learns so of stories it still has.</summary>
internal sealed class FeedTakedowns(ChangeRepository changes, TimeProvider time)
{
    /// <summary>Who has not looked in for so long must begin anew, or follow the change log, which forgets nothing.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromDays(30);

    /// <summary>Read at the most.</summary>
    private const int Most = 500;

    /// <summary>When the first of these is no longer told of; null where there are none.</summary>
    public static DateTimeOffset? ForgottenAt(IReadOnlyList<Takedown> takedowns) =>
        takedowns.Count > 0 ? takedowns.Min(takedown => takedown.At) + Told : null;

    public async Task<IReadOnlyList<Takedown>> OfAsync(ListArticlesQuery query, CancellationToken cancellationToken)
    {
        var filter = new ChangeFilter(query.Filter, query.Names, query.Readers);
        var taken = await changes.ReadTakedownsAsync(time.GetUtcNow() - Told, Most, cancellationToken);
        return
        [
            .. taken
                .Where(change => filter.KindOf(change) is not null)
                .Select(change => new Takedown(change.ArticleId, change.At)),
        ];
    }
}
