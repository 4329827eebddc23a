using NewsApi.Http;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace NewsApi.Operation;

/// <summary>Traces, metrics and logs by OpenTelemetry. Metrics are always there for Prometheus at <c>/metrics</c>; all go out by
/// OTLP as soon as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to.</summary>
public static class Telemetry
{
    /// <summary>Name of the meter that counts deliveries.</summary>
    public const string DeliveryMeter = "newsapi.deliveries";

    /// <summary>Name of the meter of the response cache.</summary>
    public const string CacheMeter = "newsapi.cache";

    /// <summary>Name of the meter of limits.</summary>
    public const string LimitsMeter = "newsapi.limits";

    /// <summary>Counted up and down for each request, like what the server's memory is lent for: what an answer from the cache costs
    /// would grow by a tenth.</summary>
    private const string RunningRequests = "http.server.active_requests";

    private const string ServerMemory = "Microsoft.AspNetCore.MemoryPool";

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("newsapi"))
            .WithMetrics(metrics =>
                metrics
                    .AddAspNetCoreInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddMeter("Npgsql", DeliveryMeter, CacheMeter, LimitsMeter)
                    .AddView(instrument =>
                        instrument.Name == RunningRequests || instrument.Meter.Name == ServerMemory
                            ? MetricStreamConfiguration.Drop
                            // Room for every route with every status; the default reserves ten times the memory.
                            : new MetricStreamConfiguration { CardinalityLimit = 200 }
                    )
                    .AddPrometheusExporter()
            );
        if (builder.Configuration[Endpoint] is not { Length: > 0 } endpoint)
            return;
        // The exporter itself would fall back to its default without a word.
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out _))
            throw new ConfigurationException(Endpoint, "must be an address such as http://localhost:4317.");
        telemetry.WithTracing(tracing => tracing.AddAspNetCoreInstrumentation().AddNpgsql()).UseOtlpExporter();
    }
}
