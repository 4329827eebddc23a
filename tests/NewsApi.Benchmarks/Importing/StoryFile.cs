using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using NewsApi.Articles;
using NewsApi.Benchmarks.Archive;
using NewsApi.Editorial;

namespace NewsApi.Benchmarks.Importing;

/// <summary>Makes a file for <c>newsapi import</c> of real news: each text a story with a section, tags and its instant, where
/// it has one.</summary>
internal static partial class StoryFile
{
    private static readonly (string Member, string Type)[] s_names =
    [
        ("topics", "topic"),
        ("places", "place"),
        ("people", "person"),
        ("orgs", "organisation"),
    ];

    /// <param name="folder">Holds <c>*.jsonl.gz</c>, an object in each line: <c>id</c>, <c>source</c>, <c>lang</c>, <c>title</c>,
    /// <c>body</c> with paragraphs divided by an empty line or <c>summary</c>, <c>published</c>, <c>categories</c>, and names
    /// in <c>topics</c>, <c>places</c>, <c>people</c>, <c>orgs</c>.</param>
    /// <param name="path">Of the file, which is packed.</param>
    /// <param name="most">So many stories at the most.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>How many stories.</returns>
    public static async Task<int> WriteAsync(string? folder, string path, int most, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(folder) || !Directory.Exists(folder))
            throw new BenchmarkException(
                $"Give a folder of *.jsonl.gz files with real news by --texts or in {SourceTexts.FolderVariable}."
            );
        var stories = 0;
        await using var file = File.Create(path);
        await using var packed = new GZipStream(file, CompressionLevel.Fastest);
        await using var writer = new StreamWriter(packed);
        foreach (var source in Directory.EnumerateFiles(folder, "*.jsonl.gz").Order(StringComparer.Ordinal))
        {
            await using var zipped = File.OpenRead(source);
            await using var plain = new GZipStream(zipped, CompressionMode.Decompress);
            using var reader = new StreamReader(plain, Encoding.UTF8);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (stories == most)
                    return stories;
                using var row = JsonDocument.Parse(line);
                if (Story(row.RootElement) is not { } story)
                    continue;
                await writer.WriteLineAsync(story.ToJsonString());
                stories++;
            }
        }
        return stories;
    }

    private static JsonObject? Story(JsonElement row)
    {
        var title = OneLine(Text(row, "title"));
        if (title.Length is 0 or > ArticleDraft.MaxHeadlineLength)
            return null;
        var body = Text(row, "body") is { Length: > 0 } whole ? whole : Text(row, "summary");
        var paragraphs = body.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(OneLine)
            .Where(paragraph => paragraph.Length is > 0 and < Block.MaxText / 2)
            .Take(ArticleDraft.MaxBlocks)
            .ToList();
        var story = new JsonObject
        {
            ["provider"] = "texts",
            ["externalId"] = Text(row, "id"),
            ["language"] = Text(row, "lang"),
            ["headline"] = title,
            ["standfirst"] = OneLine(Text(row, "summary")),
            ["section"] =
                Names(row, "categories").Select(SlugMaker.From).FirstOrDefault(slug => slug.Length > 0) ?? "news",
            ["tags"] = new JsonArray([
                .. s_names
                    .SelectMany(kind => Names(row, kind.Member).Select(name => (kind.Type, Slug: SlugMaker.From(name))))
                    .Where(tag => tag.Slug.Length > 0)
                    .Select(tag => $"{tag.Type}/{tag.Slug}")
                    .Distinct(StringComparer.Ordinal)
                    .Take(ArticleDraft.MaxTags)
                    .Select(tag => (JsonNode)tag),
            ]),
            ["body"] = new JsonArray([
                .. paragraphs.Select(paragraph =>
                    (JsonNode)new JsonObject { ["type"] = "paragraph", ["html"] = WebUtility.HtmlEncode(paragraph) }
                ),
            ]),
        };
        if (DateTimeOffset.TryParse(Text(row, "published"), out var published))
            story["publication"] = new JsonObject
            {
                ["state"] = "published",
                ["publishedAt"] = published.ToString("O"),
            };
        return story;
    }

    private static string Text(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static IEnumerable<string> Names(JsonElement row, string member) =>
        row.TryGetProperty(member, out var names) ? names.EnumerateArray().Select(name => name.GetString()!) : [];

    private static string OneLine(string text) => Blank().Replace(text, " ").Trim();

    [GeneratedRegex(@"[\s\p{Cc}]+", RegexOptions.None, 10_000)]
    private static partial Regex Blank();
}
