using System.Text.Json.Serialization;
using NewsApi.Http;
using NewsApi.Storage;
using Npgsql;

namespace NewsApi.Operation;

/// <summary>Whether the service runs, and whether it can do its work.</summary>
/// <param name="Status">All in one word.</param>
/// <param name="Checks">What was looked at, each with the reason where it fails. Empty for liveness.</param>
public sealed record HealthReport(HealthStatus Status, IReadOnlyDictionary<string, string> Checks);

/// <summary>State of the service.</summary>
[JsonConverter(typeof(WordConverter<HealthStatus>))]
public enum HealthStatus
{
    /// <summary>It can do its work.</summary>
    Ok,

    /// <summary>Send no requests just now.</summary>
    Unavailable,
}

public static class HealthEndpoints
{
    private const string Fine = "ok";

    /// <summary>Longer than this is as good as no answer to whoever waits for one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").ExcludeFromDescription().AddEndpointFilter(ForbidStoringAsync);
        health.MapGet("/live", Live);
        health.MapGet("/ready", ReadyAsync);
    }

    // The state of a moment ago says nothing.
    private static ValueTask<object?> ForbidStoringAsync(
        EndpointFilterInvocationContext invocation,
        EndpointFilterDelegate next
    )
    {
        invocation.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(invocation);
    }

    private static IResult Live() => Answer(new(HealthStatus.Ok, new Dictionary<string, string>()));

    private static async Task<IResult> ReadyAsync(DeliveryDatabase database, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var checks = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            await using var connection = await database.OpenAsync(patience.Token);
            checks["database"] = Fine;
            var missing = await DatabaseState.MissingMigrationsAsync(connection, patience.Token);
            checks["migrations"] = missing.Count == 0 ? Fine : $"{missing.Count} not applied yet; run: newsapi migrate";
        }
        catch (Exception exception)
            when (exception is NpgsqlException or OperationCanceledException or TimeoutException
                && !cancellationToken.IsCancellationRequested
            )
        {
            checks[checks.ContainsKey("database") ? "migrations" : "database"] = "can't be reached";
        }
        var ok = checks.Values.All(state => state == Fine);
        return Answer(new(ok ? HealthStatus.Ok : HealthStatus.Unavailable, checks));
    }

    private static IResult Answer(HealthReport report) =>
        TypedResults.Json(
            report,
            NewsJsonContext.Wire.HealthReport,
            statusCode: report.Status == HealthStatus.Ok
                ? StatusCodes.Status200OK
                : StatusCodes.Status503ServiceUnavailable
        );
}
