using System.IO.Pipelines;
using NewsApi.Http;
using NewsApi.Importing;

namespace NewsApi.Commands;

/// <summary>What is to be imported: a file or standard input, plain or gzipped.</summary>
internal sealed class ImportFile : IAsyncDisposable
{
    private readonly Stream _stream;

    private ImportFile(Stream stream) => _stream = stream;

    /// <summary>In bytes; null for what has no length, as standard input.</summary>
    public long? Length => _stream.CanSeek ? _stream.Length : null;

    /// <summary>How much of it has been read, in bytes.</summary>
    public long Position => _stream.CanSeek ? _stream.Position : 0;

    /// <param name="path">A dash stands for standard input.</param>
    public static ImportFile Open(string path)
    {
        if (path == "-")
            return new(Console.OpenStandardInput());
        try
        {
            return new(
                new FileStream(
                    path,
                    new FileStreamOptions { Options = FileOptions.SequentialScan | FileOptions.Asynchronous }
                )
            );
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(path, $"can't be read: {fault.Message}");
        }
    }

    /// <summary>The content, unpacked where it begins as gzip does (RFC 1952).</summary>
    public async Task<Stream> ReadAsync(CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        var beginning = await reader.ReadAtLeastAsync(2, cancellationToken);
        var isGzip = IsGzip(beginning.Buffer);
        reader.AdvanceTo(beginning.Buffer.Start);
        var content = reader.AsStream();
        return isGzip ? GzipInput.Unpack(content) : content;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private static bool IsGzip(System.Buffers.ReadOnlySequence<byte> beginning)
    {
        var reader = new System.Buffers.SequenceReader<byte>(beginning);
        return reader.IsNext([0x1f, 0x8b]);
    }
}
