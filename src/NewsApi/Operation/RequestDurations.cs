using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace NewsApi.Operation;

/// <summary>Measures how long requests take, under the name that OpenTelemetry's conventions for HTTP give it, in seconds by method,
/// route and status.</summary>
/// <remarks>The web framework's own instrument of this name takes more than a twentieth of what an answer from the cache costs.</remarks>
internal sealed class RequestDurations : IDisposable
{
    private const string OtherMethod = "_OTHER";

    private static readonly FrozenSet<string> KnownMethods = FrozenSet.Create(
        StringComparer.Ordinal,
        [
            HttpMethods.Connect,
            HttpMethods.Delete,
            HttpMethods.Get,
            HttpMethods.Head,
            HttpMethods.Options,
            HttpMethods.Patch,
            HttpMethods.Post,
            HttpMethods.Put,
            HttpMethods.Trace,
        ]
    );

    /// <summary>Those of the conventions.</summary>
    private static readonly double[] Buckets = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10];

    /// <summary>A number would be put into a box for each request.</summary>
    private static readonly object[] Statuses = [.. Enumerable.Range(0, 600).Cast<object>()];

    private readonly Meter _meter;
    private readonly Histogram<double> _durations;

    public RequestDurations(IMeterFactory meters)
    {
        _meter = meters.Create(Telemetry.RequestMeter);
        _durations = _meter.CreateHistogram(
            "http.server.request.duration",
            "s",
            "Duration of HTTP server requests.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = Buckets }
        );
    }

    /// <summary>Runs the rest of the pipeline, and measures it.</summary>
    public Task MeasureAsync(HttpContext http, RequestDelegate next)
    {
        var (method, started) = (http.Request.Method, Stopwatch.GetTimestamp());
        var answered = next(http);
        if (!answered.IsCompletedSuccessfully)
            return MeasureAsync(http, method, started, answered);
        Record(http, method, http.Response.StatusCode, started);
        return answered;
    }

    public void Dispose() => _meter.Dispose();

    private async Task MeasureAsync(HttpContext http, string method, long started, Task answered)
    {
        var isAnswered = false;
        try
        {
            await answered;
            isAnswered = true;
        }
        finally
        {
            // What is thrown here the web server answers.
            var status = isAnswered ? http.Response.StatusCode : StatusCodes.Status500InternalServerError;
            Record(http, method, status, started);
        }
    }

    private void Record(HttpContext http, string method, int status, long started)
    {
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        // One by one, since a list of them takes as long again.
        var (byMethod, byStatus) = (
            Tag("http.request.method", KnownMethods.Contains(method) ? method : OtherMethod),
            Tag("http.response.status_code", Statuses[status])
        );
        if (EndpointOf(http, status)?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>() is { Route: var route })
            _durations.Record(seconds, byMethod, byStatus, Tag("http.route", route is "" ? "/" : route));
        else
            _durations.Record(seconds, byMethod, byStatus);
    }

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);

    /// <summary>Whoever answers for an exception takes the endpoint away.</summary>
    private static Endpoint? EndpointOf(HttpContext http, int status) =>
        http.GetEndpoint()
        ?? (status >= StatusCodes.Status400BadRequest ? http.Features.Get<IExceptionHandlerFeature>()?.Endpoint : null);
}
