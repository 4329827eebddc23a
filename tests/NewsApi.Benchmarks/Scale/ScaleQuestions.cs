using System.Text.Json.Nodes;

namespace NewsApi.Benchmarks.Scale;

/// <summary>The questions that every archive is asked.</summary>
internal static class ScaleQuestions
{
    private const string List = "/v1/articles";
    private const int PageSize = 20;
    private const int WantedPage = 10_000;
    private const int LongestPage = 100;
    private const string Facets = $"{List}?facets=section,tag,type,language,year&limit=0";

    public static async Task<IReadOnlyList<ScaleQuestion>> MakeAsync(
        ArchiveSights sights,
        int stories,
        HttpClient client,
        CancellationToken cancellationToken
    ) =>
        [
            new("the newest", QuestionKind.List, [List]),
            new("in a section", QuestionKind.List, Each(sights.Sections, name => $"{List}?section={name}")),
            new("under a popular tag", QuestionKind.List, Each(sights.PopularTags, name => $"{List}?tag={name}")),
            new("under a rare tag", QuestionKind.List, Each(sights.RareTags, name => $"{List}?tag={name}")),
            new("under two popular tags, much in common", QuestionKind.List, Each(sights.OverlappingTags, Both)),
            new("under two popular tags, little in common", QuestionKind.List, Each(sights.DistantTags, Both)),
            new("not under a popular tag", QuestionKind.List, Each(sights.PopularTags, name => $"{List}?tag=-{name}")),
            new(
                $"page {WantedPage:N0}, or the last full one",
                QuestionKind.List,
                [await DeepPageAsync(stories, client, cancellationToken)]
            ),
            new(
                "by ids",
                QuestionKind.List,
                Each(sights.Ids.Chunk(PageSize), ids => $"{List}?ids={string.Join(',', ids)}")
            ),
            new("a common word, by relevance", QuestionKind.Search, Each(sights.CommonWords, Search)),
            new("a common word, newest first", QuestionKind.Search, Each(sights.CommonWords, Newest)),
            new("a rare word, by relevance", QuestionKind.Search, Each(sights.RareWords, Search)),
            new("a rare word, newest first", QuestionKind.Search, Each(sights.RareWords, Newest)),
            new("two common words", QuestionKind.Search, Each(Pairs(sights.CommonWords), Search)),
            new(
                "a phrase of three words",
                QuestionKind.Search,
                Each(sights.Headlines, headline => Search($"\"{string.Join(' ', headline.Split(' ')[1..4])}\""))
            ),
            new(
                "a question of nine words",
                QuestionKind.Search,
                Each(sights.Headlines.Select(headline => headline.Split(' ')), Asked)
            ),
            new("facets of everything", QuestionKind.Facets, [Facets]),
            new("facets of a section", QuestionKind.Other, Each(sights.Sections, name => $"{Facets}&section={name}")),
            new(
                "tag suggestions",
                QuestionKind.Other,
                Each(sights.Prefixes.Distinct(StringComparer.Ordinal), prefix => $"/v1/tags/suggest?prefix={prefix}")
            ),
        ];

    private static string Both((string One, string Other) tags) => $"{List}?tag={tags.One},{tags.Other}";

    private static string Search(string text) => $"{List}?q={Uri.EscapeDataString(text)}";

    private static string Newest(string text) => Search(text) + "&sort=newest";

    private static string Asked(string[] words) =>
        Search($"what does {words[0]} {words[1]} {words[2]} mean for {words[^1]} now");

    private static IEnumerable<string> Pairs(IReadOnlyList<string> words) =>
        words.Select((word, at) => $"{word} {words[(at + 3) % words.Count]}");

    private static IReadOnlyList<string> Each<T>(IEnumerable<T> values, Func<T, string> path) =>
        [.. values.Select(path)];

    /// <summary>Goes there as a client would, by the cursor of each page; in long pages, since only the place matters.
    /// </summary>
    private static async Task<string> DeepPageAsync(int stories, HttpClient client, CancellationToken cancellationToken)
    {
        var before = Math.Min(WantedPage - 1, (stories / PageSize) - 2) * PageSize / LongestPage;
        var cursor = "";
        for (var page = 0; page < before; page++)
        {
            var answer = await client.GetStringAsync(
                $"{List}?fields=slug&limit={LongestPage}{cursor}",
                cancellationToken
            );
            cursor = "&cursor=" + JsonNode.Parse(answer)!["page"]!["next"]!.GetValue<string>();
        }
        return $"{List}?limit={PageSize}{cursor}";
    }
}
