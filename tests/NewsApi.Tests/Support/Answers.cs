using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace NewsApi.Tests.Support;

/// <summary>Reading answers: a failed expectation shows what was answered instead.</summary>
public static class Answers
{
    /// <summary>The JSON of an answer that must have this status.</summary>
    public static async Task<JsonNode> JsonAsync(
        this HttpClient client,
        string path,
        HttpStatusCode status = HttpStatusCode.OK
    )
    {
        using var response = await client.GetAsync(path);
        return await response.JsonAsync(status);
    }

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode} instead of {(int)status}: {text}");
        return JsonNode.Parse(text)!;
    }

    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string path, object body) =>
        client.PostAsync(path, JsonContent.Create(body));

    /// <summary>Names of the members of a problem's <c>errors</c>.</summary>
    public static IEnumerable<string> FaultyNames(this JsonNode problem) =>
        problem["errors"]!.AsObject().Select(error => error.Key);

    public static IEnumerable<JsonNode> Items(this JsonNode list) => list["items"]!.AsArray().Select(item => item!);

    public static string Text(this JsonNode node, string member) => node[member]!.GetValue<string>();
}
