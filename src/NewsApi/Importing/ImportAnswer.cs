using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.WebUtilities;
using NewsApi.Http;

namespace NewsApi.Importing;

/// <summary>The answer to an import, sent while the import goes on. Many clients read nothing before they have sent
/// everything: for them it is kept until then, since neither side would ever go on if each waited for the other to read.
/// </summary>
internal sealed class ImportAnswer(HttpResponse response) : IAsyncDisposable
{
    /// <summary>How long a client may leave unread what has been sent.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly byte[] EndOfLine = "\n"u8.ToArray();

    private Task? _sending;
    private FileBufferingWriteStream? _kept;

    /// <summary>Whether anything was written, so that no other answer can be given any more.</summary>
    public bool HasBegun { get; private set; }

    public async ValueTask WriteAsync<T>(
        IEnumerable<T> lines,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken
    )
    {
        Begin();
        foreach (var line in lines)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(line, type);
            if (_kept is null)
            {
                response.BodyWriter.Write(bytes);
                response.BodyWriter.Write(EndOfLine);
            }
            else
            {
                await _kept.WriteAsync(bytes, cancellationToken);
                await _kept.WriteAsync(EndOfLine, cancellationToken);
            }
        }
        if (_kept is null)
            await SendAsync(cancellationToken);
    }

    /// <summary>Once the client has sent everything: sends what was kept.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_sending is not null)
            await _sending;
        if (_kept is not null)
            await _kept.DrainBufferAsync(response.BodyWriter, cancellationToken);
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _kept?.DisposeAsync() ?? ValueTask.CompletedTask;

    private void Begin()
    {
        if (HasBegun)
            return;
        HasBegun = true;
        response.ContentType = MediaTypes.JsonLines;
        response.Headers.CacheControl = "private, no-store";
        if (response.HttpContext.Features.Get<IHttpMinResponseDataRateFeature>() is { } slowness)
            slowness.MinDataRate = null;
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        var sending = response.BodyWriter.FlushAsync(cancellationToken).AsTask();
        if (await Task.WhenAny(sending, Task.Delay(Patience, cancellationToken)) == sending)
        {
            await sending;
            return;
        }
        _sending = sending;
        _kept = new FileBufferingWriteStream();
    }
}
