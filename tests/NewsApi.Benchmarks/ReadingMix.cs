using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace NewsApi.Benchmarks;

/// <summary>One request, and the status it must be answered with.</summary>
/// <param name="Path">With its query.</param>
internal sealed record Question(string Path, HttpStatusCode Expected = HttpStatusCode.OK)
{
    public EntityTagHeaderValue? KnownTag { get; init; }

    /// <summary>Ids for a batch; null for a GET.</summary>
    public IReadOnlyList<string>? Ids { get; init; }

    public async Task AskAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(Ids is null ? HttpMethod.Get : HttpMethod.Post, Path);
        if (KnownTag is not null)
            request.Headers.IfNoneMatch.Add(KnownTag);
        if (Ids is not null)
            request.Content = JsonContent.Create(new { ids = Ids });
        using var response = await client.SendAsync(request, cancellationToken);
        if (response.StatusCode != Expected)
            throw new BenchmarkException($"{Path} was answered with {(int)response.StatusCode}, not {(int)Expected}.");
        // To its end, so that the service has done all its work.
        await response.Content.CopyToAsync(Stream.Null, cancellationToken);
    }
}

/// <summary>One thing that readers do.</summary>
/// <param name="Share">How many of a thousand requests.</param>
/// <param name="Questions">Its requests, taken in turn.</param>
internal sealed record Operation(string Name, int Share, IReadOnlyList<Question> Questions);

/// <summary>What readers of the sample newsroom ask, in fixed shares and always in the same order. Every name comes from the
/// API itself.</summary>
internal sealed class ReadingMix
{
    private const int LongestList = 100;
    private const int BatchSize = 20;

    private ReadingMix(IReadOnlyList<Operation> operations) => Operations = operations;

    public IReadOnlyList<Operation> Operations { get; }

    public static async Task<ReadingMix> ReadAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var articles = await ItemsAsync($"/v1/articles?fields=slug&sort=oldest&limit={LongestList}");
        var slugs = articles.Select(article => Text(article, "slug")).ToList();
        var ids = articles.Select(article => Text(article, "id")).ToList();
        var tagIds = (await ItemsAsync($"/v1/tags?sort=usage&limit={LongestList}"))
            .Select(tag => Text(tag, "id"))
            .ToList();
        var sections = (await ItemsAsync("/v1/sections")).SelectMany(Slugs).ToList();
        var newest = (await JsonAsync("/v1/articles?limit=10"))["page"]!;

        List<Question> unchanged = [];
        foreach (var path in slugs.Take(10).Select(slug => $"/v1/articles/{slug}").Append("/v1/articles"))
            unchanged.Add(new(path, HttpStatusCode.NotModified) { KnownTag = await TagAsync(path) });

        return new([
            new("an article", 300, [.. slugs.Concat(ids).Select(name => new Question($"/v1/articles/{name}"))]),
            new(
                "a list, no names in its filter",
                160,
                [
                    new("/v1/articles"),
                    new("/v1/articles?limit=50"),
                    new("/v1/articles?language=en&type=article|analysis"),
                    new("/v1/articles?from=now-7d&sort=updated"),
                    new("/v1/articles?fields=headline,standfirst,leadImage&limit=10"),
                    new("/v1/articles?fields=*&bodyFormat=html&limit=20"),
                    new($"/v1/articles?ids={string.Join(',', ids.Take(BatchSize))}"),
                ]
            ),
            new(
                "a list by section, tag or both",
                200,
                [
                    .. sections.Select(slug => new Question($"/v1/articles?section={slug}")),
                    .. tagIds.Select(id => new Question($"/v1/articles?tag={id}")),
                    .. sections.Zip(
                        tagIds,
                        (slug, id) =>
                            new Question($"/v1/articles?section={slug}|-{sections[0]}&tag={id}~,-{tagIds[^1]}")
                    ),
                ]
            ),
            new("a following page", 60, [new($"/v1/articles?limit=10&cursor={Text(newest, "next")}")]),
            new("related articles", 70, [.. slugs.Select(slug => new Question($"/v1/articles/{slug}/related"))]),
            new("many articles by id", 10, [new("/v1/articles/batch") { Ids = [.. ids.Take(BatchSize)] }]),
            new(
                "a list of tags",
                30,
                [
                    new("/v1/tags"),
                    new("/v1/tags?type=place&sort=recent&limit=50"),
                    new($"/v1/tags?section={sections[0]}&sort=usage"),
                ]
            ),
            new("a tag", 30, [.. tagIds.Select(id => new Question($"/v1/tags/{id}"))]),
            new(
                "tag suggestions",
                40,
                [.. tagIds.Select(id => new Question($"/v1/tags/suggest?prefix={id[(id.IndexOf('/') + 1)..][..2]}"))]
            ),
            new("sections", 10, [new("/v1/sections")]),
            new("a section", 10, [.. sections.Select(slug => new Question($"/v1/sections/{slug}"))]),
            new("anything unchanged (304)", 50, unchanged),
            new("no such article (404)", 10, [new("/v1/articles/no-such-article", HttpStatusCode.NotFound)]),
            new(
                "a bad request (400)",
                20,
                [
                    new("/v1/articles?limit=many", HttpStatusCode.BadRequest),
                    new("/v1/articles?page=0&colour=red", HttpStatusCode.BadRequest),
                    new("/v1/articles?language=(en", HttpStatusCode.BadRequest),
                    new("/v1/tags/suggest", HttpStatusCode.BadRequest),
                ]
            ),
        ]);

        async Task<JsonNode> JsonAsync(string path) =>
            JsonNode.Parse(await client.GetStringAsync(path, cancellationToken))!;

        async Task<List<JsonNode>> ItemsAsync(string path) =>
            [.. (await JsonAsync(path))["items"]!.AsArray().Select(item => item!)];

        async Task<EntityTagHeaderValue> TagAsync(string path)
        {
            using var response = await client.GetAsync(path, cancellationToken);
            return response.Headers.ETag ?? throw new BenchmarkException($"{path} has no ETag.");
        }
    }

    /// <summary>So many requests, every operation spread evenly among them.</summary>
    public IReadOnlyList<Question> Take(int count) =>
        [
            .. Operations
                .SelectMany(operation =>
                    Enumerable
                        .Range(0, (int)Math.Ceiling(count * operation.Share / 1000.0))
                        .Select(turn =>
                            (
                                At: (turn + 0.5) / operation.Share,
                                Question: operation.Questions[turn % operation.Questions.Count]
                            )
                        )
                )
                .OrderBy(entry => entry.At)
                .Select(entry => entry.Question)
                .Take(count),
        ];

    private static IEnumerable<string> Slugs(JsonNode section) =>
        section["children"]!.AsArray().SelectMany(child => Slugs(child!)).Prepend(Text(section, "slug"));

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();
}
