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

    /// <summary>Name of the meter of requests.</summary>
    public const string RequestMeter = "newsapi.requests";

    /// <summary>Meters of the web framework that take several steps for each request, or for each piece of memory that it is lent: what
    /// an answer from the cache costs would grow by more than a tenth. Requests <see cref="RequestDurations"/> measures.</summary>
    private static readonly string[] Costly = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.MemoryPool"];

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RequestDurations>();
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("newsapi"))
            .WithMetrics(metrics =>
                metrics
                    .AddAspNetCoreInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddMeter("Npgsql", RequestMeter, DeliveryMeter, CacheMeter, LimitsMeter)
                    .AddView(instrument =>
                        Costly.Contains(instrument.Meter.Name)
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
