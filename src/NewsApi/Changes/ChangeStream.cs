using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using NewsApi.Following;
using NewsApi.Http;
using Npgsql;

namespace NewsApi.Changes;

/// <summary>Tells one client of changes for as long as it listens, as Server-Sent Events (HTML Living Standard, 9.2).</summary>
/// <param name="after">The place to begin behind; the log has reached it.</param>
/// <param name="stopping">Ends the stream with the service.</param>
internal sealed class ChangeStream(
    long after,
    IChangeQuery query,
    ChangeLog log,
    ChangePresenter presenter,
    TimeProvider time,
    CancellationToken stopping
) : IResult
{
    /// <summary>How many events are written before the client must have taken them.</summary>
    private const int AtOnce = 100;

    /// <summary>How long a client waits before it connects again, in milliseconds.</summary>
    private const int Retry = 2000;

    /// <summary>How long a stream is silent at most. Proxies cut connections that have been so for a minute or less.</summary>
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>In bytes per second.</summary>
    private const int SlowestClient = 240;

    /// <summary>How long a client may take nothing of what waits for it, as phones do that sleep for a moment. Who stays away longer
    /// is cut off, and goes on from its last event when it is back.</summary>
    private static readonly TimeSpan Absence = TimeSpan.FromMinutes(1);

    /// <summary>How long to leave a database alone that is away.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ChangesWanted _wanted = new(new(query.Filter, query.Names, query.Readers), AtOnce);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = MediaTypes.EventStream;
        response.Headers.CacheControl = "no-store";
        // For nginx, which would otherwise hold events back until its buffer is full.
        response.Headers["X-Accel-Buffering"] = "no";
        if (Methods.IsHead(httpContext))
            return;
        if (httpContext.Features.Get<IHttpMinResponseDataRateFeature>() is { } slowness)
            slowness.MinDataRate = new MinDataRate(SlowestClient, Absence);
        httpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        try
        {
            await TellAsync(response.BodyWriter, httpContext.RequestAborted);
        }
        catch (OperationCanceledException) when (HasEnded(httpContext.RequestAborted))
        {
            // The client has gone, or the service is going: that is how streams end.
        }
    }

    private bool HasEnded(CancellationToken aborted) =>
        aborted.IsCancellationRequested || stopping.IsCancellationRequested;

    private async Task TellAsync(PipeWriter body, CancellationToken aborted)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        // The place at once: a client that loses the connection before the first event must go on from here, not from later.
        Write(body, $"retry: {Retry}\nid: {after}\n\n");
        var (place, told) = (after, after);
        while (true)
        {
            // A client that is slow to read is waited for here. It holds up nobody else.
            await body.FlushAsync(ending.Token);
            var flushed = time.GetTimestamp();
            while (body.UnflushedBytes == 0)
            {
                // Not by the linked token, which may be the last to learn of it: the wait may have been cut short, and its
                // continuation run, by the very thread that has yet to tell this one.
                if (HasEnded(aborted))
                    return;
                var patience = Heartbeat - time.GetElapsedTime(flushed);
                var (seen, changes) = await NextAsync(place, patience, ending.Token);
                if (seen.IsBeyondEnd)
                    return;
                place = seen.After;
                foreach (var change in changes)
                {
                    Write(body, change);
                    told = change.Seq;
                }
                if (changes.Count == 0 && time.GetElapsedTime(flushed) >= Heartbeat)
                {
                    // Without data no event is dispatched, but the id is remembered.
                    Write(body, told < place ? $"id: {place}\n\n" : ":\n\n");
                    told = place;
                }
            }
        }
    }

    /// <summary>What follows a place; nothing, while the database is away. Browsers give up on a stream that refuses them once,
    /// so those that are connected are kept until it is back.</summary>
    private async Task<(ChangesSeen Seen, IReadOnlyList<Change> Changes)> NextAsync(
        long place,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var seen = await log.ListenAsync(place, _wanted, patience, cancellationToken);
            var (changes, _) = await presenter.PresentAsync(seen.Changes, query, _wanted.Filter, cancellationToken);
            return (seen, changes);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            await Task.Delay(Pause, time, cancellationToken);
            return (new([], place, place, DateTimeOffset.UnixEpoch), []);
        }
    }

    private static void Write(PipeWriter body, Change change)
    {
        Write(body, $"id: {change.Seq}\nevent: {new Choice<ChangeKind>(change.Kind).Word}\ndata: ");
        // One line: strings have their line breaks escaped, and nothing is indented.
        body.Write(JsonSerializer.SerializeToUtf8Bytes(change, NewsJsonContext.Wire.Change));
        Write(body, "\n\n");
    }

    private static void Write(PipeWriter body, string text) => Encoding.UTF8.GetBytes(text, body);
}
