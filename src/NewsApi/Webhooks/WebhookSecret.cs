using System.Security.Cryptography;
using System.Text;

namespace NewsApi.Webhooks;

/// <summary>The secret that a webhook's receiver shares with this service (Standard Webhooks 1.0.0).</summary>
internal static class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int Bytes = 32;

    public static string Create() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Value of the header <c>webhook-signature</c>: one signature for each secret, so that a receiver that knows
    /// either can verify it while secrets change.</summary>
    /// <param name="secrets">As they were given to the receiver.</param>
    /// <param name="id">The header <c>webhook-id</c>.</param>
    /// <param name="timestamp">The header <c>webhook-timestamp</c>: seconds of Unix time.</param>
    /// <param name="body">The very bytes that are sent.</param>
    public static string Sign(IEnumerable<string> secrets, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var signatures = secrets.Select(Sign).ToList();
        // There are libraries that pass over the last of several (StandardWebhooks 1.1.2 for .NET): none but a repeated one stands
        // there.
        return string.Join(' ', signatures.Count > 1 ? signatures.Append(signatures[0]) : signatures);

        string Sign(string secret) =>
            "v1,"
            + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[Prefix.Length..]), signed));
    }
}
