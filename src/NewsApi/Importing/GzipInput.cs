using System.IO.Compression;

namespace NewsApi.Importing;

/// <summary>Unpacks gzip (RFC 1952) so that none that was cut off passes for whole. .NET's own stream takes the end of its input
/// for the end of the content, wherever it comes; so an empty member is put behind the input. After a whole one it adds
/// nothing, and within one that was cut off it is damage.</summary>
internal sealed class GzipInput : Stream
{
    /// <summary>Header, an empty block, and checksum and length of nothing.</summary>
    private static readonly byte[] EmptyMember = Convert.FromHexString("1F8B08000000000000FF03000000000000000000");

    private readonly Stream _packed;
    private readonly MemoryStream _behind = new(EmptyMember, writable: false);

    private GzipInput(Stream packed) => _packed = packed;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <returns>The content. Reading it throws <see cref="InvalidDataException"/> where it is damaged or cut off.</returns>
    public static Stream Unpack(Stream packed) => new GZipStream(new GzipInput(packed), CompressionMode.Decompress);

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    ) =>
        await _packed.ReadAsync(buffer, cancellationToken) is var read and > 0
            ? read
            : await _behind.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        _packed.Read(buffer, offset, count) is var read and > 0 ? read : _behind.Read(buffer, offset, count);

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
