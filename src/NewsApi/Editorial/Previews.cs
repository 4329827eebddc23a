using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Dapper;
using NewsApi.Storage;

namespace NewsApi.Editorial;

/// <summary>Makes and checks the tokens in links to single drafts. A token names one story and the moment until which it is
/// good, and is signed with a key that all instances share; nothing of it is stored.</summary>
public sealed class Previews(EditorialDatabase database)
{
    private const byte Version = 1;
    private const int IdLength = 16;
    private const int ContentLength = 1 + IdLength + sizeof(long);

    private byte[]? _key;

    /// <summary>Signs the tokens; read once.</summary>
    public async ValueTask<byte[]> KeyAsync(CancellationToken cancellationToken)
    {
        if (_key is not null)
            return _key;
        await using var connection = await database.OpenAsync(cancellationToken);
        return _key = await connection.QuerySingleAsync<byte[]>(
            new("select key from editorial.preview_key", cancellationToken: cancellationToken)
        );
    }

    /// <param name="key">Signs it.</param>
    /// <param name="id">The story.</param>
    /// <param name="until">In whole seconds; parts of one are cut off.</param>
    public static string Seal(byte[] key, Guid id, DateTimeOffset until)
    {
        var content = new byte[ContentLength];
        content[0] = Version;
        id.TryWriteBytes(content.AsSpan(1), bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(1 + IdLength), until.ToUnixTimeSeconds());
        return Base64Url.EncodeToString([.. content, .. Sign(key, content)]);
    }

    /// <returns>The story, or null where the token is none of ours or its time is over.</returns>
    public async Task<Guid?> OpenAsync(string token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (token.Length > 200 || !Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length != ContentLength + HMACSHA256.HashSizeInBytes || bytes[0] != Version)
            return null;
        var content = bytes.AsSpan(0, ContentLength).ToArray();
        var signature = Sign(await KeyAsync(cancellationToken), content);
        if (!CryptographicOperations.FixedTimeEquals(signature, bytes.AsSpan(ContentLength)))
            return null;
        var until = BinaryPrimitives.ReadInt64BigEndian(content.AsSpan(1 + IdLength));
        return now.ToUnixTimeSeconds() < until ? new Guid(content.AsSpan(1, IdLength), bigEndian: true) : null;
    }

    private static byte[] Sign(byte[] key, byte[] content) => HMACSHA256.HashData(key, content);
}
