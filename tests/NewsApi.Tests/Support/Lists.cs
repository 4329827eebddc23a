using System.Text.Json.Nodes;

namespace NewsApi.Tests.Support;

/// <summary>Reading lists of articles: found by words, and whole over all their pages.</summary>
public static class Lists
{
    /// <param name="q">As someone types it.</param>
    /// <param name="also">Further parameters, as they stand in an address.</param>
    public static string SearchPath(string q, string also = "") =>
        $"/v1/articles?q={Uri.EscapeDataString(q)}{(also.Length > 0 ? "&" + also : "")}";

    /// <inheritdoc cref="SearchPath"/>
    public static Task<JsonNode> SearchAsync(this HttpClient client, string q, string also = "") =>
        client.JsonAsync(SearchPath(q, also));

    public static IReadOnlyList<string> Slugs(this JsonNode list) =>
        [.. list.Items().Select(item => item.Text("slug"))];

    public static int Total(this JsonNode list) => list["total"]!["value"]!.GetValue<int>();

    /// <summary>The slugs of all pages from this one on, and the address of the last.</summary>
    public static async Task<(IReadOnlyList<string> Slugs, string LastPage)> ReadForthAsync(
        this HttpClient client,
        string path
    )
    {
        var slugs = new List<string>();
        while (true)
        {
            var page = await client.JsonAsync(path);
            slugs.AddRange(page.Slugs());
            if (page["links"]!["next"]?.GetValue<string>() is not { } next)
                return (slugs, path);
            path = new Uri(next).PathAndQuery;
        }
    }

    /// <summary>The slugs of all pages up to this one, in the order of the list.</summary>
    public static async Task<IReadOnlyList<string>> ReadBackAsync(this HttpClient client, string path)
    {
        var slugs = new List<string>();
        while (true)
        {
            var page = await client.JsonAsync(path);
            slugs.InsertRange(0, page.Slugs());
            if (page["links"]!["prev"]?.GetValue<string>() is not { } previous)
                return slugs;
            path = new Uri(previous).PathAndQuery;
        }
    }
}
