using NewsApi.Articles;

namespace NewsApi.Feeds;

/// <summary>Whose work a story is, as feeds have it.</summary>
internal static class FeedAuthors
{
    /// <summary>Those known by name, or else the byline as it stands; none where there is neither.</summary>
    public static IReadOnlyList<string> Of(Story story)
    {
        List<string> names = [.. story.Contributors.Select(tag => tag.Title)];
        if (names.Count == 0 && story.Byline is { } byline)
            names.Add(byline);
        return names;
    }
}
