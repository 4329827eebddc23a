using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using NewsApi.Tests.Contract;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Editorial;

/// <summary>An operation for editors as the OpenAPI document has it: one that is added there is tested from then on.</summary>
public sealed class EditorialOperation
{
    private static readonly JsonObject Document = ContractDocumentFile.Load();

    private readonly JsonNode _operation;
    private readonly IReadOnlyList<JsonNode> _parameters;

    private EditorialOperation(string template, string method, JsonNode operation)
    {
        (Template, Method, _operation) = (template, new HttpMethod(method.ToUpperInvariant()), operation);
        _parameters = [.. (operation["parameters"]?.AsArray() ?? []).Select(parameter => Resolve(parameter!))];
    }

    public static IReadOnlyList<EditorialOperation> All { get; } =
    [
        .. from path in Document["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        where operation.Value!["tags"]!.AsArray().Any(tag => tag!.GetValue<string>() is "Editorial" or "Keys")
        select new EditorialOperation(path.Key, operation.Key, operation.Value!),
    ];

    public string Id => _operation.Text("operationId");

    /// <summary>Path with the names of its parameters in braces.</summary>
    public string Template { get; }

    public HttpMethod Method { get; }

    /// <summary>Path and required query with the examples of the document in them.</summary>
    public string Target => Filled(Template) + RequiredQuery;

    /// <summary>Path of what the operation works on: with <c>GET</c> there it shows its entity tag.</summary>
    public string ResourcePath => Filled(Template[..(Template.LastIndexOf('}') + 1)]);

    /// <summary>The same about another thing: the path of it in the place of the template's beginning.</summary>
    public string TargetAt(string beginning, string path) =>
        path + Filled(Template[beginning.Length..]) + RequiredQuery;

    /// <summary>The same with this in the place of one part of the path, for each part that is a parameter.</summary>
    public IEnumerable<string> TargetsNaming(string name) =>
        PathNames.Select(part =>
            Filled(Template.Replace($"{{{part}}}", name, StringComparison.Ordinal)) + RequiredQuery
        );

    public IEnumerable<string> PathNames => Names("path");

    public IEnumerable<string> QueryNames => Names("query");

    /// <summary>Without any, everybody may call it.</summary>
    public bool NeedsKey => _operation["security"]?.AsArray().All(need => need!.AsObject().Count > 0) ?? false;

    public bool NeedsIfMatch => Names("header").Contains("If-Match");

    public bool TakesIdempotencyKey => Names("header").Contains("Idempotency-Key");

    public bool TakesOneJson =>
        MediaTypes.Any(type => type.EndsWith("json", StringComparison.Ordinal) && Statuses.Contains(413));

    /// <summary>Media types of the body; none without a body.</summary>
    public IReadOnlyList<string> MediaTypes =>
        [.. (_operation["requestBody"]?["content"]?.AsObject() ?? []).Select(content => content.Key)];

    public IReadOnlySet<int> Statuses =>
        _operation["responses"]!.AsObject().Select(response => int.Parse(response.Key, null)).ToHashSet();

    public bool Promises(HttpStatusCode status) => (int)status < 300 && Statuses.Contains((int)status);

    /// <summary>Names of the operations for which something holds.</summary>
    public static TheoryData<string> Ids(Func<EditorialOperation, bool> holds) =>
        new(All.Where(holds).Select(operation => operation.Id));

    public static EditorialOperation Get(string id) => All.Single(operation => operation.Id == id);

    /// <summary>What Swagger UI would send, but for the headers.</summary>
    public HttpRequestMessage Request(string? target = null, string? mediaType = null)
    {
        var request = new HttpRequestMessage(Method, target ?? Target);
        if (MediaTypes.Count > 0)
            request.Content = new StringContent(
                Body(mediaType ?? MediaTypes[0]),
                Encoding.UTF8,
                new MediaTypeHeaderValue(mediaType ?? MediaTypes[0])
            );
        return request;
    }

    public override string ToString() => Id;

    // A body of many lines has no example in the document.
    private string Body(string mediaType) =>
        _operation["requestBody"]!["content"]![mediaType]!["examples"] is JsonObject examples
            ? examples.First().Value!["value"]!.ToString()
            : "{}";

    private string RequiredQuery
    {
        get
        {
            var query = _parameters
                .Where(parameter => parameter.Text("in") == "query" && parameter["required"]?.GetValue<bool>() is true)
                .Select(parameter => $"{parameter.Text("name")}={ExampleOf(parameter)}");
            return query.Any() ? "?" + string.Join('&', query) : "";
        }
    }

    private IEnumerable<string> Names(string place) =>
        _parameters.Where(parameter => parameter.Text("in") == place).Select(parameter => parameter.Text("name"));

    private string Filled(string template) =>
        _parameters
            .Where(parameter => parameter.Text("in") == "path")
            .Aggregate(
                template,
                (path, parameter) =>
                    path.Replace($"{{{parameter.Text("name")}}}", ExampleOf(parameter), StringComparison.Ordinal)
            );

    private static string ExampleOf(JsonNode parameter) => Uri.EscapeDataString(parameter["example"]!.ToString());

    private static JsonNode Resolve(JsonNode node) =>
        node["$ref"] is { } reference
            ? Document["components"]!["parameters"]![reference.GetValue<string>().Split('/')[^1]]!
            : node;
}
