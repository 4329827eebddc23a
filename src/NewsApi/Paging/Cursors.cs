using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NewsApi.Paging;

/// <summary>Seals cursors for clients and opens them again. The text is opaque; a changed one, or one that was made for
/// another query, is refused instead of leading to a page that makes no sense.</summary>
/// <param name="readKey">Reads the signing key that all instances share.</param>
public sealed class Cursors(Func<CancellationToken, Task<byte[]>> readKey)
{
    private const byte Version = 1;
    private const int FingerprintLength = 8;
    private const int SignatureLength = 8;
    private const char Separator = '\n';

    private byte[]? _key;

    /// <param name="cursor">The place.</param>
    /// <param name="query">Normal form of everything that decides which items the list has and in what order.</param>
    /// <param name="cancellationToken">Ends the wait for the key.</param>
    public async ValueTask<string> SealAsync(Cursor cursor, string query, CancellationToken cancellationToken)
    {
        var place = Encoding.UTF8.GetBytes(cursor.Key + Separator + cursor.Id);
        byte[] content = [Version, cursor.Backwards ? (byte)1 : (byte)0, .. Fingerprint(query), .. place];
        return Base64Url.EncodeToString([.. content, .. Sign(await KeyAsync(cancellationToken), content)]);
    }

    /// <returns>The place, or null and a sentence for the client.</returns>
    public async ValueTask<(Cursor? Cursor, string? Fault)> OpenAsync(
        string text,
        string query,
        CancellationToken cancellationToken
    )
    {
        const string Unknown =
            "Not a cursor of this service. Take it from page.next or page.prev of an answer, unchanged.";
        if (!Base64Url.IsValid(text))
            return (null, Unknown);
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length < 2 + FingerprintLength + SignatureLength || bytes[0] != Version)
            return (null, Unknown);
        var key = await KeyAsync(cancellationToken);
        var content = bytes.AsSpan(0, bytes.Length - SignatureLength);
        if (!CryptographicOperations.FixedTimeEquals(Sign(key, content), bytes.AsSpan(content.Length)))
            return (null, Unknown);
        if (!content.Slice(2, FingerprintLength).SequenceEqual(Fingerprint(query)))
            return (
                null,
                "This cursor belongs to another query. Filters and sort must stay the same from page to page."
            );
        var place = Encoding.UTF8.GetString(content[(2 + FingerprintLength)..]);
        var separator = place.LastIndexOf(Separator);
        return (new(content[1] == 1, place[..separator], place[(separator + 1)..]), null);
    }

    private static byte[] Fingerprint(string query) =>
        SHA256.HashData(Encoding.UTF8.GetBytes(query))[..FingerprintLength];

    private static byte[] Sign(byte[] key, ReadOnlySpan<byte> content) =>
        HMACSHA256.HashData(key, content)[..SignatureLength];

    private async ValueTask<byte[]> KeyAsync(CancellationToken cancellationToken) =>
        _key ??= await readKey(cancellationToken);
}
