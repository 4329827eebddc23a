using System.Text.Json.Nodes;
using NewsApi.Tests.Support;

namespace NewsApi.Tests.Visibility;

/// <summary>Every address under which the public could find something, made from the OpenAPI document: each operation that can
/// be read without a key, with every name that anything has or had in each place that takes one. A new operation is among
/// them by itself.</summary>
internal sealed class PublicPaths(JsonObject document)
{
    /// <param name="names">For each path parameter everything that might stand there; parameters not named get
    /// their example.</param>
    /// <param name="variants">For each operation queries to ask it with, besides none.</param>
    public IEnumerable<string> All(
        IReadOnlyDictionary<string, IReadOnlyCollection<string>> names,
        IReadOnlyDictionary<string, IReadOnlyCollection<string>> variants
    ) =>
        from path in document["paths"]!.AsObject()
        let operation = path.Value!["get"]
        where operation is not null && IsPublic(operation) && !NeverEnds(operation)
        from address in Addresses(path.Key, operation, names)
        from query in Queries(operation, variants)
        select query.Length == 0 ? address : $"{address}?{query}";

    /// <summary>Ids of the operations that those are addresses of.</summary>
    public IEnumerable<string> Operations =>
        from path in document["paths"]!.AsObject()
        let operation = path.Value!["get"]
        where operation is not null && IsPublic(operation) && !NeverEnds(operation)
        select operation["operationId"]!.GetValue<string>();

    private static bool IsPublic(JsonNode operation) => operation["security"] is null;

    private static bool NeverEnds(JsonNode operation) =>
        operation["responses"]!["200"]?["content"]?.AsObject().ContainsKey("text/event-stream") ?? false;

    private static IEnumerable<string> Addresses(
        string path,
        JsonNode operation,
        IReadOnlyDictionary<string, IReadOnlyCollection<string>> names
    )
    {
        IEnumerable<string> addresses = [path];
        foreach (var parameter in Parameters(operation, "path"))
        {
            var name = parameter["name"]!.GetValue<string>();
            var values = names.GetValueOrDefault(name) ?? [parameter["example"]?.ToString() ?? "1"];
            addresses =
            [
                .. addresses.SelectMany(
                    _ => values,
                    (address, value) =>
                        address.Replace($"{{{name}}}", Uri.EscapeDataString(value), StringComparison.Ordinal)
                ),
            ];
        }
        return addresses;
    }

    private static IEnumerable<string> Queries(
        JsonNode operation,
        IReadOnlyDictionary<string, IReadOnlyCollection<string>> variants
    )
    {
        var required = Parameters(operation, "query")
            .Where(parameter => parameter["required"]?.GetValue<bool>() is true)
            .Select(parameter => (Name: parameter.Text("name"), Example: parameter["example"]?.ToString() ?? "a"))
            .ToList();
        var queries = variants.GetValueOrDefault(operation["operationId"]!.GetValue<string>()) ?? [];
        return queries.Prepend("").Select(query => string.Join('&', Completed(query).Where(part => part.Length > 0)));

        IEnumerable<string> Completed(string query) =>
            required
                .Where(parameter => !$"&{query}".Contains($"&{parameter.Name}=", StringComparison.Ordinal))
                .Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Example)}")
                .Prepend(query);
    }

    private static IEnumerable<JsonNode> Parameters(JsonNode operation, string place) =>
        (operation["parameters"]?.AsArray() ?? [])
            .Select(parameter => parameter!)
            .Where(parameter => parameter["in"]?.GetValue<string>() == place);
}
