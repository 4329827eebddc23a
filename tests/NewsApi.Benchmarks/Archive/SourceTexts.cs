using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NewsApi.Benchmarks.Archive;

/// <summary>Real stories, from which those of an archive are put together.</summary>
/// <param name="All">Those in a language that the archive has, in the order of files and rows.</param>
internal sealed partial record SourceTexts(IReadOnlyList<SourceText> All)
{
    public const string FolderVariable = "NEWSAPI_TEXTS";

    /// <summary>A piece is closed with the first sentence that brings it to so many words.</summary>
    private const int WordsInPiece = 28;

    private const int LongestStandfirst = 300;

    /// <param name="folder">Holds <c>*.jsonl.gz</c>, an object in each line: <c>title</c>, <c>lang</c>, <c>body</c> with
    /// paragraphs divided by an empty line, or <c>summary</c>, <c>categories</c>.</param>
    /// <param name="languages">Which to take.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="BenchmarkException">There is no such folder, or nothing in it.</exception>
    public static async Task<SourceTexts> ReadAsync(
        string? folder,
        IReadOnlyCollection<string> languages,
        CancellationToken cancellationToken
    )
    {
        if (string.IsNullOrWhiteSpace(folder))
            throw new BenchmarkException(
                "An archive is put together from real news: give a folder of *.jsonl.gz files (an object in each line, with "
                    + $"title, lang, body or summary, categories) with --texts or in {FolderVariable}."
            );
        if (!Directory.Exists(folder))
            throw new BenchmarkException($"There is no folder {folder}: correct --texts or {FolderVariable}.");
        var texts = new List<SourceText>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.jsonl.gz").Order(StringComparer.Ordinal))
        {
            await using var zipped = File.OpenRead(file);
            await using var plain = new GZipStream(zipped, CompressionMode.Decompress);
            using var reader = new StreamReader(plain, Encoding.UTF8);
            while (await reader.ReadLineAsync(cancellationToken) is { } line)
            {
                using var row = JsonDocument.Parse(line);
                var language = Member(row.RootElement, "lang");
                if (languages.Contains(language) && Read(row.RootElement, language) is { } text)
                    texts.Add(text);
            }
        }
        if (languages.FirstOrDefault(language => texts.TrueForAll(text => text.Language != language)) is { } missing)
            throw new BenchmarkException($"No text in {folder} is in the language '{missing}': add some.");
        return new(texts);
    }

    private static SourceText? Read(JsonElement row, string language)
    {
        var title = OneLine(Member(row, "title"));
        if (title.Length is 0 or > 300)
            return null;
        var summary = OneLine(Member(row, "summary"));
        var body = Member(row, "body");
        List<TextPiece> pieces = [.. Pieces(body.Length > 0 ? body : summary)];
        if (pieces.Count == 0)
            pieces.Add(TextPiece.Of(title));
        var standfirst = summary.Length > 0 ? summary : Sentences().Match(pieces[0].Text).Value.Trim();
        return new(language, Desk(row), title, Beginning(standfirst, LongestStandfirst), pieces);
    }

    private static IEnumerable<TextPiece> Pieces(string text)
    {
        foreach (var paragraph in text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var piece = new StringBuilder();
            foreach (Match sentence in Sentences().Matches(paragraph))
            {
                piece.Append(sentence.Value);
                if (TextPiece.CountWords(piece.ToString()) < WordsInPiece)
                    continue;
                yield return TextPiece.Of(OneLine(piece.ToString()));
                piece.Clear();
            }
            if (OneLine(piece.ToString()) is { Length: > 0 } rest)
                yield return TextPiece.Of(rest);
        }
    }

    private static string Member(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    private static string Desk(JsonElement row)
    {
        if (!row.TryGetProperty("categories", out var categories))
            return Member(row, "source").StartsWith("reuters", StringComparison.Ordinal) ? Desks.Business : Desks.Other;
        return categories
                .EnumerateArray()
                .Select(category => Desks.Of(category.GetString()!.ToLowerInvariant()))
                .FirstOrDefault(desk => desk is not null)
            ?? Desks.Other;
    }

    private static string OneLine(string text) => Blank().Replace(text, " ").Trim();

    private static string Beginning(string text, int length)
    {
        if (text.Length <= length)
            return text;
        var end = text.LastIndexOf(' ', length);
        return text[
            ..(
                end > 0 ? end
                : char.IsHighSurrogate(text[length - 1]) ? length - 1
                : length
            )
        ];
    }

    // Up to its end mark, those of Chinese and of Ethiopic included, or to the end of the paragraph.
    [GeneratedRegex(@".+?(?:[.!?]['""”’)]*\s+|[。！？።]\s*|$)", RegexOptions.Singleline, 10_000)]
    private static partial Regex Sentences();

    [GeneratedRegex(@"[\s\p{Cc}]+", RegexOptions.None, 10_000)]
    private static partial Regex Blank();
}

/// <summary>One real story.</summary>
/// <param name="Desk">One of <see cref="Desks"/>.</param>
internal sealed record SourceText(
    string Language,
    string Desk,
    string Title,
    string Standfirst,
    IReadOnlyList<TextPiece> Pieces
);

/// <summary>A paragraph's worth of a real story.</summary>
/// <param name="Text">Plain, in one line.</param>
/// <param name="Json">The block of a body that shows it.</param>
internal sealed record TextPiece(string Text, string Json)
{
    public static TextPiece Of(string text) =>
        new(
            text,
            $$"""{"type":"paragraph","html":"{{JsonEncodedText.Encode(
                WebUtility.HtmlEncode(text),
                JavaScriptEncoder.UnsafeRelaxedJsonEscaping
            )}}"}"""
        );

    /// <summary>Characters of scripts without spaces count half a word each.</summary>
    public static int CountWords(string text)
    {
        var words = 0;
        var unspaced = 0;
        var inWord = false;
        foreach (var c in text)
        {
            var isUnspaced = c is >= '\u3040' and <= '\u9fff';
            unspaced += isUnspaced ? 1 : 0;
            words += !inWord && !isUnspaced && char.IsLetterOrDigit(c) ? 1 : 0;
            inWord = !isUnspaced && !char.IsWhiteSpace(c) && (inWord || char.IsLetterOrDigit(c));
        }
        return words + unspaced / 2;
    }
}
