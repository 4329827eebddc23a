using System.Text;
using System.Text.Json.Nodes;
using NewsApi.Tests.Support;

namespace NewsApi.Tests.Importing;

/// <summary>All that the public can see of a newsroom, as text: two newsrooms with the same are the same to everyone.</summary>
internal static class PublicFace
{
    /// <param name="newsroom">Whose.</param>
    /// <param name="names">Ids and slugs of stories, and addresses of sections and tags, to be asked for, whether anything is there
    /// or not.</param>
    public static async Task<string> OfAsync(Newsroom newsroom, IEnumerable<string> names)
    {
        var face = new StringBuilder();
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        client.BaseAddress = newsroom.BaseAddress;
        foreach (var path in Lists().Concat(names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)))
        {
            var next = path;
            while (next is not null)
            {
                using var response = await client.GetAsync(new Uri(next, UriKind.Relative));
                var text = await response.Content.ReadAsStringAsync();
                face.AppendLine($"{next.Split("&cursor=")[0]} {(int)response.StatusCode} {response.Headers.Location}");
                next = null;
                if (text.Length == 0)
                    continue;
                var json = JsonNode.Parse(text)!;
                if (json["links"]?["next"]?.GetValue<string>() is { } address)
                    next = new Uri(address).PathAndQuery;
                foreach (var own in new[] { "traceId", "page", "links" })
                    (json as JsonObject)?.Remove(own);
                face.AppendLine(
                    json.ToJsonString()
                        .Replace(newsroom.BaseAddress.ToString().TrimEnd('/'), "", StringComparison.Ordinal)
                );
            }
        }
        return face.ToString();
    }

    private static IEnumerable<string> Lists() =>
        [
            "/v1/articles?fields=*&limit=100",
            "/v1/articles?fields=slug&limit=100&sort=updated",
            "/v1/articles?limit=0&facets=section,tag,type,language,year,month,day&facetLimit=100",
            "/v1/articles?fields=slug&q=story&limit=100",
            "/v1/articles?fields=slug&q=story&limit=100&sort=newest",
            "/v1/sections",
            "/v1/tags?limit=100",
            "/v1/tags?limit=100&sort=usage",
            "/v1/tags/suggest?prefix=t",
        ];
}
