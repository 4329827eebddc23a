using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace NewsApi.Tests.Contract;

/// <summary>Holds every answer that passes through it against the OpenAPI document: its status, its headers, its media type
/// and its content. A test that sends through it fails when the service answers what was not promised.</summary>
public sealed class ContractValidator : DelegatingHandler
{
    private static readonly Lazy<ContractValidation> Kept = new(() => new(ContractDocumentFile.Load()));

    public ContractValidator(HttpMessageHandler inner)
        : base(inner) { }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (!Kept.Value.Covers(path))
            return response;
        if (response.Content.Headers.ContentType?.MediaType == ContractValidation.EventStream)
            response.Content = await BeginningAsync(response.Content, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var exchange = new Exchange(
            request.Method.Method,
            path,
            (int)response.StatusCode,
            // As sent: read as what it means, a header is written in another order.
            response
                .Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .ToDictionary(
                    header => header.Key,
                    header => string.Join(", ", header.Value),
                    StringComparer.OrdinalIgnoreCase
                ),
            await TextAsync(response.Content, cancellationToken)
        );
        Kept.Value.Check(exchange);
        return response;
    }

    /// <summary>What never ends is judged by its beginning, up to the first empty line, and tests get to see no more of it.
    /// </summary>
    private static async Task<HttpContent> BeginningAsync(HttpContent unending, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await unending.ReadAsStreamAsync(cancellationToken));
        var beginning = new StringBuilder();
        string? line;
        do
        {
            line = await reader.ReadLineAsync(cancellationToken);
            beginning.Append(line).Append(line is null ? "" : "\n");
        } while (line is { Length: > 0 });
        // As a stream, of which nobody knows the length.
        var content = new StreamContent(
            PipeReader.Create(new(Encoding.UTF8.GetBytes(beginning.ToString()))).AsStream()
        );
        foreach (var (name, values) in unending.Headers)
            content.Headers.TryAddWithoutValidation(name, values);
        return content;
    }

    private static async Task<string> TextAsync(HttpContent content, CancellationToken cancellationToken)
    {
        // A copy: the test reads the content again.
        var bytes = new MemoryStream(await content.ReadAsByteArrayAsync(cancellationToken));
        await using Stream plain = content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            _ when bytes.Length == 0 => bytes,
            null => bytes,
            "br" => new BrotliStream(bytes, CompressionMode.Decompress),
            "gzip" => new GZipStream(bytes, CompressionMode.Decompress),
            var other => throw new XunitException($"The answer has the content coding {other}, which nobody offered."),
        };
        using var reader = new StreamReader(plain);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}

/// <summary>A request and its answer, as far as the document speaks of them.</summary>
/// <param name="Method">Of the request.</param>
/// <param name="Path">Of the request, percent-escaped.</param>
/// <param name="Status">Of the answer.</param>
/// <param name="Headers">Of the answer, by their names in any case.</param>
/// <param name="Body">Of the answer, without content coding.</param>
public sealed record Exchange(
    string Method,
    string Path,
    int Status,
    IReadOnlyDictionary<string, string> Headers,
    string Body
);

/// <summary>Finds in an OpenAPI document what an answer must look like, and says what is not so.</summary>
public sealed partial class ContractValidation(JsonObject document)
{
    public const string EventStream = "text/event-stream";
    private const string JsonLines = "application/x-ndjson";

    private static readonly Uri AnyBase = new("http://localhost");

    private readonly DocumentedSchemas _schemas = new(document);

    /// <summary>Documented is what lies under <c>/v1</c>, and some addresses that the world expects elsewhere; probes, pictures
    /// and this service's own pages are not.</summary>
    public bool Covers(string path) => path.StartsWith("/v1/", StringComparison.Ordinal) || PathOf(path) is not null;

    /// <exception cref="XunitException">With every deviation from the document.</exception>
    public void Check(Exchange exchange)
    {
        if (exchange.Method == "OPTIONS")
            return;
        var faults = Faults(exchange).ToList();
        if (faults.Count > 0)
            throw new XunitException(
                $"{exchange.Method} {exchange.Path} answered {exchange.Status}, and the document does not have that:\n- "
                    + string.Join("\n- ", faults)
                    + $"\nThe answer was: {exchange.Body}"
            );
    }

    private IEnumerable<string> Faults(Exchange exchange)
    {
        var path = PathOf(exchange.Path);
        var method = exchange.Method == "HEAD" ? "get" : exchange.Method.ToLowerInvariant();
        if (path is null || path[method] is not { } operation)
            return UndocumentedFaults(exchange, known: path is not null);
        if (Resolve(operation["responses"]![$"{exchange.Status}"]) is not { } answer)
            return
            [
                $"status {exchange.Status}; it has {string.Join(", ", operation["responses"]!.AsObject().Select(pair => pair.Key))}",
            ];
        return [.. HeaderFaults(exchange, answer), .. ContentFaults(exchange, answer["content"]?.AsObject())];
    }

    /// <summary>An address or a method that does not exist is refused with a problem too.</summary>
    private IEnumerable<string> UndocumentedFaults(Exchange exchange, bool known)
    {
        if (exchange.Status is not (404 or 405 or 414 or 431 or 400))
            return [known ? "the method" : "the path"];
        return ContentFaults(
            exchange,
            new JsonObject
            {
                ["application/problem+json"] = new JsonObject
                {
                    ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" },
                },
            }
        );
    }

    private IEnumerable<string> HeaderFaults(Exchange exchange, JsonNode answer)
    {
        foreach (var (name, reference) in answer["headers"]?.AsObject() ?? [])
        {
            var header = Resolve(reference)!;
            if (!exchange.Headers.TryGetValue(name, out var value))
            {
                if (header["required"]?.GetValue<bool>() is true)
                    yield return $"the header {name} is missing";
            }
            else if (
                header["schema"]!["pattern"]?.GetValue<string>() is { } pattern
                && !Regex.IsMatch(value, pattern, RegexOptions.None, TimeSpan.FromSeconds(1))
            )
                yield return $"the header {name} is '{value}', which does not fit {pattern}";
        }
    }

    private IEnumerable<string> ContentFaults(Exchange exchange, JsonObject? documented)
    {
        if (documented is null)
            return exchange.Body.Length == 0 ? [] : ["a body"];
        var mediaType = exchange.Headers.GetValueOrDefault("Content-Type")?.Split(';')[0];
        if (mediaType is null || documented[mediaType] is not { } media)
            return
            [
                $"media type {mediaType ?? "(none)"}; it has {string.Join(", ", documented.Select(pair => pair.Key))}",
            ];
        if (exchange.Method == "HEAD")
            return exchange.Body.Length == 0 ? [] : ["a body"];
        return mediaType switch
        {
            EventStream => EventFaults(exchange.Body),
            JsonLines => LineFaults(exchange.Body, media["schema"]!),
            // What a standard of its own describes is held against that by the tests of the format.
            _ when media["schema"]!["items"] is { } each => JsonNode
                .Parse(exchange.Body)!
                .AsArray()
                .SelectMany(item => _schemas.Faults(item!.ToJsonString(), each)),
            _ when media["schema"]!["$ref"] is null => [],
            _ => _schemas.Faults(exchange.Body, media["schema"]!),
        };
    }

    /// <summary>Every line of the text is a JSON value of this schema, the last one too.</summary>
    private IEnumerable<string> LineFaults(string text, JsonNode schema) =>
        text.EndsWith('\n')
            ? text[..^1].Split('\n').SelectMany(line => _schemas.Faults(line, schema))
            : ["the last line has no end"];

    /// <summary>What of a stream, or a part of one, is not as the HTML Living Standard (9.2) and the document have it. The
    /// schemas of a document have no word for a stream of events; what it says of them in its text is held here.</summary>
    public IEnumerable<string> EventFaults(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            var (field, value) = line.Split(':', 2) is [var before, var after] ? (before, after) : (line, null);
            var fault = (field, value) switch
            {
                ("", _) => null,
                ("id", _) when Whole().IsMatch(value!) => null,
                ("retry", _) when Whole().IsMatch(value!) => null,
                ("event", _) when Kinds.Contains(value![1..]) => null,
                ("data", _) => string.Join("; ", _schemas.Faults(value![1..], ChangeSchema)) is { Length: > 0 } faults
                    ? faults
                    : null,
                _ => $"the line '{line}' of the stream",
            };
            if (fault is not null)
                yield return fault;
        }
    }

    private static JsonObject ChangeSchema => new() { ["$ref"] = "#/components/schemas/Change" };

    private IEnumerable<string> Kinds =>
        document["components"]!["schemas"]!["ChangeKind"]!["enum"]!.AsArray().Select(word => word!.GetValue<string>());

    /// <summary>The path item that fits; one that is written out wins over one with a parameter in its place.</summary>
    private JsonNode? PathOf(string path)
    {
        // Dot segments, needless escapes and one slash at the end are other spellings of the same path (RFC 3986, section 6).
        var plain = new Uri(AnyBase, path).AbsolutePath;
        var segments = (plain.EndsWith('/') ? plain[..^1] : plain).Split('/');
        return document["paths"]!
            .AsObject()
            .Select(pair => (Template: pair.Key.Split('/'), Item: pair.Value))
            .Where(candidate =>
                candidate.Template.Length == segments.Length
                && candidate.Template.Zip(segments).All(pair => IsParameter(pair.First) || pair.First == pair.Second)
            )
            .OrderBy(candidate => candidate.Template.Count(IsParameter))
            .FirstOrDefault()
            .Item;
    }

    [GeneratedRegex("^ [0-9]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Whole();

    private static bool IsParameter(string segment) => segment.StartsWith('{');

    private JsonNode? Resolve(JsonNode? node)
    {
        if (node?["$ref"]?.GetValue<string>() is not { } reference)
            return node;
        JsonNode? target = document;
        foreach (var step in reference.Split('/').Skip(1))
            target = target?[step];
        return target;
    }
}
