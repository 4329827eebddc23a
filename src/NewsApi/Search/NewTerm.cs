using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace NewsApi.Search;

/// <summary>Stands for a term that is not in the index: a search for it is touched by the change that brings it there, which can't
/// know yet what numbers others have looked for.</summary>
public static class NewTerm
{
    /// <param name="lexeme">The term as text.</param>
    /// <returns>A number below zero, for ever the same. Two terms may share one, which costs a kept answer and nothing else.
    /// </returns>
    public static int Of(string lexeme)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(lexeme), hash);
        return BinaryPrimitives.ReadInt32BigEndian(hash) | int.MinValue;
    }
}
