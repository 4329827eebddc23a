namespace NewsApi.Operation;

/// <summary>Logs for people on a terminal, and one JSON object a line elsewhere. Both carry the trace id; neither an
/// address of a client nor a query.</summary>
public static class Logs
{
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        // With it the server begins a trace and a scope of logs for each request, even for one that is answered from memory and has
        // nothing to log. Requests that have get theirs by UseTraces.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
        if (!Console.IsOutputRedirected)
            builder.Logging.AddSimpleConsole(options => options.SingleLine = true);
        else
            builder.Logging.AddJsonConsole(options =>
            {
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                options.IncludeScopes = true;
            });
    }
}
