using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace NewsApi.Importing;

/// <summary>A line as it stands in the input.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Bytes">Without the end of the line and blanks around it; not empty.</param>
internal readonly record struct RawLine(long Number, byte[] Bytes)
{
    /// <summary>Whether the line has more bytes than one may; those read of it are not kept.</summary>
    public bool IsTooLong { get; init; }
}

/// <summary>Takes a stream apart into its lines, in memory that does not grow with it. Empty lines are counted and left
/// out.</summary>
internal static class NdjsonLines
{
    /// <summary>Of a line, in bytes: as much as the body of a request that saves one story may have.</summary>
    public const int MaxLength = Http.RequestLimits.MaxBodyLength;

    public static async IAsyncEnumerable<RawLine> ReadAsync(
        Stream input,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var reader = PipeReader.Create(input, new StreamPipeReaderOptions(bufferSize: 64 * 1024, leaveOpen: true));
        var number = 1L;
        var isSkipping = false;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellationToken);
                var buffer = read.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    var line = Line(buffer.Slice(0, end), number, isSkipping);
                    (number, isSkipping) = (number + 1, false);
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                    if (line is { } found)
                        yield return found;
                }
                if (read.IsCompleted)
                {
                    if (Line(buffer, number, isSkipping) is { } last)
                        yield return last;
                    yield break;
                }
                if (isSkipping || buffer.Length > MaxLength)
                {
                    isSkipping = true;
                    buffer = buffer.Slice(buffer.End);
                }
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static RawLine? Line(ReadOnlySequence<byte> bytes, long number, bool isTooLong)
    {
        if (isTooLong || bytes.Length > MaxLength)
            return new RawLine(number, []) { IsTooLong = true };
        var line = bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray();
        if (number == 1 && line.StartsWith(Encoding.UTF8.Preamble))
            line = line[Encoding.UTF8.Preamble.Length..];
        line = line.Trim(" \t\r"u8);
        return line.IsEmpty ? null : new RawLine(number, line.ToArray());
    }
}
