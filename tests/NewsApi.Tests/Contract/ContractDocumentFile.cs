using System.Text.Json.Nodes;
using NewsApi.Tests.Support;

namespace NewsApi.Tests.Contract;

/// <summary>The document as it is kept in the repository: what clients were promised.</summary>
internal static class ContractDocumentFile
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "openapi", "newsapi.v1.json");

    public static JsonObject Load() => JsonNode.Parse(File.ReadAllText(Path))!.AsObject();
}
