using System.Diagnostics;
using Microsoft.Net.Http.Headers;

namespace NewsApi.Operation;

/// <summary>Gives a request the trace id that its logs and problems carry (W3C Trace Context), where no collector of traces has
/// the server do so.</summary>
public static class Traces
{
    public static IApplicationBuilder UseTraces(this IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                if (Activity.Current is not null)
                {
                    await next(http);
                    return;
                }
                using var activity = new Activity("request");
                activity.SetIdFormat(ActivityIdFormat.W3C);
                if (http.Request.Headers[HeaderNames.TraceParent] is [{ } parent])
                    activity.SetParentId(parent);
                activity.Start();
                await next(http);
            }
        );
}
