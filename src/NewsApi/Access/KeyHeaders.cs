using Microsoft.AspNetCore.WebUtilities;

namespace NewsApi.Access;

/// <summary>Where a request carries a key.</summary>
internal static class KeyHeaders
{
    public const string Own = "X-Api-Key";
    private const string BearerPrefix = "Bearer ";

    /// <summary>Names under which clients put keys into addresses elsewhere.</summary>
    private static readonly HashSet<string> InAddresses = new(StringComparer.OrdinalIgnoreCase)
    {
        "key",
        "apikey",
        "api_key",
        "api-key",
        Own,
        "access_token",
        "access-token",
    };

    public static bool AreIn(HttpRequest request) =>
        request.Headers.Authorization.Count > 0 || request.Headers.ContainsKey(Own);

    /// <returns>The key, or what is wrong with how it is sent.</returns>
    public static (string? Text, string? Fault) Read(HttpRequest request)
    {
        var header = request.Headers[Own];
        var bearer = request.Headers.Authorization.ToString();
        if (header.Count > 0 && bearer.Length > 0)
            return (null, $"Send the key once: in {Own} or in Authorization.");
        if (header.Count == 1 && header[0] is { Length: > 0 } key)
            return (key, null);
        return bearer.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase)
            ? (bearer[BearerPrefix.Length..].Trim(), null)
            : (null, $"Send a key in the header {Own}, or as Authorization: Bearer.");
    }

    /// <summary>The query parameter in which a key is sent, where it stays in logs, histories and what other sites are told.
    /// </summary>
    public static string? InAddress(HttpRequest request)
    {
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value))
        {
            var name = pair.DecodeName();
            if (
                InAddresses.GetAlternateLookup<ReadOnlySpan<char>>().Contains(name.Span)
                || ApiKey.Read(pair.DecodeValue().ToString()) is not null
            )
                return name.ToString();
        }
        return null;
    }
}
