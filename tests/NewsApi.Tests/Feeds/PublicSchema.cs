using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Xunit;

namespace NewsApi.Tests.Feeds;

/// <summary>A JSON Schema by which others judge what this service writes.</summary>
internal sealed class PublicSchema
{
    private static readonly EvaluationOptions Options = new()
    {
        OutputFormat = OutputFormat.List,
        RequireFormatValidation = true,
    };

    private readonly JsonSchema _schema;

    private PublicSchema(string name, params string[] referredTo)
    {
        var registry = new SchemaRegistry();
        var options = new BuildOptions { SchemaRegistry = registry };
        foreach (var other in referredTo)
            registry.Register(JsonSchema.FromText(Read(other), options));
        _schema = JsonSchema.FromText(Read(name), options);
    }

    /// <summary>News in JSON, version 3.1, of the IPTC.</summary>
    public static PublicSchema Ninjs { get; } = new("ninjs-schema_3.1.json", "GeoJSON-schema.json");

    /// <summary>JSON Feed, version 1.1.</summary>
    public static PublicSchema JsonFeed { get; } = new("json-feed-1.1.json");

    public IReadOnlyList<string> Faults(JsonNode document)
    {
        using var element = JsonDocument.Parse(document.ToJsonString());
        var results = _schema.Evaluate(element.RootElement, Options);
        if (results.IsValid)
            return [];
        var faults = (results.Details ?? [])
            .SelectMany(detail => (detail.Errors ?? []).Select(fault => $"{detail.InstanceLocation}: {fault.Value}"))
            .ToList();
        return faults.Count > 0 ? faults : ["It does not fit."];
    }

    public void AssertFits(JsonNode document) =>
        Assert.True(Faults(document) is { Count: 0 }, string.Join('\n', Faults(document).Take(20)));

    // An empty fragment in the name of a schema, which the standard forbids by now, is left out.
    private static string Read(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Feeds", "Schemas", name))
            .Replace(".json#\"", ".json\"", StringComparison.Ordinal);
}
