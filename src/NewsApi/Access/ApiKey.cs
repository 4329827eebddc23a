using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NewsApi.Access;

/// <summary>A key as its holder has it: <c>newsapi_</c>, twelve characters by which it is looked up, and the secret. The prefix
/// lets scanners for leaked secrets recognise it.</summary>
/// <param name="Id">The open part.</param>
/// <param name="Text">The whole.</param>
public sealed record ApiKey(string Id, string Text)
{
    private const string Prefix = "newsapi_";
    private const string IdCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> IdSet = SearchValues.Create(IdCharacters);
    internal const int IdLength = 12;

    /// <summary>As a regular expression.</summary>
    internal const string IdForm = "^[a-z0-9]{12}$";

    private const int SecretBytes = 32;

    /// <summary>Longer than any key is.</summary>
    private const int MaxLength = 100;

    public static ApiKey Create()
    {
        var id = RandomNumberGenerator.GetString(IdCharacters, IdLength);
        return new(id, $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}");
    }

    /// <summary>Whether a text could be the open part of a key.</summary>
    internal static bool IsId(string text) => text.Length == IdLength && text.AsSpan().IndexOfAnyExcept(IdSet) < 0;

    /// <returns>Null for what cannot be a key.</returns>
    public static ApiKey? Read(string text)
    {
        if (text.Length > MaxLength || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return null;
        var rest = text.AsSpan(Prefix.Length);
        return rest.Length > IdLength + 1 && rest[IdLength] == '_' && rest[..IdLength].IndexOfAnyExcept(IdSet) < 0
            ? new(rest[..IdLength].ToString(), text)
            : null;
    }

    /// <summary>What is stored of it. A plain hash is enough: nobody guesses 256 random bits.</summary>
    public byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes(Text));

    public override string ToString() => $"{Prefix}{Id}_…";
}
