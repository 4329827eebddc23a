using System.Text.RegularExpressions;
using NewsApi.Tests.Support;
using Xunit;

namespace NewsApi.Tests.Architecture;

/// <summary>Each folder of the service uses only those below it.</summary>
public sealed partial class FolderTests
{
    /// <summary>From the top down; folders of one line know nothing of each other but what is named further right.</summary>
    private static readonly string[] Order =
    [
        "Commands",
        "Webhooks",
        "Importing",
        "Keys",
        "Editorial",
        "Feeds",
        "Sitemaps",
        "Embeds",
        "Licensing",
        "Changes",
        "Articles",
        "Tags",
        "Sections",
        "Access",
        "Caching",
        "Selection",
        "Search",
        "Following",
        "Limiting",
        "Operation",
        "Storage",
        "Paging",
        "Filtering",
        "OpenApi",
        "Http",
    ];

    [Fact]
    public void Folders_are_used_downwards_only()
    {
        var violations =
            from file in Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            let folder = Path.GetRelativePath(Source, file).Split(Path.DirectorySeparatorChar)
            where folder.Length > 1 && folder[0] is not ("bin" or "obj")
            from Match match in Usage().Matches(File.ReadAllText(file))
            let used = match.Groups["folder"].Value
            where Array.IndexOf(Order, used) >= 0 && Array.IndexOf(Order, used) < Array.IndexOf(Order, folder[0])
            select $"{folder[0]}/{folder[^1]} uses {used}";

        Assert.Empty(violations);
    }

    [Fact]
    public void Every_folder_has_its_place()
    {
        var folders = Directory
            .EnumerateDirectories(Source)
            .Select(folder => Path.GetFileName(folder)!)
            .Where(folder => folder is not ("bin" or "obj" or "Properties"));

        Assert.Equal(Order.Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_repositories_stores_and_storage_speak_SQL()
    {
        string[] allowed = ["Storage", "Editorial", "Importing", "Operation", "Access", "Webhooks"];
        var offenders =
            from file in Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories)
            let folder = Path.GetRelativePath(Source, file).Split(Path.DirectorySeparatorChar)[0]
            where !allowed.Contains(folder) && folder is not ("bin" or "obj")
            where !RepositoryName().IsMatch(Path.GetFileName(file))
            where File.ReadAllText(file).Contains("using Dapper", StringComparison.Ordinal)
            select Path.GetFileName(file);

        Assert.Empty(offenders);
    }

    private static string Source { get; } = Path.Combine(Repository.Root, "src", "NewsApi");

    [GeneratedRegex(@"\bNewsApi\.(?<folder>[A-Z]\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Usage();

    [GeneratedRegex(@"(Repository|Statement|FilterNames|TagSource)\.cs$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RepositoryName();
}
