using System.IO.Compression;
using System.Text.Json;

namespace NewsApi.Benchmarks.Relevance;

/// <summary>Texts and queries, and which texts people judged to be about which query.</summary>
internal sealed record JudgedSet(IReadOnlyList<JudgedText> Texts, IReadOnlyList<JudgedQuery> Queries)
{
    private const string TextFile = "docs.jsonl.gz";
    private const string QueryFile = "queries.tsv";
    private const string JudgementFile = "qrels.tsv";

    /// <param name="folder">Holds <c>docs.jsonl.gz</c> (an object in each line: <c>id</c>, <c>lang</c>, <c>title</c>,
    /// <c>body</c>), <c>queries.tsv</c> (id, query) and <c>qrels.tsv</c> (query, text, 1, and more).</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<JudgedSet> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var file in (string[])[TextFile, QueryFile, JudgementFile])
        {
            if (!File.Exists(Path.Combine(folder, file)))
                throw new BenchmarkException(
                    $"There is no {file} in {folder}: give a folder with {TextFile}, {QueryFile} and {JudgementFile}."
                );
        }
        var texts = new List<JudgedText>();
        await using var zipped = File.OpenRead(Path.Combine(folder, TextFile));
        await using var plain = new GZipStream(zipped, CompressionMode.Decompress);
        using var reader = new StreamReader(plain);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            using var row = JsonDocument.Parse(line);
            texts.Add(new(Member(row, "id"), Member(row, "lang"), Member(row, "title"), Member(row, "body")));
        }
        var judgements = (await RowsAsync(folder, JudgementFile, cancellationToken)).ToLookup(
            row => row[0],
            row => row[1]
        );
        var queries = (await RowsAsync(folder, QueryFile, cancellationToken))
            .Select(row => new JudgedQuery(row[1], judgements[row[0]].ToHashSet(StringComparer.Ordinal)))
            .Where(query => query.Relevant.Count > 0)
            .ToList();
        return new(texts, queries);
    }

    private static async Task<IEnumerable<string[]>> RowsAsync(string folder, string file, CancellationToken ct) =>
        (await File.ReadAllLinesAsync(Path.Combine(folder, file), ct)).Select(line => line.Split('\t'));

    private static string Member(JsonDocument row, string name) =>
        row.RootElement.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}

/// <param name="Title">May be empty.</param>
/// <param name="Body">Paragraphs divided by an empty line.</param>
internal sealed record JudgedText(string Id, string Language, string Title, string Body);

/// <param name="Relevant">Ids of the texts that are about it; at least one.</param>
internal sealed record JudgedQuery(string Text, IReadOnlySet<string> Relevant);
