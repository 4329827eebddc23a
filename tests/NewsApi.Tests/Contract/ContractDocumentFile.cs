using System.Text.Json.Nodes;

namespace NewsApi.Tests.Contract;

/// <summary>The document as it is kept in the repository: what clients were promised.</summary>
internal static class ContractDocumentFile
{
    public static string Path { get; } = System.IO.Path.Combine(RepositoryRoot(), "openapi", "newsapi.v1.json");

    public static JsonObject Load() => JsonNode.Parse(File.ReadAllText(Path))!.AsObject();

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "NewsApi.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
