using NewsApi.Following;
using NewsApi.Search;

namespace NewsApi.Caching;

/// <summary>What an answer was built from: decides which changes make it a wrong one.</summary>
internal sealed record Sources
{
    /// <summary>The most stories that the keys for a purge name. Proxies refuse headers of several kilobytes: of more stories the
    /// keys of the lists tell, which go with any change.</summary>
    private const int MostNamed = 40;

    /// <summary>Stories that it shows, or tells the absence of.</summary>
    public IReadOnlyList<Guid> Stories { get; init; } = [];

    /// <summary>A slug that stands for no story as yet.</summary>
    public string? Slug { get; init; }

    /// <summary>The list that it shows a part of, or counts.</summary>
    public StoryFilter? List { get; init; }

    /// <summary>Tags whose stories it chose from, or counts.</summary>
    public IReadOnlyList<int> Tags { get; init; } = [];

    /// <summary>The words that it was searched by.</summary>
    public SearchedTerms? Search { get; init; }

    /// <summary>Whether it hangs on every story there is.</summary>
    public bool EveryStory { get; init; }

    /// <summary>Whether it hangs on what sections and tags there are, what they are called and how they stand to each other.
    /// </summary>
    public bool Vocabulary { get; init; }

    /// <summary>As keys for a purge in a CDN. Complete: whatever change makes the answer a wrong one purges one of them.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Of one story, in whatever form.</summary>
    public static Sources Story(Guid id) => new() { Stories = [id], Keys = [KeyOf(id)] };

    /// <summary>Of a name that stands for no story.</summary>
    public static Sources NoStory(string idOrSlug) =>
        Guid.TryParse(idOrSlug, out var id) ? Story(id) : new() { Slug = idOrSlug, Vocabulary = true };

    /// <summary>Of a list of stories: whatever changes in the list may enter it.</summary>
    /// <param name="list">Which stories it holds; null where that hangs on others, too.</param>
    /// <param name="shown">Those that the answer shows.</param>
    public static Sources StoriesOf(StoryFilter? list, IReadOnlyList<Guid> shown) =>
        new()
        {
            List = list,
            EveryStory = list is null,
            Vocabulary = true,
            Keys = shown.Count > MostNamed ? [AnyList] : [AnyList, .. shown.Select(KeyOf)],
        };

    /// <summary>Of a search: whatever has one of its words may enter it, and weighs the words anew.</summary>
    /// <param name="search">The words; null where it hangs on others, too.</param>
    /// <param name="shown">The stories that the answer shows.</param>
    public static Sources SearchOf(SearchedTerms? search, IReadOnlyList<Guid> shown) =>
        StoriesOf(null, shown) with
        {
            Search = search,
            EveryStory = search is null,
        };

    /// <summary>Of what tells of all stories together.</summary>
    /// <param name="key">For a purge.</param>
    public static Sources Everything(string key) =>
        new()
        {
            EveryStory = true,
            Vocabulary = true,
            Keys = [key],
        };

    /// <summary>Key of every list of stories.</summary>
    public const string AnyList = "articles";

    public static string KeyOf(Guid story) => $"article/{story}";

    /// <summary>Whether the answer may differ after this change.</summary>
    public bool IsTouchedBy(LoggedChange change) =>
        EveryStory
        || Stories.Contains(change.ArticleId)
        || (
            List is { } list
            && (
                list.Matches(change.ArticleId, change.After, change.At)
                || list.Matches(change.ArticleId, change.Before, change.At)
            )
        )
        || (Search is not null && Search.IsTouchedBy(change))
        || (Tags.Count > 0 && (HasTag(change.After) || HasTag(change.Before)))
        || (Slug is not null && Slug == change.Slug);

    private bool HasTag(StoryState? state) =>
        state is not null && Tags.Any(tag => state.TagIds.Contains(tag) || state.TagIdsAbove.Contains(tag));
}
