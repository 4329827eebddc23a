using System.Text.Json;
using System.Text.RegularExpressions;
using NewsApi.Articles;
using NewsApi.Editorial;
using NewsApi.Tags;

namespace NewsApi.Importing;

/// <summary>The concepts of an item, as tags: subjects become topics; people, organisations, places and events what they are. A
/// subject that says it is the section, as in the items of this service, is that.</summary>
internal sealed partial record NinjsNames(
    IReadOnlyList<string> Tags,
    IReadOnlyDictionary<string, MissingName> Titles,
    string? Section
)
{
    private static readonly (string Member, string Type)[] Kinds =
    [
        ("subjects", "topic"),
        ("people", "person"),
        ("organisations", "organisation"),
        ("places", "place"),
        ("events", "event"),
    ];

    public static NinjsNames Of(JsonElement item, List<string> notes)
    {
        var titles = new Dictionary<string, MissingName>(StringComparer.Ordinal);
        var tags = new List<string>();
        string? section = null,
            firstTopic = null;
        foreach (var (member, type) in Kinds)
        {
            foreach (var concept in item.Objects(member))
            {
                var name = concept.Line("name");
                var slug = name is null ? "" : SlugMaker.From(name);
                if (slug.Length == 0)
                {
                    notes.Add($"One of the {member} was left out: it has no name.");
                    continue;
                }
                if (type == "topic" && concept.Text("rel") == "section")
                {
                    section ??= slug;
                    titles.TryAdd(slug, new(name!));
                    continue;
                }
                if (type == "topic" && firstTopic is null)
                {
                    firstTopic = slug;
                    titles.TryAdd(slug, new(name!));
                }
                if (titles.TryAdd($"{type}/{slug}", new(name!, ExternalIdsOf(concept.Text("uri")))))
                    tags.Add($"{type}/{slug}");
            }
        }
        if (tags.Count > ArticleDraft.MaxTags)
            notes.Add($"Of {tags.Count} names the first {ArticleDraft.MaxTags} became tags.");
        return new([.. tags.Take(ArticleDraft.MaxTags)], titles, section ?? firstTopic);
    }

    /// <summary>By the genre, where it is one of those that this service keeps apart.</summary>
    public static ArticleType TypeOf(JsonElement item)
    {
        foreach (var genre in item.Objects("genres"))
        {
            switch (genre.Text("uri")?.Split('/')[^1])
            {
                case "Analysis":
                    return ArticleType.Analysis;
                case "Opinion":
                    return ArticleType.Opinion;
            }
        }
        return ArticleType.Article;
    }

    private static ExternalIds? ExternalIdsOf(string? uri)
    {
        if (uri is null)
            return null;
        if (Wikidata().Match(uri) is { Success: true } item)
            return new(item.Groups["id"].Value, null);
        return MediaTopic().Match(uri) is { Success: true } topic
            ? new(null, $"medtop:{topic.Groups["id"].Value}")
            : null;
    }

    [GeneratedRegex(@"wikidata\.org/(wiki|entity)/(?<id>Q[0-9]+)\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Wikidata();

    [GeneratedRegex(@"(newscodes/mediatopic/|\Amedtop:)(?<id>[0-9]{8})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MediaTopic();
}
