using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using NewsApi.Articles;
using NewsApi.Http;
using NewsApi.OpenApi;

namespace NewsApi.Changes;

/// <summary>Sends a snapshot line by line, in memory that does not grow with it.</summary>
/// <param name="snapshot">Closed with the answer.</param>
/// <param name="present">What a client sees of a row.</param>
internal sealed class Export(ExportSnapshot snapshot, Func<ArticleRow, Article> present) : IResult
{
    private const int FlushAt = 64 * 1024;

    /// <summary>In bytes per second: a client that reads more slowly than any real line would hold the snapshot for days.
    /// </summary>
    private const int SlowestClient = 4 * 1024;

    private static readonly byte[] EndOfLine = "\n"u8.ToArray();

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var open = snapshot;
        var (response, cancellationToken) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = MediaTypes.JsonLines;
        response.Headers.CacheControl = "no-store";
        response.Headers.Vary = FinishedAnswer.ByEncodingAndKey;
        response.Headers[SharedHeaders.ChangesAfter] = snapshot.After.ToString(CultureInfo.InvariantCulture);
        if (Methods.IsHead(httpContext))
        {
            // Decides on compression, which shows in the headers.
            await response.StartAsync(cancellationToken);
            return;
        }
        if (httpContext.Features.Get<IHttpMinResponseDataRateFeature>() is { } slowness)
            slowness.MinDataRate = new MinDataRate(SlowestClient, TimeSpan.FromSeconds(30));

        var articles = 0L;
        await foreach (var row in snapshot.ReadAsync().WithCancellation(cancellationToken))
        {
            // The snapshot has it still; in public it is no longer.
            if (row.ExpiresAt <= DateTimeOffset.UtcNow)
                continue;
            Write(response.BodyWriter, ExportLine.Of(present(row)));
            articles++;
            if (response.BodyWriter.UnflushedBytes >= FlushAt)
                await response.BodyWriter.FlushAsync(cancellationToken);
        }
        Write(response.BodyWriter, ExportLine.Of(new ExportSummary(articles, snapshot.After)));
        await response.BodyWriter.FlushAsync(cancellationToken);
    }

    private static void Write(PipeWriter body, ExportLine line)
    {
        body.Write(JsonSerializer.SerializeToUtf8Bytes(line, NewsJsonContext.Wire.ExportLine));
        body.Write(EndOfLine);
    }
}
