using System.Buffers;
using System.IO.Compression;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace NewsApi.Http;

/// <summary>A way to send content in fewer bytes (RFC 9110, section 8.4.1). The service's favourite comes first.</summary>
public enum ContentCoding
{
    Brotli,
    Gzip,
    Identity,
}

public static class ContentCodings
{
    /// <summary>As it stands in <c>Content-Encoding</c>.</summary>
    public static string Name(this ContentCoding coding) =>
        coding switch
        {
            ContentCoding.Brotli => "br",
            ContentCoding.Gzip => "gzip",
            _ => "identity",
        };

    /// <summary>What a client gets by its <c>Accept-Encoding</c> (RFC 9110, section 12.5.3): of what it takes the best by its
    /// weights, and of equals the service's favourite.</summary>
    public static ContentCoding Choose(StringValues accepted)
    {
        if (accepted.Count == 0)
            return ContentCoding.Identity;
        // What nearly all clients send has no weights.
        if (accepted is [{ } plain] && !plain.Contains(';', StringComparison.Ordinal))
            return Lists(plain, "br") || Lists(plain, "*") ? ContentCoding.Brotli
                : Lists(plain, "gzip") ? ContentCoding.Gzip
                : ContentCoding.Identity;
        if (!StringWithQualityHeaderValue.TryParseList([.. accepted.OfType<string>()], out var weighed))
            return ContentCoding.Identity;
        var (best, weight) = (ContentCoding.Identity, WeightOf(weighed, "identity", none: 0));
        foreach (var coding in (ReadOnlySpan<ContentCoding>)[ContentCoding.Gzip, ContentCoding.Brotli])
        {
            var own = WeightOf(weighed, coding.Name(), WeightOf(weighed, "*", none: 0));
            if (own > 0 && own >= weight)
                (best, weight) = (coding, own);
        }
        return best;
    }

    /// <summary>As small as is worth the time: it is done once for all who get it.</summary>
    public static byte[] Compress(ContentCoding coding, ReadOnlySpan<byte> content)
    {
        using var compressed = new MemoryStream(content.Length / 3);
        using (
            Stream stream =
                coding == ContentCoding.Brotli
                    ? new BrotliStream(compressed, CompressionLevel.Optimal)
                    : new GZipStream(compressed, CompressionLevel.Optimal)
        )
            stream.Write(content);
        return compressed.ToArray();
    }

    /// <summary>What was compressed by <see cref="ContentCoding.Brotli"/>, as it was.</summary>
    /// <param name="packed">The compressed content.</param>
    /// <param name="length">How many bytes it had.</param>
    public static byte[] Unpack(byte[] packed, int length)
    {
        var content = new byte[length];
        return BrotliDecoder.TryDecompress(packed, content, out var written) && written == length
            ? content
            : throw new InvalidOperationException("What is unpacked was not packed here.");
    }

    /// <summary>The same into what is written to somewhere.</summary>
    public static void Unpack(ReadOnlySpan<byte> packed, IBufferWriter<byte> content)
    {
        using var decoder = new BrotliDecoder();
        OperationStatus status;
        do
        {
            status = decoder.Decompress(packed, content.GetSpan(), out var consumed, out var written);
            content.Advance(written);
            packed = packed[consumed..];
        } while (status == OperationStatus.DestinationTooSmall);
        if (status != OperationStatus.Done)
            throw new InvalidOperationException("What is unpacked was not packed here.");
    }

    private static bool Lists(ReadOnlySpan<char> header, ReadOnlySpan<char> name)
    {
        foreach (var part in header.Split(','))
        {
            if (header[part].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    private static double WeightOf(IList<StringWithQualityHeaderValue> weighed, string name, double none) =>
        weighed.FirstOrDefault(value => value.Value.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? found.Quality ?? 1
            : none;
}
