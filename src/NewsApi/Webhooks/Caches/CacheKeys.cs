using NewsApi.Following;

namespace NewsApi.Webhooks;

/// <summary>By which keys (<c>Surrogate-Key</c>) the answers are known that a change makes stale.</summary>
internal sealed class CacheKeys(PurgedTagRepository tags)
{
    /// <summary>In one request; Fastly takes 256.</summary>
    public const int Most = 200;

    /// <summary>Of answers that may differ after any change: lists, counts, and the log itself.</summary>
    private static readonly string[] Always = ["articles", "changes", "sections", "tags"];

    /// <summary>The keys of as many changes as fit into one request, and the last of these changes.</summary>
    /// <param name="changes">In order; at least one.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<(IReadOnlyCollection<string> Keys, LoggedChange Last)> OfAsync(
        IReadOnlyList<LoggedChange> changes,
        CancellationToken cancellationToken
    )
    {
        var names = await tags.ReadAsync([.. changes.SelectMany(TagsOf).Distinct()], cancellationToken);
        var keys = new HashSet<string>(Always, StringComparer.Ordinal);
        LoggedChange? last = null;
        foreach (var change in changes)
        {
            var added = TagsOf(change)
                .SelectMany(tag => names[tag])
                .Select(name => $"tag/{name}")
                .Prepend($"article/{change.ArticleId}")
                .Where(key => !keys.Contains(key))
                .Distinct(StringComparer.Ordinal)
                .ToList();
            if (last is not null && keys.Count + added.Count > Most)
                break;
            // One story alone may have that many former names of tags only in theory; what is left out lives on until its
            // time is up.
            keys.UnionWith(added.Take(Most - keys.Count));
            last = change;
        }
        return (keys, last!);
    }

    /// <summary>Tags whose answers count the story, or name it: those it has now and had before.</summary>
    private static IEnumerable<int> TagsOf(LoggedChange change) =>
        new[] { change.After, change.Before }
            .OfType<StoryState>()
            .SelectMany(state => state.TagIds.Concat(state.TagIdsAbove))
            .Distinct();
}
